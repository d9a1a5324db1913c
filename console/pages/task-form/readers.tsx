import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useNamedOptions } from '../../api/named-options.ts';
import { NamedMultiselect } from '../../parts/named-select.tsx';
import { useWords } from '../../words/words.tsx';
import type { FieldProps } from './field-props.ts';
import { MakeList } from './make-list.tsx';

/** Who is mailed, and who of them is not. */
export function ReaderFields({ form, onChange, errorAt }: FieldProps) {
  const { taskForm: words } = useWords();
  const [isMaking, setMaking] = useState(false);
  const isWithout = useNamedOptions('lists', '').options?.length === 0;
  return (
    <Container header={<Header variant="h2">{words.readers}</Header>}>
      <SpaceBetween size="l">
        <FormField label={words.lists} description={words.listsHint} errorText={errorAt('/listIds')}>
          <SpaceBetween size="xs">
            <Lists chosen={form.listIds} onChange={(listIds) => onChange({ listIds })} />
            {isWithout && (
              <Button formAction="none" onClick={() => setMaking(true)}>
                {words.makeOne}
              </Button>
            )}
          </SpaceBetween>
        </FormField>
        <FormField label={words.leftOut} description={words.leftOutHint} errorText={errorAt('/excludeListIds')}>
          <Lists chosen={form.excludeListIds} onChange={(excludeListIds) => onChange({ excludeListIds })} />
        </FormField>
      </SpaceBetween>
      {isMaking && <MakeList onMade={(listId) => onChange({ listIds: [listId] })} onClose={() => setMaking(false)} />}
    </Container>
  );
}

interface ListsProps {
  chosen: readonly string[];
  onChange: (listIds: string[]) => void;
}

function Lists({ chosen, onChange }: ListsProps) {
  const { taskForm: words } = useWords();
  return (
    <NamedMultiselect
      kind="lists"
      values={chosen}
      describe={({ count }) => (count === undefined ? undefined : words.size(count))}
      placeholder={words.chooseLists}
      empty={words.noLists}
      onChange={onChange}
    />
  );
}
