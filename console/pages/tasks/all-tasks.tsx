import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Task } from '../../api/answers.ts';
import { useTasks } from '../../api/tasks.ts';
import { isFiltered, TYPES } from '../../logic/task-filter.ts';
import { DataTable, Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { type AskedTask, TaskQuestion } from '../../parts/task-question.tsx';
import { useCursorPages } from '../../parts/use-cursor-pages.ts';
import { tell } from '../../shell/notices.tsx';
import { useWords } from '../../words/words.tsx';
import { useFinishColumn, useTaskColumns } from './columns.tsx';
import { TasksFilter } from './filter.tsx';

const PAGE_SIZE = 20;

/** All tasks, newest first, page by page. */
export function AllTasks() {
  const words = useWords();
  const { tab: _tab, cursor, ...filter } = useSearch({ from: '/signed-in/tasks' });
  const navigate = useNavigate({ from: '/tasks' });
  const [asked, setAsked] = useState<AskedTask>();
  const tasks = useTasks({ ...filter, cursor, limit: PAGE_SIZE });
  const items = tasks.data?.items;
  const pagination = useCursorPages({
    cursor,
    next: tasks.data?.nextCursor,
    filter: JSON.stringify(filter),
    go: (next) => void navigate({ search: { tab: 'all', ...filter, cursor: next } }),
  });
  const [name, ...others] = useTaskColumns<Task>(setAsked);
  const finish = useFinishColumn();
  if (tasks.error !== null && tasks.data === undefined) {
    // A cursor may be of a list that is no more: its first page always is.
    const again = () =>
      cursor === undefined ? void tasks.refetch() : void navigate({ search: { tab: 'all', ...filter } });
    return <Failed error={tasks.error} onRetry={again} />;
  }
  const showAll = () => void navigate({ search: { tab: 'all' } });
  return (
    <>
      <DataTable
        label={words.tasks.list}
        filter={
          <TasksFilter
            filter={filter}
            tasks={items ?? []}
            onChange={(next) => void navigate({ search: { tab: 'all', ...next } })}
          />
        }
        items={items}
        idOf={({ taskId }) => taskId}
        columns={[name, ...others.toSpliced(-1, 0, finish)]}
        pagination={pagination}
        empty={
          isFiltered(filter) ? (
            <Empty title={words.tasks.noMatch} action={<Button onClick={showAll}>{words.common.clearFilter}</Button>} />
          ) : (
            <Empty title={words.tasks.empty} why={words.tasks.emptyWhy} action={<NewOfEachType />} />
          )
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

function NewOfEachType() {
  const { task } = useWords();
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {TYPES.map((type) => (
        <Button key={type} href={`/console/tasks/new?type=${type}`}>
          {task.types[type]}
        </Button>
      ))}
    </SpaceBetween>
  );
}
