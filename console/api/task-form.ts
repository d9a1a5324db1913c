import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { bodyOf, isWhole, type TaskForm } from '../logic/task-form.ts';
import type { DryRun, Task } from './answers.ts';
import { api } from './client.ts';
import { useCreationKey } from './creation-key.ts';
import { TASKS } from './tasks.ts';

/** Only a task that is repeated can do without a start: it begins at once. */
const newTask = (form: TaskForm, before: TaskForm | null = null) => ({
  ...bodyOf(form, form.type === 'recurring' ? before : null),
  type: form.type,
});

/**
 * How the task of a form would go. `before`: the form as it was opened, of a task that is there. `isLarge`: that its
 * lists are too long to look at everybody each time.
 */
export function useDryRun(form: TaskForm, before: TaskForm | null, isLarge: boolean) {
  const isReady = isWhole(form);
  const body = isReady ? newTask(form, before) : null;
  return useQuery({
    queryKey: ['dry-run', body, isLarge],
    queryFn: ({ signal }) =>
      api((client) =>
        client.post<DryRun>('/v1/tasks', body, { query: { dryRun: isLarge ? 'sample' : 'true' }, signal }),
      ),
    enabled: isReady,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
    gcTime: 60_000,
  });
}

/** Makes the task of a form, or changes the one that has `taskId`. */
export function useSaveTask(taskId: string | null, before: TaskForm) {
  const queries = useQueryClient();
  const key = useCreationKey();
  return useMutation({
    mutationFn: (form: TaskForm) =>
      api((client) =>
        taskId === null
          ? client.post<Task>('/v1/tasks', newTask(form), { idempotencyKey: key.current() })
          : client.patch<Task>('/v1/tasks/{id}', bodyOf(form, before), { params: { id: taskId } }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: [TASKS] }),
    onSettled: key.answered,
  });
}
