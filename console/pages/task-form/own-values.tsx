import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import type { OwnValue } from '../../logic/own-values.ts';
import { useWords } from '../../words/words.tsx';
import type { FieldProps } from './field-props.ts';

/** Values for what the template names, the same in all mails; a recipient's own data win over them. */
export function OwnValues({ form: { values }, onChange, errorAt }: FieldProps) {
  const { taskForm: words, lists } = useWords();
  const fields = lists.readers;
  const set = (n: number, part: Partial<OwnValue>): void =>
    onChange({ values: values.map((value, i) => (i === n ? { ...value, ...part } : value)) });
  return (
    <FormField stretch label={words.values} description={words.valuesHint} errorText={errorAt('/templateData')}>
      <AttributeEditor
        items={values}
        addButtonText={words.addValue}
        empty={words.noValues}
        removeButtonAriaLabel={({ name }) => words.remove(name)}
        onAddButtonClick={() => onChange({ values: [...values, { name: '', text: '' }] })}
        onRemoveButtonClick={({ detail }) => onChange({ values: values.filter((_, n) => n !== detail.itemIndex) })}
        definition={[
          {
            label: fields.field,
            control: ({ name }, n) => (
              <Input value={name} spellcheck={false} onChange={({ detail }) => set(n, { name: detail.value })} />
            ),
          },
          {
            label: fields.value,
            control: ({ text }, n) => <Input value={text} onChange={({ detail }) => set(n, { text: detail.value })} />,
          },
        ]}
      />
    </FormField>
  );
}
