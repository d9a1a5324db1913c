import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, isWhole, type TaskForm } from '../logic/task-form.ts';
import type { DryRun, Task } from './answers.ts';
import { api } from './client.ts';
import { useCreationKey } from './creation-key.ts';
import { TASKS } from './tasks.ts';

const newTask = (form: TaskForm) => ({ ...bodyOf(form), type: form.type });

/** How the task of a form would go. `isLarge`: that its lists are too long to look at everybody each time. */
export const useDryRun = (form: TaskForm, isLarge: boolean) =>
  useQuery({
    queryKey: ['dry-run', newTask(form), isLarge],
    queryFn: ({ signal }) =>
      api((client) =>
        client.post<DryRun>('/v1/tasks', newTask(form), { query: { dryRun: isLarge ? 'sample' : 'true' }, signal }),
      ),
    enabled: isWhole(form),
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    gcTime: 60_000,
  });

/** Makes the task of a form, or changes the one that has `taskId`. */
export function useSaveTask(taskId: string | null) {
  const queries = useQueryClient();
  const key = useCreationKey();
  return useMutation({
    mutationFn: (form: TaskForm) =>
      api((client) =>
        taskId === null
          ? client.post<Task>('/v1/tasks', newTask(form), { idempotencyKey: key.current() })
          : client.patch<Task>('/v1/tasks/{id}', bodyOf(form), { params: { id: taskId } }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: [TASKS] }),
    onSettled: key.answered,
  });
}
