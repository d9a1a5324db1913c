import AttributeEditor from '@cloudscape-design/components/attribute-editor';
import Box from '@cloudscape-design/components/box';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import type { Recipient } from '../../api/answers.ts';
import { useEditMember } from '../../api/lists.ts';
import { useFormProblem } from '../../api/problems.ts';
import { type DataRow, dataOf, rowsOf } from '../../logic/data-rows.ts';
import { ShortForm } from '../../parts/short-form.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** Changes what is known of a recipient. */
export function EditMember({ listId, member, onClose }: { listId: string; member: Recipient; onClose: () => void }) {
  const { lists } = useWords();
  const words = lists.readers;
  const [rows, setRows] = useState(() => rowsOf(member.data));
  const { mutate, isPending, error } = useEditMember(listId);
  const save = (): void =>
    mutate(
      { email: member.email, data: dataOf(rows) },
      {
        onSuccess: () => {
          tell({ type: 'success', text: words.saved(member.email) });
          onClose();
        },
      },
    );
  return (
    <ShortForm
      title={words.editTitle(member.email)}
      submit={words.save}
      back={lists.back}
      size="large"
      isPending={isPending}
      errorText={useFormProblem(error, [])}
      onSubmit={save}
      onClose={onClose}
    >
      <Box color="text-body-secondary">{words.editHint}</Box>
      <DataEditor rows={rows} onChange={setRows} />
    </ShortForm>
  );
}

function DataEditor({ rows, onChange }: { rows: DataRow[]; onChange: (rows: DataRow[]) => void }) {
  const words = useWords().lists.readers;
  const change = (index: number, part: Partial<DataRow>) =>
    onChange(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <AttributeEditor
      items={rows}
      empty={words.noFields}
      addButtonText={words.addField}
      removeButtonText={words.removeField('')}
      removeButtonAriaLabel={({ name }) => words.removeField(name)}
      onAddButtonClick={() => onChange([...rows, { name: '', text: '', was: '' }])}
      onRemoveButtonClick={({ detail }) => onChange(rows.toSpliced(detail.itemIndex, 1))}
      definition={[
        {
          label: words.field,
          control: ({ name }, index) => (
            <Input value={name} onChange={({ detail }) => change(index, { name: detail.value })} />
          ),
        },
        {
          label: words.value,
          control: ({ text }, index) => (
            <Input value={text} onChange={({ detail }) => change(index, { text: detail.value })} />
          ),
        },
      ]}
    />
  );
}
