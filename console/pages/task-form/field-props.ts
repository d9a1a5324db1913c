import type { TaskForm } from '../../logic/task-form.ts';

/** What every part of the form is given. */
export interface FieldProps {
  form: TaskForm;
  onChange: (change: Partial<TaskForm>) => void;
  /** The fault of a field of the body, by its JSON Pointer. */
  errorAt: (pointer: string) => string | undefined;
}

/** Fields that show their faults themselves. */
export const FIELDS = [
  '/templateId',
  '/from',
  '/subject',
  '/replyTo',
  '/listIds',
  '/excludeListIds',
  '/startAt',
  '/timeZone',
  '/intervalHours',
  '/recurrence',
  '/until',
  '/name',
  '/templateData',
  '/attachments',
];
