import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { filesKey, type PickedFile } from '../logic/attached-files.ts';
import { bodyOf, isWhole, type TaskForm } from '../logic/task-form.ts';
import type { DryRun, Task } from './answers.ts';
import { api } from './client.ts';
import { useCreationKey } from './creation-key.ts';
import { encodedFiles } from './encoded-files.ts';
import { TASKS } from './tasks.ts';

/** A task that is there, and the form as it was opened: what that leaves alone is not sent again. */
export interface Opened {
  taskId: string;
  form: TaskForm;
}

/** `sample`: only some of the recipients are looked at. */
export type DryRunKind = 'true' | 'sample';

const newBody = (form: TaskForm) => ({ ...bodyOf(form), type: form.type });

const withFiles = async (body: object, files: readonly PickedFile[] | null): Promise<object> =>
  files === null ? body : { ...body, attachments: await encodedFiles(files) };

/** How the task of a form would go. `isWanted`: false asks only by `refetch`. */
export function useDryRun(form: TaskForm, opened: Opened | null, kind: DryRunKind, isWanted = true) {
  const isReady = isWhole(form);
  const body = !isReady ? null : opened === null ? newBody(form) : bodyOf(form, opened.form);
  const queryKey = ['dry-run', opened?.taskId ?? null, body, filesKey(form.files), kind] as const;
  const queries = useQueryClient();
  const { data, ...query } = useQuery({
    queryKey,
    queryFn: async ({ signal }) => {
      const whole = await withFiles(body ?? {}, form.files);
      const options = { query: { dryRun: kind }, signal };
      return await api((client) =>
        opened === null
          ? client.post<DryRun>('/v1/tasks', whole, options)
          : client.patch<DryRun>('/v1/tasks/{id}', whole, { ...options, params: { id: opened.taskId } }),
      );
    },
    enabled: isReady && isWanted,
    // Only what is asked for by itself stays on screen until the next answer.
    placeholderData: isWanted ? keepPreviousData : undefined,
    staleTime: 10_000,
    gcTime: 60_000,
  });
  return { ...query, run: isReady ? data : undefined, stop: () => void queries.cancelQueries({ queryKey }) };
}

/** Makes the task of a form, or changes the one that was opened. A repetition after a lost answer makes it once. */
export function useSaveTask(opened: Opened | null) {
  const queries = useQueryClient();
  const key = useCreationKey();
  return useMutation({
    mutationFn: async (form: TaskForm) => {
      const body = await withFiles(opened === null ? newBody(form) : bodyOf(form, opened.form), form.files);
      return await api((client) =>
        opened === null
          ? client.post<Task>('/v1/tasks', body, { idempotencyKey: key.current() })
          : client.patch<Task>('/v1/tasks/{id}', body, { params: { id: opened.taskId } }),
      );
    },
    onSettled: (task, error) => {
      key.answered(task, error);
      return queries.invalidateQueries({ queryKey: [TASKS] });
    },
  });
}
