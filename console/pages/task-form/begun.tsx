import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Task } from '../../api/answers.ts';
import { useFormProblem, useProblem } from '../../api/problems.ts';
import { useRename } from '../../api/task.ts';
import { mayRename } from '../../logic/task-state.ts';
import { RoleButton } from '../../parts/role-button.tsx';
import { useWords } from '../../words/words.tsx';

/** A task that has begun, also while somebody edited it: its name is all that may still be changed. */
export function Begun({ task }: { task: Task }) {
  const { taskForm: words, task: states } = useWords();
  const navigate = useNavigate();
  const [name, setName] = useState(task.name ?? '');
  const { mutate, isPending, error } = useRename(task.taskId);
  const fault = useProblem(error).errorAt('/name');
  const page = `/console/tasks/${task.taskId}`;
  const toTask = () => void navigate({ to: '/tasks/$taskId', params: { taskId: task.taskId } });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!isPending) mutate(name.trim(), { onSuccess: toTask });
      }}
    >
      <Form
        header={<Header variant="h1">{words.editTitle}</Header>}
        errorText={useFormProblem(error, ['/name'])}
        actions={
          mayRename(task) && (
            <RoleButton needs="sender" variant="primary" loading={isPending}>
              {words.save}
            </RoleButton>
          )
        }
      >
        <SpaceBetween size="l">
          <Alert
            type="info"
            action={
              <SpaceBetween direction="horizontal" size="xs">
                <Button href={`/console/tasks/new?copy=${task.taskId}`}>{words.copyIt}</Button>
                <Button href={page}>{words.toTask}</Button>
              </SpaceBetween>
            }
          >
            {mayRename(task) ? words.mayNotEdit(states.statuses[task.status]) : words.hasEnded}
          </Alert>
          {mayRename(task) && (
            <Container>
              <FormField label={words.name} description={words.nameHint} errorText={fault}>
                <Input value={name} onChange={({ detail }) => setName(detail.value)} />
              </FormField>
            </Container>
          )}
        </SpaceBetween>
      </Form>
    </form>
  );
}
