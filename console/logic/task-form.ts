import type { Task } from '../api/answers.ts';
import type { PickedFile } from './attached-files.ts';
import { type OwnValue, ownData, ownValuesOf } from './own-values.ts';

export const TYPES = ['immediate', 'timed', 'recurring'] as const;
export const EVERY = ['hours', 'day', 'week', 'month'] as const;
export type Every = (typeof EVERY)[number];
export const ENDS = ['never', 'day', 'times'] as const;
export type Ends = (typeof ENDS)[number];

/** A task as a user fills it in: texts as they are typed, dates and times in the zone of the task. */
export interface TaskForm {
  templateId: string | null;
  from: string;
  subject: string;
  replyTo: string;
  listIds: readonly string[];
  excludeListIds: readonly string[];
  type: Task['type'];
  /** `2027-01-05`; of a task that is repeated, when it begins: empty for at once. */
  date: string;
  /** `09:00` */
  time: string;
  timeZone: string;
  every: Every;
  hours: string;
  weekDays: readonly string[];
  monthDays: readonly number[];
  ends: Ends;
  lastDate: string;
  times: string;
  name: string;
  unsubscribe: boolean;
  tracking: boolean;
  overlap: Task['overlap'];
  /** Values of its own, for all recipients. */
  values: readonly OwnValue[];
  /** Null for those that a task has already. */
  files: readonly PickedFile[] | null;
}

/** A form that nobody has filled in. */
export const emptyForm = (timeZone: string, date: string): TaskForm => ({
  templateId: null,
  from: '',
  subject: '',
  replyTo: '',
  listIds: [],
  excludeListIds: [],
  type: 'immediate',
  date,
  time: '09:00',
  timeZone,
  every: 'day',
  hours: '24',
  weekDays: [],
  monthDays: [],
  ends: 'never',
  lastDate: '',
  times: '10',
  name: '',
  unsubscribe: true,
  tracking: true,
  overlap: 'queue-one',
  values: [],
  files: [],
});

/** The form that a task was, or could have been, made with. */
export function formOf(task: Task): TaskForm {
  const { recurrence, until, timeZone } = task;
  const start = wallTime(task.startAt, timeZone);
  return {
    ...emptyForm(timeZone, start.date),
    templateId: task.templateId,
    from: task.from,
    subject: task.subject ?? '',
    replyTo: task.replyTo ?? '',
    listIds: task.listIds,
    excludeListIds: task.excludeListIds,
    type: task.type,
    time: recurrence?.at ?? start.time,
    every: recurrence?.every ?? (task.intervalHours === null ? 'day' : 'hours'),
    hours: String(task.intervalHours ?? 24),
    weekDays: recurrence?.every === 'week' ? recurrence.on : [],
    monthDays: recurrence?.every === 'month' ? recurrence.on : [],
    name: task.name ?? '',
    unsubscribe: task.unsubscribe,
    tracking: task.tracking,
    overlap: task.overlap,
    values: ownValuesOf(task.templateData),
    files: null,
    ...(until !== null && 'at' in until && { ends: 'day', lastDate: wallTime(until.at, timeZone).date }),
    ...(until !== null && 'occurrences' in until && { ends: 'times', times: String(until.occurrences) }),
  };
}

/** A task to be made like another: it begins on a day that is still to come, and has no files. */
export const copyOf = (task: Task, timeZone: string, date: string): TaskForm => {
  const form = formOf(task);
  return { ...form, date, timeZone: task.type === 'immediate' ? timeZone : form.timeZone, name: '', files: [] };
};

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Whether enough is filled in to ask what would happen. */
export function isWhole(form: TaskForm): boolean {
  if (form.templateId === null || form.from.trim() === '' || form.listIds.length === 0) return false;
  if (form.type === 'immediate') return true;
  if (!TIME.test(form.time)) return false;
  if (form.type === 'timed') return DATE.test(form.date);
  if (form.every === 'hours' && !isCount(form.hours)) return false;
  if (form.ends === 'day') return DATE.test(form.lastDate);
  return form.ends === 'never' || isCount(form.times);
}

const isCount = (text: string): boolean => /^[1-9]\d*$/.test(text);

/**
 * What the API is asked for. `type` may not be changed later. `before`: the form as it was opened, of a task that is
 * there: a start that it leaves alone is not sent, since one that lies in the past by now would be refused.
 */
export function bodyOf(form: TaskForm, before: TaskForm | null = null) {
  const start = before !== null && keepsStart(form, before) ? {} : startOf(form);
  return {
    templateId: form.templateId,
    from: form.from.trim(),
    subject: form.subject.trim() || null,
    replyTo: form.replyTo.trim() || null,
    listIds: form.listIds,
    excludeListIds: form.excludeListIds,
    name: form.name.trim() || null,
    unsubscribe: form.unsubscribe,
    tracking: form.tracking,
    overlap: form.overlap,
    templateData: ownData(form.values),
    ...(form.type !== 'immediate' && { ...start, timeZone: form.timeZone }),
    ...(form.type === 'recurring' && { ...ruleOf(form), until: untilOf(form) }),
  };
}

function keepsStart(form: TaskForm, before: TaskForm): boolean {
  if (form.date !== before.date || form.timeZone !== before.timeZone) return false;
  // A rule has a time of its own.
  return form.time === before.time || (form.type === 'recurring' && form.every !== 'hours');
}

const startOf = ({ date, time, timeZone }: TaskForm) =>
  date === '' ? {} : { startAt: new Date(instantOf(date, time, timeZone)).toISOString() };

function ruleOf({ every, hours, weekDays, monthDays, time }: TaskForm) {
  if (every === 'hours') return { intervalHours: Number(hours), recurrence: null };
  const on = every === 'week' ? weekDays : monthDays;
  // Without a day the rule takes that of the start.
  const days = every === 'day' || on.length === 0 ? {} : { on };
  return { intervalHours: null, recurrence: { every, at: time, ...days } };
}

function untilOf({ ends, lastDate, times, timeZone }: TaskForm) {
  if (ends === 'never') return null;
  if (ends === 'times') return { occurrences: Number(times) };
  return { at: new Date(instantOf(lastDate, '23:59', timeZone)).toISOString() };
}

/** The date and time that clocks in a zone show at an instant. */
export function wallTime(at: string | number, timeZone: string): { date: string; time: string } {
  const style = { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' } as const;
  const [date = '', time = ''] = new Intl.DateTimeFormat('sv-SE', style).format(new Date(at)).split(' ');
  return { date, time };
}

/** Whether a clock change leaves out the time at which a task is to be sent once; `local`: when that is in its zone. */
export const leftOutTime = (form: Pick<TaskForm, 'type' | 'time'>, local: string): boolean =>
  form.type === 'timed' && local.slice(11, 16) !== form.time;

/** The instant at which clocks in a zone show a date and time; one that a clock change leaves out is put after it. */
export function instantOf(date: string, time: string, timeZone: string): number {
  const wall = Date.parse(`${date}T${time}:00Z`);
  const first = wall - offsetAt(wall, timeZone);
  const second = wall - offsetAt(first, timeZone);
  return wall - offsetAt(second, timeZone) === second ? second : Math.max(first, second);
}

function offsetAt(at: number, timeZone: string): number {
  const { date, time } = wallTime(at, timeZone);
  return Date.parse(`${date}T${time}:00Z`) - Math.floor(at / 60_000) * 60_000;
}

/** Mails of a dry run: all that are neither skipped nor would fail. */
export function mailsOf(run: {
  requested: number;
  skipped: Record<string, number>;
  failing: Record<string, number>;
}): number {
  const not = [...Object.values(run.skipped), ...Object.values(run.failing)];
  return Math.max(0, run.requested - not.reduce((sum, n) => sum + n, 0));
}
