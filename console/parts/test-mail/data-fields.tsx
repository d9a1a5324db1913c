import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Preview } from '../../api/answers.ts';
import { useWords } from '../../words/words.tsx';
import { ReaderPicker } from '../reader-picker.tsx';
import type { TestForm } from './test-form.ts';

const NONE: readonly string[] = [];

interface DataFieldsProps {
  form: TestForm;
  preview: Preview | undefined;
  onChange: (change: Partial<TestForm>) => void;
}

/** Whose data fill the mail: a recipient's of a list, and what they lack, or everything, by hand. */
export function DataFields({ form, preview, onChange }: DataFieldsProps) {
  const words = useWords().sendTest;
  const { listId, reader, values } = form;
  const variables = preview?.variables ?? NONE;
  const missing = preview?.missing ?? NONE;
  // What somebody began to give a value stays, also while it is empty between two.
  const names = reader === null ? variables : variables.filter((name) => missing.includes(name) || name in values);
  return (
    <SpaceBetween size="m">
      <Header variant="h2" description={words.filledWhy}>
        {words.filled}
      </Header>
      <ReaderPicker
        listId={listId}
        reader={reader}
        variables={variables}
        onChange={(list, chosen) => onChange({ listId: list, reader: chosen })}
      />
      {names.length > 0 && (
        <SpaceBetween size="s">
          <Header variant="h3" description={words.valuesWhy}>
            {words.values}
          </Header>
          {names.map((name) => (
            <FormField
              key={name}
              label={<bdi>{name}</bdi>}
              warningText={missing.includes(name) && (values[name] ?? '') === '' && words.noValue}
            >
              <Input
                value={values[name] ?? ''}
                onChange={({ detail }) => onChange({ values: { ...values, [name]: detail.value } })}
              />
            </FormField>
          ))}
        </SpaceBetween>
      )}
    </SpaceBetween>
  );
}
