import { useEffect, useState } from 'react';
import { useSignedIn } from '../../api/session.ts';
import { dropTaskDraft, keepTaskDraft, readTaskDraft, taskDraftKey } from '../../api/task-drafts.ts';
import type { Opened } from '../../api/task-form.ts';
import type { TaskForm } from '../../logic/task-form.ts';

/** The form as it is filled in. What is typed is kept on this device, and offered when the user comes again. */
export function useFilled(begin: TaskForm, taskId: string | null) {
  const { keyId } = useSignedIn();
  const key = taskDraftKey(keyId, taskId);
  // The task is read again while it is edited; what was opened stays what changes are measured by.
  const [first] = useState(begin);
  const [opened] = useState<Opened | null>(taskId === null ? null : { taskId, form: begin });
  const [form, setForm] = useState(first);
  const [offer, setOffer] = useState(() => readTaskDraft(key));
  useEffect(() => {
    if (form !== first) keepTaskDraft(key, form);
  }, [key, form, first]);
  return {
    form,
    opened,
    offer,
    change: (part: Partial<TaskForm>): void => setForm((before) => ({ ...before, ...part })),
    onRestore: (): void => {
      if (offer !== null) setForm({ ...offer.form, files: first.files });
      setOffer(null);
    },
    onDiscard: (): void => {
      dropTaskDraft(key);
      setOffer(null);
    },
    sent: (): void => dropTaskDraft(key),
  };
}
