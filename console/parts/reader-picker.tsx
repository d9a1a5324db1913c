import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ListReader, MOST_READERS, useFirstReaders } from '../api/readers.ts';
import type { PreviewReader } from '../api/templates.ts';
import { useWords } from '../words/words.tsx';
import { useFormats } from './formats.ts';
import { NamedSelect } from './named-select.tsx';

interface ReaderPickerProps {
  listId: string | null;
  reader: PreviewReader | null;
  /** Variables of the template: a reader who lacks one is marked. */
  variables: readonly string[];
  onChange: (listId: string | null, reader: PreviewReader | null) => void;
}

/** Chooses whose data fill a mail: a recipient of a list, or nobody in particular. */
export function ReaderPicker({ listId, reader, variables, onChange }: ReaderPickerProps) {
  const words = useWords().preview;
  return (
    <SpaceBetween size="xs">
      <FormField label={words.as} stretch>
        <NamedSelect
          kind="lists"
          value={listId ?? ''}
          first={{ value: '', label: words.anybody }}
          ariaLabel={words.list}
          placeholder={words.list}
          empty={words.noLists}
          onChange={(id) => onChange(id || null, null)}
        />
      </FormField>
      {listId !== null && (
        <OneReader
          key={listId}
          listId={listId}
          email={reader?.email ?? null}
          variables={variables}
          onChange={(email) => onChange(listId, { listId, email })}
        />
      )}
    </SpaceBetween>
  );
}

interface OneReaderProps {
  listId: string;
  email: string | null;
  variables: readonly string[];
  onChange: (email: string) => void;
}

function OneReader({ listId, email, variables, onChange }: OneReaderProps) {
  const words = useWords().preview;
  const formats = useFormats();
  const { data, isPending, isError } = useFirstReaders(listId);
  const readers = data ?? [];
  const at = readers.findIndex((reader) => reader.email === email);
  const options = readers.map((reader) => optionOf(reader, variables, words.lacking));
  const step = (by: 1 | -1): void => {
    const next = readers[(at + by + readers.length) % readers.length];
    if (next !== undefined) onChange(next.email);
  };
  return (
    <FormField
      stretch
      label={words.reader}
      constraintText={readers.length === MOST_READERS && words.firstReaders(formats.count(MOST_READERS))}
      secondaryControl={
        <SpaceBetween direction="horizontal" size="xxs">
          <Button
            iconName="angle-left"
            formAction="none"
            ariaLabel={words.previousReader}
            disabled={readers.length === 0}
            onClick={() => step(-1)}
          />
          <Button
            iconName="angle-right"
            formAction="none"
            ariaLabel={words.nextReader}
            disabled={readers.length === 0}
            onClick={() => step(1)}
          />
        </SpaceBetween>
      }
    >
      <Select
        selectedOption={options[at] ?? null}
        options={options}
        placeholder={words.reader}
        statusType={isPending ? 'loading' : isError ? 'error' : 'finished'}
        filteringType="auto"
        empty={words.noReaders}
        onChange={({ detail }) => onChange(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}

function optionOf({ email, data }: ListReader, variables: readonly string[], lacking: (name: string) => string) {
  const missing = variables.find((name) => !((name.split('.')[0] ?? name) in (data ?? {})));
  return { value: email, label: email, ...(missing !== undefined && { description: lacking(missing) }) };
}
