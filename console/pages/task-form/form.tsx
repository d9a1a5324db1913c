import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useLists } from '../../api/lists.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { useSaveTask } from '../../api/task-form.ts';
import type { TaskForm as Filled } from '../../logic/task-form.ts';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';
import { ConfirmSave } from './confirm-save.tsx';
import { MessageFields } from './message.tsx';
import { MoreFields } from './more.tsx';
import { Outlook } from './outlook.tsx';
import { ReaderFields } from './readers.tsx';
import { useSubmitText } from './submit-text.ts';
import { useFaults } from './use-faults.ts';
import { useOutlook } from './use-outlook.ts';
import { WhenFields } from './when.tsx';

/** A task to be made or, with `taskId`, to be changed; beside it what would come of it. */
export function TaskForm({ begin, taskId }: { begin: Filled; taskId: string | null }) {
  const { taskForm: words, ...all } = useWords();
  const [form, setForm] = useState(begin);
  // The task is read again while it is edited; what was opened stays what changes are measured by.
  const [opened] = useState(begin);
  const [isAsked, setAsked] = useState(false);
  const navigate = useNavigate();
  const lists = useLists({ limit: 100 }).data?.items;
  const outlook = useOutlook(form, taskId === null ? null : opened, lists ?? []);
  const save = useSaveTask(taskId, opened);
  const { errorAt, text } = useFaults(save.error ?? outlook.error);
  const isNew = taskId === null;
  const submit = useSubmitText(form, outlook.run, isNew);
  const may = mayDo(useSignedIn().role, 'sender');
  const change = (part: Partial<Filled>): void => {
    save.reset();
    setForm((before) => ({ ...before, ...part }));
  };
  const send = (): void =>
    save.mutate(form, {
      onSuccess: (task) => {
        tell({ type: 'success', text: isNew ? words.made : words.changed });
        void navigate({ to: '/tasks/$taskId', params: { taskId: task.taskId } });
      },
      // A fault is shown at its field, which the question would hide.
      onError: () => setAsked(false),
    });
  const fields = { form, onChange: change, errorAt };
  return (
    <form onSubmit={(event) => event.preventDefault()}>
      <Form
        header={<Header variant="h1">{isNew ? words.newTitle : words.editTitle}</Header>}
        actions={
          <Button
            variant="primary"
            disabled={!may || outlook.run === undefined || outlook.isAsking}
            {...(!may && { disabledReason: all.needsRole(all.roles.sender) })}
            onClick={() => setAsked(true)}
          >
            {submit}
          </Button>
        }
      >
        <Grid gridDefinition={[{ colspan: { default: 12, xs: 7 } }, { colspan: { default: 12, xs: 5 } }]}>
          <SpaceBetween size="l">
            <MessageFields {...fields} />
            <ReaderFields {...fields} lists={lists} />
            <WhenFields {...fields} isNew={isNew} />
            <MoreFields {...fields} />
          </SpaceBetween>
          <SpaceBetween size="l">
            {save.error !== null && text !== undefined && <Alert type="error">{text}</Alert>}
            <Outlook {...outlook} errorText={save.error === null ? text : undefined} />
          </SpaceBetween>
        </Grid>
      </Form>
      {isAsked && outlook.run !== undefined && (
        <ConfirmSave
          form={form}
          run={outlook.run}
          isNew={isNew}
          lists={lists ?? []}
          isPending={save.isPending}
          error={null}
          onConfirm={send}
          onKeep={() => setAsked(false)}
        />
      )}
    </form>
  );
}
