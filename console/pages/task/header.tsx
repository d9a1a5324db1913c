import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { Task } from '../../api/answers.ts';
import { mayDo, useSignedIn } from '../../api/session.ts';
import { useTaskAction } from '../../api/tasks.ts';
import { isPossible, mayRename } from '../../logic/task-state.ts';
import { RoleButton } from '../../parts/role-button.tsx';
import { Status } from '../../parts/status.tsx';
import { TaskQuestion } from '../../parts/task-question.tsx';
import { tell } from '../../shell/notices.tsx';
import { useTellOutcome } from '../../shell/tell-outcome.tsx';
import { useWords } from '../../words/words.tsx';
import type { Asked } from './asked.ts';
import { InlineName } from './inline-name.tsx';
import { MoreActions } from './more-actions.tsx';
import { RetryTask } from './retry-task.tsx';

/** Name, status, and what may be done; what may not says why. */
export function TaskHeader({ task }: { task: Task }) {
  const words = useWords();
  const [asked, setAsked] = useState<Asked>();
  const [isNaming, setNaming] = useState(false);
  const { role } = useSignedIn();
  const mayWrite = mayDo(role, 'sender') && mayRename(task);
  const close = (): void => setAsked(undefined);
  const said = (text: string): void => tell({ type: 'success', text });
  return (
    <>
      <Header
        variant="h1"
        description={isNaming ? <InlineName task={task} onClose={() => setNaming(false)} /> : <Status task={task} />}
        info={
          mayWrite &&
          !isNaming && (
            <Button variant="icon" iconName="edit" ariaLabel={words.taskPage.rename} onClick={() => setNaming(true)} />
          )
        }
        actions={<Actions task={task} onAsk={setAsked} />}
      >
        <bdi>{task.name ?? task.subject ?? words.task.unnamed}</bdi>
      </Header>
      {(asked === 'cancel' || asked === 'rename') && (
        <TaskQuestion asked={{ task, question: asked }} onSaid={said} onClose={close} />
      )}
      {(asked === 'failed' || asked === 'unknown') && <RetryTask task={task} outcome={asked} onClose={close} />}
    </>
  );
}

function Actions({ task, onAsk }: { task: Task; onAsk: (asked: Asked) => void }) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <ActionButton task={task} action="pause" />
      <ActionButton task={task} action="resume" />
      <MoreActions task={task} onAsk={onAsk} />
    </SpaceBetween>
  );
}

function ActionButton({ task, action }: { task: Task; action: 'pause' | 'resume' }): ReactNode {
  const words = useWords();
  const { mutate, isPending } = useTaskAction();
  const tellOutcome = useTellOutcome();
  if (!isPossible(action, task)) return null;
  const name = task.name ?? task.subject ?? words.task.unnamed;
  return (
    <RoleButton
      needs="sender"
      loading={isPending}
      onClick={() => mutate({ task, action }, tellOutcome(words.tasks.done[action](name)))}
    >
      {words.tasks[action]}
    </RoleButton>
  );
}
