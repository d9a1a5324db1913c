import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { List } from '../../api/answers.ts';
import { useWords } from '../../words/words.tsx';
import type { FieldProps } from './field-props.ts';
import { MakeList } from './make-list.tsx';

/** Who is mailed, and who of them is not. */
export function ReaderFields({ form, onChange, errorAt, lists }: FieldProps & { lists: readonly List[] | undefined }) {
  const { taskForm: words } = useWords();
  const [isMaking, setMaking] = useState(false);
  return (
    <Container header={<Header variant="h2">{words.readers}</Header>}>
      <SpaceBetween size="l">
        <FormField label={words.lists} description={words.listsHint} errorText={errorAt('/listIds')}>
          <SpaceBetween size="xs">
            <Lists chosen={form.listIds} lists={lists} onChange={(listIds) => onChange({ listIds })} />
            {lists?.length === 0 && (
              <Button formAction="none" onClick={() => setMaking(true)}>
                {words.makeOne}
              </Button>
            )}
          </SpaceBetween>
        </FormField>
        <FormField label={words.leftOut} description={words.leftOutHint} errorText={errorAt('/excludeListIds')}>
          <Lists
            chosen={form.excludeListIds}
            lists={lists}
            onChange={(excludeListIds) => onChange({ excludeListIds })}
          />
        </FormField>
      </SpaceBetween>
      {isMaking && <MakeList onMade={(listId) => onChange({ listIds: [listId] })} onClose={() => setMaking(false)} />}
    </Container>
  );
}

interface ListsProps {
  chosen: readonly string[];
  lists: readonly List[] | undefined;
  onChange: (listIds: string[]) => void;
}

function Lists({ chosen, lists, onChange }: ListsProps) {
  const { taskForm: words } = useWords();
  const options = (lists ?? []).map(({ listId, name, count }) => ({
    value: listId,
    label: name,
    description: words.size(count),
  }));
  return (
    <Multiselect
      selectedOptions={chosen.map(
        (value) => options.find((option) => option.value === value) ?? { value, label: value },
      )}
      options={options}
      placeholder={words.chooseLists}
      empty={words.noLists}
      filteringType="auto"
      statusType={lists === undefined ? 'loading' : 'finished'}
      deselectAriaLabel={({ label = '' }) => words.remove(label)}
      onChange={({ detail }) => onChange(detail.selectedOptions.flatMap(({ value }) => value ?? []))}
    />
  );
}
