import Button from '@cloudscape-design/components/button';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import * as z from 'zod/mini';
import type { Task } from '../../api/answers.ts';
import { useTasks } from '../../api/tasks.ts';
import { DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { useWords } from '../../words/words.tsx';
import { CancelTask } from './cancel-task.tsx';
import { useTaskColumns } from './columns.tsx';
import { STATUSES, TasksFilter, TYPES } from './filter.tsx';

const PAGE_SIZE = 20;

export const tasksSearch = z.object({
  status: z.catch(z.optional(z.enum(STATUSES)), undefined),
  type: z.catch(z.optional(z.enum(TYPES)), undefined),
  cursor: z.catch(z.optional(z.string()), undefined),
});

/** All tasks, newest first, as they stand now. */
export function TasksPage() {
  const words = useWords();
  const { status, type, cursor } = useSearch({ from: '/signed-in/tasks' });
  const navigate = useNavigate({ from: '/tasks' });
  const [cancelling, setCancelling] = useState<Task>();
  const tasks = useTasks({ status, type, cursor, limit: PAGE_SIZE });
  const pagination = useCursorPages({
    cursor,
    next: tasks.data?.nextCursor,
    filter: `${status} ${type}`,
    go: (next) => void navigate({ search: { status, type, cursor: next } }),
  });
  const columns = useTaskColumns(tasks.data?.items ?? [], setCancelling);
  if (tasks.error !== null && tasks.data === undefined) {
    return <Failed error={tasks.error} onRetry={() => void tasks.refetch()} />;
  }
  const isFiltered = status !== undefined || type !== undefined;
  return (
    <>
      <DataTable
        title={words.tasks.title}
        label={words.tasks.list}
        actions={
          <Button
            iconName="refresh"
            ariaLabel={words.common.refresh}
            loading={tasks.isRefetching && tasks.isPlaceholderData}
            onClick={() => void tasks.refetch()}
          />
        }
        filter={<TasksFilter filter={{ status, type }} onChange={(filter) => void navigate({ search: filter })} />}
        items={tasks.data?.items}
        idOf={({ taskId }) => taskId}
        columns={columns}
        pagination={pagination}
        empty={
          isFiltered ? (
            <Empty
              title={words.tasks.noMatch}
              action={<Button onClick={() => void navigate({ search: {} })}>{words.common.clearFilter}</Button>}
            />
          ) : (
            <Empty title={words.tasks.empty} why={words.tasks.emptyWhy} />
          )
        }
      />
      {cancelling && <CancelTask task={cancelling} onClose={() => setCancelling(undefined)} />}
    </>
  );
}
