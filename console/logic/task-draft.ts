import { emptyForm, type TaskForm } from './task-form.ts';

/** What was typed and not sent. Files are not kept: they would be too large. */
export interface TaskDraft {
  /** ISO 8601, by this device's clock. */
  at: string;
  form: Omit<TaskForm, 'files'>;
}

const KEPT_MS = 7 * 24 * 60 * 60 * 1_000;

export const draftText = ({ files: _files, ...form }: TaskForm, now: number): string =>
  JSON.stringify({ at: new Date(now).toISOString(), form } satisfies TaskDraft);

/** The draft of a text that was kept; null for one that is too old, or of another version of the form. */
export function draftOf(text: string | null, now: number): TaskDraft | null {
  const draft = parsed(text);
  if (!isRecord(draft) || !isRecord(draft.form) || typeof draft.at !== 'string') return null;
  const { at, form } = draft;
  const age = now - Date.parse(at);
  return age >= 0 && age < KEPT_MS && hasAllFields(form) ? { at, form } : null;
}

function parsed(text: string | null): unknown {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

type Rec = Record<string, unknown>;
const isRecord = (value: unknown): value is Rec => typeof value === 'object' && value !== null;

const { files: _files, ...EMPTY } = emptyForm('UTC', '2000-01-01');

function hasAllFields(form: Rec): form is Rec & TaskDraft['form'] {
  return Object.entries(EMPTY).every(([name, value]) =>
    name === 'templateId'
      ? form[name] === null || typeof form[name] === 'string'
      : typeof form[name] === typeof value && Array.isArray(form[name]) === Array.isArray(value),
  );
}
