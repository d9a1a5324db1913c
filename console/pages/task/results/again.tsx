import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Task } from '../../../api/answers.ts';
import type { RetryOutcome } from '../../../api/task.ts';
import { mayRetry } from '../../../logic/task-state.ts';
import { useFormats } from '../../../parts/formats.ts';
import { RoleButton } from '../../../parts/role-button.tsx';
import { useWords } from '../../../words/words.tsx';
import { RetryTask } from '../retry-task.tsx';

/** Those that failed may be mailed again, and, as a choice of its own, those who may have got the mail. */
export function Again({ task }: { task: Task }) {
  const { taskPage: words } = useWords();
  const formats = useFormats();
  const [asked, setAsked] = useState<RetryOutcome>();
  const { failed, unknown } = task.counts;
  const may = mayRetry(task);
  return (
    <>
      <SpaceBetween direction="horizontal" size="xs">
        {may && failed > 0 && (
          <RoleButton needs="sender" onClick={() => setAsked('failed')}>
            {words.retryFailed(formats.count(failed))}
          </RoleButton>
        )}
        {may && unknown > 0 && (
          <RoleButton needs="sender" onClick={() => setAsked('unknown')}>
            {words.retryUnknown(formats.count(unknown))}
          </RoleButton>
        )}
        <RoleButton needs="sender" href={`/console/tasks/new?copy=${task.taskId}`}>
          {words.copy}
        </RoleButton>
      </SpaceBetween>
      {asked !== undefined && <RetryTask task={task} outcome={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}
