import { draftOf, draftText, type TaskDraft } from '../logic/task-draft.ts';
import type { TaskForm } from '../logic/task-form.ts';

const PREFIX = 'draft:/tasks/';

/** Who is signed in, and which task; null for a new one. */
export const taskDraftKey = (keyId: string, taskId: string | null): string => `${PREFIX}${taskId ?? 'new'}:${keyId}`;

/** What was typed on this device and not sent, if it is no older than seven days. */
export const readTaskDraft = (key: string): TaskDraft | null =>
  inStorage((storage) => draftOf(storage.getItem(key), Date.now())) ?? null;

export const keepTaskDraft = (key: string, form: TaskForm): void =>
  void inStorage((storage) => storage.setItem(key, draftText(form, Date.now())));

export const dropTaskDraft = (key: string): void => void inStorage((storage) => storage.removeItem(key));

/** For the end of a session: what was typed is for its writer alone. */
export const dropTaskDrafts = (): void =>
  void inStorage((storage) => {
    for (const key of Object.keys(storage)) if (key.startsWith(PREFIX)) storage.removeItem(key);
  });

/** A browser that forbids the storage, or has no room left, keeps no drafts. */
function inStorage<Answer>(use: (storage: Storage) => Answer): Answer | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}
