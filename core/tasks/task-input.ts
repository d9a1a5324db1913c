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

/** A new task, every field checked by itself; what fields mean together is checked by the use case. */
export interface TaskInput
  extends Omit<TaskSettings, 'startAt' | 'intervalHours' | 'recurrence' | 'timeZone' | 'until' | 'attachments'>,
    ScheduleInput {
  attachments: AttachmentInput[];
}

/** What a user changes in a task; what is `undefined` stays. */
export type TaskEdit = Partial<Omit<TaskInput, 'type'>>;
