import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { ActiveTask } from '../../api/answers.ts';
import { useActiveTasks } from '../../api/tasks.ts';
import { CancelTask } from '../../parts/cancel-task.tsx';
import { DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';
import { useTaskColumns } from './columns.tsx';

/** The tasks that send, are held, or wait: always whole, so without pages. */
export function ActiveTasks() {
  const words = useWords();
  const [cancelling, setCancelling] = useState<ActiveTask>();
  const { data, error, refetch } = useActiveTasks();
  const columns = useTaskColumns(data?.items ?? [], setCancelling);
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return (
    <>
      <DataTable
        label={words.tasks.list}
        items={data?.items}
        idOf={({ taskId }) => taskId}
        columns={columns}
        empty={
          <Empty
            title={words.tasks.noneActive}
            why={words.tasks.noneActiveWhy}
            action={<Button href="/console/tasks?tab=all">{words.tasks.all}</Button>}
          />
        }
      />
      {cancelling && (
        <CancelTask
          task={cancelling}
          onCancelled={(text) => tell({ type: 'success', text })}
          onClose={() => setCancelling(undefined)}
        />
      )}
    </>
  );
}
