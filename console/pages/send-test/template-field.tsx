import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useTemplates } from '../../api/templates.ts';
import { useWords } from '../../words/words.tsx';

/** Above so many options, the select has a field to find them. */
const MANY = 10;

interface FieldProps {
  value: string;
  errorText: string | undefined;
  onChange: (value: string) => void;
}

export function TemplateField({ value, errorText, onChange }: FieldProps) {
  const words = useWords().sendTest;
  const { data, isPending, isError } = useTemplates();
  const options = (data?.items ?? []).map(({ templateId, name, subject }) => ({
    value: templateId,
    label: name,
    ...(subject !== null && { description: subject }),
  }));
  return (
    <FormField label={words.template} errorText={errorText}>
      <Select
        selectedOption={options.find((option) => option.value === value) ?? null}
        options={options}
        placeholder={words.chooseTemplate}
        filteringType={options.length > MANY ? 'auto' : 'none'}
        statusType={isPending ? 'loading' : isError ? 'error' : 'finished'}
        empty={words.noTemplates}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}
