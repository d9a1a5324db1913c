import type { Actor } from '../actor.ts';
import type { ListChoice } from '../audience/list-choice.ts';
import type { Instant } from '../clock.ts';
import type { FooterLanguage } from '../content/unsubscribe-footer.ts';
import type { AttachmentRef } from '../mail/attachment.ts';

export const TASK_TYPES = ['immediate', 'timed', 'recurring'] as const;
export type TaskType = (typeof TASK_TYPES)[number];

/**
 * Calendar rule of a recurring task: at a local time, every day, on week days (1 Monday to 7), or on a day of the
 * month.
 */
export type Recurrence =
  | { every: 'day'; at: string }
  | { every: 'week'; on: number[]; at: string }
  | { every: 'month'; on: number[]; at: string };

/** When a recurring task ends. */
export type Until = { at: Instant } | { occurrences: number };

/** What happens to an occurrence that is due while a run of the task is not finished. */
export const OVERLAPS = ['queue-one', 'skip'] as const;
type Overlap = (typeof OVERLAPS)[number];

/** `cancelled` by the user; `finished` when nothing is left to do. */
export const TASK_STATES = ['live', 'cancelled', 'finished'] as const;

/** The settings of a task that does not give them. */
export const TASK_DEFAULTS = { timeZone: 'UTC', overlap: 'queue-one', unsubscribe: true, tracking: true } as const;

/** Maximum of `intervalHours`: a year. */
export const MAX_INTERVAL_HOURS = 8_760;

/** Maximum of `until.occurrences`. */
export const MAX_OCCURRENCES = 1_000_000;

/** Occurrences to come that a task shows. */
export const SHOWN_OCCURRENCES = 5;

/** The fields that a user may edit: content, audience and schedule of a task. */
export interface TaskSettings {
  name: string | null;
  type: TaskType;
  /** `Name <address>` or an address, as the user gave it. */
  from: string;
  replyTo: string | null;
  subject: string | null;
  templateId: string;
  templateData: Record<string, unknown>;
  lists: ListChoice;
  startAt: Instant;
  intervalHours: number | null;
  recurrence: Recurrence | null;
  timeZone: string;
  until: Until | null;
  overlap: Overlap;
  unsubscribe: boolean;
  tracking: boolean;
  /** The language of a line with the link to unsubscribe, for a template that has none. @default no line */
  footer?: FooterLanguage | null;
  /** The object, names and types of the attachments. */
  attachments: AttachmentRef[];
}

/**
 * A task as it is stored. Its status is derived from these fields and its active or latest run (`status.ts`).
 * An occurrence is an instant of the task's grid; `dueAt` is the next one that has not been handled.
 */
export interface Task extends TaskSettings {
  taskId: string;
  /** Part after the @ of `from`. */
  domain: string;
  /** Grows with every edit of frozen settings: a freeze that an edit overtook starts again. */
  edition: number;
  /** Grows with every change of the row: the condition of every write. */
  revision: number;
  state: (typeof TASK_STATES)[number];
  /** Since when the user has paused the task; null otherwise. */
  pausedAt: Instant | null;
  /** Who paused it; null while it is not paused, and for who paused it before this was kept. */
  pausedBy: Actor | null;
  /** The next occurrence; null when none is left. */
  dueAt: Instant | null;
  /** Occurrences handled so far: started, queued and missed ones. */
  occurrences: number;
  /** An occurrence that waits for the active run to end (`queue-one`). */
  queuedFor: Instant | null;
  /** The unfinished run; null between two runs. */
  activeRunId: string | null;
  /** The latest run. */
  runId: string | null;
  createdAt: Instant;
  updatedAt: Instant;
}
