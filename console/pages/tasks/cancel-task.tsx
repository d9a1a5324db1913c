import { useTaskAction } from '../../api/tasks.ts';
import { doneOf } from '../../logic/task-state.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useFormats } from '../../parts/formats.ts';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';
import type { ListedTask } from './listed-task.ts';

/** Asks before a task is cancelled, which cannot be taken back. */
export function CancelTask({ task, onClose }: { task: ListedTask; onClose: () => void }) {
  const words = useWords();
  const formats = useFormats();
  const { mutate, isPending, error } = useTaskAction();
  const name = task.name ?? task.subject ?? words.task.unnamed;
  const cancel = (): void =>
    mutate(
      { task, action: 'cancel' },
      {
        onSuccess: () => {
          tell({ type: 'success', text: words.tasks.done.cancel(name) });
          onClose();
        },
      },
    );
  return (
    <Confirm
      title={words.tasks.cancelTitle}
      confirm={words.tasks.cancelConfirm}
      keep={words.tasks.keep}
      isPending={isPending}
      error={error}
      onConfirm={cancel}
      onKeep={onClose}
    >
      {words.tasks.cancelWhy(name, formats.count(task.counts.requested - doneOf(task)))}
    </Confirm>
  );
}
