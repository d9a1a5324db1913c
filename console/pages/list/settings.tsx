import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { ListDetails } from '../../api/answers.ts';
import { useEditList } from '../../api/lists.ts';
import { useFormProblem } from '../../api/problems.ts';
import { LIST_POINTERS, ListFields } from '../../parts/list-fields.tsx';
import { RoleButton } from '../../parts/role-button.tsx';
import { TaskLinks } from '../../parts/task-links.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';
import { DeleteList } from './delete-list.tsx';

/** Name and description; which tasks need the list; its end. */
export function ListSettings({ list }: { list: ListDetails }) {
  const words = useWords().lists.settings;
  const [isDeleting, setDeleting] = useState(false);
  return (
    <SpaceBetween size="l">
      <EditText list={list} />
      <Container header={<Header variant="h2">{words.usedBy}</Header>}>
        {list.usedBy.length === 0 ? (
          <Box color="text-body-secondary">{words.notUsed}</Box>
        ) : (
          <TaskLinks tasks={list.usedBy} />
        )}
      </Container>
      <RoleButton needs="sender" onClick={() => setDeleting(true)}>
        {words.delete}
      </RoleButton>
      {isDeleting && <DeleteList list={list} onClose={() => setDeleting(false)} />}
    </SpaceBetween>
  );
}

function EditText({ list }: { list: ListDetails }) {
  const words = useWords().lists.settings;
  const [text, setText] = useState({ name: list.name, description: list.description ?? '' });
  const { mutate, isPending, error } = useEditList(list.listId);
  const save = (): void =>
    mutate(
      { name: text.name, description: text.description.trim() || null },
      { onSuccess: () => tell({ type: 'success', text: words.saved }) },
    );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <Form
        errorText={useFormProblem(error, LIST_POINTERS)}
        actions={
          <RoleButton needs="sender" variant="primary" loading={isPending} disabled={text.name.trim() === ''}>
            {words.save}
          </RoleButton>
        }
      >
        <Container header={<Header variant="h2">{words.title}</Header>}>
          <ListFields text={text} error={error} onChange={setText} />
        </Container>
      </Form>
    </form>
  );
}
