import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { TaskAction } from '../logic/task-state.ts';
import type { Page, Task } from './answers.ts';
import { api } from './client.ts';
import { live } from './live.ts';

/** What a list of tasks may be filtered by. */
export interface TaskFilter {
  status?: Task['status'] | undefined;
  type?: Task['type'] | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
}

const TASKS = 'tasks';

/** A page of all tasks, newest first, kept as it stands now. */
export const useTasks = (filter: TaskFilter) =>
  useQuery({
    queryKey: [TASKS, filter],
    queryFn: ({ signal }) => api((client) => client.get<Page<Task>>('/v1/tasks', { query: { ...filter }, signal })),
    placeholderData: keepPreviousData,
    ...live<Page<Task>>(({ items }) => items),
  });

const PATHS = {
  pause: '/v1/tasks/{id}/pause',
  resume: '/v1/tasks/{id}/resume',
  cancel: '/v1/tasks/{id}/cancel',
} as const;

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
