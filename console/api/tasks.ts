import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TaskFilter } from '../logic/task-filter.ts';
import type { TaskAction } from '../logic/task-state.ts';
import type { ActiveTasks, Page, Task } from './answers.ts';
import { api } from './client.ts';
import { live } from './live.ts';
import { setProductTime } from './product-clock.ts';

/** What everything that is known of tasks is kept under. */
export const TASKS = 'tasks';

const active = {
  queryKey: [TASKS, 'active'],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const tasks = await api((client) => client.get<ActiveTasks>('/v1/tasks/active', { signal }));
    setProductTime(tasks.now);
    return tasks;
  },
};

/** What sends, is held, or waits. The one query that a tab repeats: parts of pages take from it what they show. */
export const useActiveTasks = () => useQuery({ ...active, ...live<ActiveTasks>(({ items }) => items) });

const NAMES_MS = 60_000;

/** How active tasks are called, as last read: names change seldom. */
export function useActiveNames(): (taskId: string) => string | undefined {
  const { data } = useQuery({ ...active, staleTime: NAMES_MS });
  return (taskId) => {
    const task = data?.items.find((one) => one.taskId === taskId);
    return task?.name ?? task?.subject ?? undefined;
  };
}

const MOST_PAGES = 10;
const PAGES = [TASKS, 'page'];

/** Forgets all but the latest pages that were read. */
function forgetOldPages(queries: QueryClient): void {
  const pages = queries.getQueryCache().findAll({ queryKey: PAGES, type: 'inactive' });
  const oldFirst = pages.sort((a, b) => a.state.dataUpdatedAt - b.state.dataUpdatedAt);
  for (const { queryKey } of oldFirst.slice(0, Math.max(0, pages.length - MOST_PAGES + 1)))
    queries.removeQueries({ queryKey, exact: true });
}

/** A page of all tasks, newest first, kept as it stands now; at most ten are remembered. */
export function useTasks(filter: TaskFilter & { cursor: string | undefined; limit: number }) {
  const queries = useQueryClient();
  return useQuery({
    queryKey: [...PAGES, filter],
    queryFn: async ({ signal }) => {
      const page = await api((client) => client.get<Page<Task>>('/v1/tasks', { query: { ...filter }, signal }));
      forgetOldPages(queries);
      return page;
    },
    placeholderData: keepPreviousData,
    ...live<Page<Task>>(({ items }) => items),
  });
}

const PATHS = {
  pause: '/v1/tasks/{id}/pause',
  resume: '/v1/tasks/{id}/resume',
  cancel: '/v1/tasks/{id}/cancel',
} as const;

/** Reads every list of tasks that is shown again. */
export function useRefreshTasks(): () => Promise<void> {
  const queries = useQueryClient();
  return () => queries.invalidateQueries({ queryKey: [TASKS] });
}

/** Pauses, resumes or cancels a task. The lists are read again after any answer: what it says may be old. */
export function useTaskAction() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ task, action }: { task: Pick<Task, 'taskId'>; action: TaskAction }) => {
      const idempotencyKey = crypto.randomUUID();
      return api((client) =>
        client.post<Task>(PATHS[action], undefined, { params: { id: task.taskId }, idempotencyKey }),
      );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: [TASKS] }),
  });
}
