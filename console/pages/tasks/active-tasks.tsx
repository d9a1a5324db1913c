import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { ActiveTask } from '../../api/answers.ts';
import { useActiveTasks } from '../../api/tasks.ts';
import { DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { type AskedTask, TaskQuestion } from '../../parts/task-question.tsx';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';
import { useTaskColumns } from './columns.tsx';

/** The tasks that send, are held, or wait: always whole, so without pages. */
export function ActiveTasks() {
  const words = useWords();
  const [asked, setAsked] = useState<AskedTask>();
  const { data, error, refetch } = useActiveTasks();
  const columns = useTaskColumns<ActiveTask>(setAsked);
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
      <TaskQuestion
        asked={asked}
        onSaid={(text) => tell({ type: 'success', text })}
        onClose={() => setAsked(undefined)}
      />
    </>
  );
}
