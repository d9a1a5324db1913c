import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useProblem } from '../api/problems.ts';
import { useWords } from '../words/words.tsx';

export interface ListText {
  name: string;
  description: string;
}

interface ListFieldsProps {
  text: ListText;
  error: Error | null;
  disabled?: boolean;
  onChange: (text: ListText) => void;
}

export const LIST_POINTERS = ['/name', '/description'] as const;

/** Name and description of a list, with what the API says against them. */
export function ListFields({ text, error, disabled = false, onChange }: ListFieldsProps) {
  const words = useWords().lists;
  const { errorAt } = useProblem(error);
  return (
    <SpaceBetween size="l">
      <FormField label={words.name} description={words.nameHint} errorText={errorAt('/name')}>
        <Input
          value={text.name}
          disabled={disabled}
          onChange={({ detail }) => onChange({ ...text, name: detail.value })}
        />
      </FormField>
      <FormField
        label={
          <>
            {words.description} – <i>{words.optional}</i>
          </>
        }
        errorText={errorAt('/description')}
      >
        <Textarea
          rows={2}
          value={text.description}
          disabled={disabled}
          onChange={({ detail }) => onChange({ ...text, description: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}
