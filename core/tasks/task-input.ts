import type { Instant } from '../clock.ts';
import type { TaskSettings, Until } from './task.ts';

/** A calendar rule as the user gives it; without `on` it takes the day of the start. */
export type RecurrenceInput =
  | { every: 'day'; at: string }
  | { every: 'week'; on: number[] | null; at: string }
  | { every: 'month'; on: number[] | null; at: string };

/** When a task runs, as the user gives it. */
export interface ScheduleInput {
  startAt: Instant | null;
  intervalHours: number | null;
  recurrence: RecurrenceInput | null;
  timeZone: string;
  until: Until | null;
}

/** A file as it comes with a task. */
export interface AttachmentInput {
  name: string;
  contentType: string | null;
  content: Uint8Array;
}

/** The lists of a task as the user gives them: exactly one of `listId` and `listIds`. */
export interface ListsInput {
  listId?: string | undefined;
  listIds?: string[] | undefined;
  /** @default none */
  excludeListIds?: string[] | undefined;
}

/** A new task, each field checked on its own; the use case checks the fields together. */
export interface TaskInput
  extends Omit<
      TaskSettings,
      'startAt' | 'intervalHours' | 'recurrence' | 'timeZone' | 'until' | 'attachments' | 'lists'
    >,
    ScheduleInput,
    ListsInput {
  attachments: AttachmentInput[];
}

/** A user's changes of a task; `undefined` fields stay. */
export type TaskEdit = Partial<Omit<TaskInput, 'type'>>;
