import type { Task } from '../../api/answers.ts';
import { type RetryOutcome, useRetry } from '../../api/task.ts';
import { Confirm } from '../../parts/confirm.tsx';
import { useFormats } from '../../parts/formats.ts';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';

/** Asks before recipients are mailed again. Of the unknown, some may get the mail twice, which is said. */
export function RetryTask({ task, outcome, onClose }: { task: Task; outcome: RetryOutcome; onClose: () => void }) {
  const words = useWords().taskPage;
  const formats = useFormats();
  const { mutate, isPending, error } = useRetry(task.taskId);
  const n = formats.count(task.counts[outcome]);
  const said = outcome === 'failed' ? words.retrying.failed(n) : words.retrying.unknown(n);
  const onSuccess = (): void => {
    tell({ type: 'success', text: words.retryStarted });
    onClose();
  };
  return (
    <Confirm
      title={words.retryTitle}
      confirm={words.retryConfirm(n)}
      keep={words.retryKeep}
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(outcome, { onSuccess })}
      onKeep={onClose}
    >
      {said}
    </Confirm>
  );
}
