import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Task } from '../api/answers.ts';
import { useTaskAction } from '../api/tasks.ts';
import { doneOf } from '../logic/task-state.ts';
import { useWords } from '../words/words.tsx';
import { Confirm } from './confirm.tsx';
import { useFormats } from './formats.ts';

/** From so many recipients on, their number is typed before they get no mail. */
const TYPED_FROM = 10_000;

interface CancelTaskProps {
  task: Pick<Task, 'taskId' | 'name' | 'subject' | 'counts'>;
  /** `said`: that it is cancelled. */
  onCancelled: (said: string) => void;
  onClose: () => void;
}

/** Asks before a task is cancelled, which cannot be taken back. */
export function CancelTask({ task, onCancelled, onClose }: CancelTaskProps) {
  const words = useWords();
  const formats = useFormats();
  const [typed, setTyped] = useState('');
  const { mutate, isPending, error } = useTaskAction();
  const name = task.name ?? task.subject ?? words.task.unnamed;
  const left = task.counts.requested - doneOf(task);
  const isTyped = left <= TYPED_FROM || typed.replaceAll(/\D/g, '') === String(left);
  const cancel = (): void => {
    if (!isTyped) return;
    const onSuccess = (): void => {
      onCancelled(words.tasks.done.cancel(name));
      onClose();
    };
    mutate({ task, action: 'cancel' }, { onSuccess });
  };
  return (
    <Confirm
      title={words.tasks.cancelTitle}
      confirm={words.tasks.cancelConfirm}
      keep={words.tasks.keep}
      isPending={isPending}
      isReady={isTyped}
      error={error}
      onConfirm={cancel}
      onKeep={onClose}
    >
      <SpaceBetween size="m">
        <div>{words.tasks.cancelWhy(name, formats.count(left))}</div>
        {left > TYPED_FROM && (
          <FormField label={words.tasks.typeNumber(formats.count(left))}>
            <Input value={typed} inputMode="numeric" onChange={({ detail }) => setTyped(detail.value)} />
          </FormField>
        )}
      </SpaceBetween>
    </Confirm>
  );
}
