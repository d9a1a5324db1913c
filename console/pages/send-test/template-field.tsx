import FormField from '@cloudscape-design/components/form-field';
import { NamedSelect } from '../../parts/named-select.tsx';
import { useWords } from '../../words/words.tsx';

interface FieldProps {
  value: string;
  errorText: string | undefined;
  onChange: (value: string) => void;
}

export function TemplateField({ value, errorText, onChange }: FieldProps) {
  const words = useWords().sendTest;
  return (
    <FormField label={words.template} errorText={errorText}>
      <NamedSelect
        kind="templates"
        value={value === '' ? null : value}
        placeholder={words.chooseTemplate}
        empty={words.noTemplates}
        describe={({ subject }) => subject ?? undefined}
        onChange={onChange}
      />
    </FormField>
  );
}
