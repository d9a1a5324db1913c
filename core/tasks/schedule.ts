import { Temporal } from 'temporal-polyfill';
import { HOUR, type Instant, iso } from '../clock.ts';
import type { Recurrence, Task, TaskSettings } from './task.ts';

/** What decides when a task runs. */
export type Schedule = Pick<TaskSettings, 'type' | 'startAt' | 'intervalHours' | 'recurrence' | 'timeZone' | 'until'>;

/** An occurrence as the API shows it: the same instant in UTC and in the task's time zone. */
export interface ShownOccurrence {
  utc: string;
  local: string;
}

/** The first candidate date lies so far back that no time zone's skipped or repeated days can hide an occurrence. */
const DAYS_BACK = 2;
/** Every rule has an occurrence in each of the date's two next months. */
const MAX_CANDIDATES = 100;

/**
 * The first occurrence of a schedule that is later than `after`, or null when none is left. `alreadyHandled` is the
 * number of occurrences up to `after`: what `until.occurrences` counts. The grid does not depend on `after`.
 */
export function nextOccurrence(schedule: Schedule, after: Instant, alreadyHandled: number): Instant | null {
  if (schedule.type !== 'recurring') {
    return alreadyHandled === 0 && schedule.startAt > after ? schedule.startAt : null;
  }
  const { until } = schedule;
  if (until !== null && 'occurrences' in until && alreadyHandled >= until.occurrences) return null;
  const next = nextOnGrid(schedule, after);
  return next !== null && until !== null && 'at' in until && next > until.at ? null : next;
}

/** The first occurrence of a schedule. */
export const firstOccurrence = (schedule: Schedule): Instant | null =>
  nextOccurrence(schedule, schedule.startAt - 1, 0);

/** The first grid point of a recurring schedule after an instant, as if it never ended. Null for other types. */
export function nextOnGrid(schedule: Schedule, after: Instant): Instant | null {
  const { type, startAt, intervalHours, recurrence, timeZone } = schedule;
  if (type !== 'recurring') return null;
  if (intervalHours !== null) {
    const step = intervalHours * HOUR;
    return after < startAt ? startAt : startAt + (Math.floor((after - startAt) / step) + 1) * step;
  }
  if (recurrence === null) return null;
  return nextByRule(recurrence, timeZone, Math.max(after, startAt - 1));
}

/** The next occurrences of a task after `now`, in UTC and in its time zone; none once it has ended. */
export function upcomingOccurrences(task: Task, now: Instant, count: number): ShownOccurrence[] {
  const shown: ShownOccurrence[] = [];
  for (const at of occurrencesFrom(task, task.state === 'live' ? task.dueAt : null, task.occurrences)) {
    if (shown.length === count) break;
    if (at > now) shown.push(shownAt(at, task.timeZone));
  }
  return shown;
}

/**
 * What a clock change does to an occurrence. `skipped`: its local time does not exist on that day, and it begins when
 * the gap ends. `repeated`: its local time comes twice, and it begins the first time. `shifted`: the clocks were
 * changed since the occurrence before; a rule keeps its local time, an interval its distance.
 */
export const CLOCK_CHANGES = ['skipped', 'repeated', 'shifted'] as const;
export type ClockChange = (typeof CLOCK_CHANGES)[number];

/** The first occurrences of a schedule from `dueAt` on, each with what a clock change does to it. */
export function foreseenOccurrences(
  schedule: Schedule,
  { dueAt, handled }: { dueAt: Instant | null; handled: number },
  count: number,
): (ShownOccurrence & { clockChange: ClockChange | null })[] {
  const shown: (ShownOccurrence & { clockChange: ClockChange | null })[] = [];
  let before: Instant | null = null;
  for (const at of occurrencesFrom(schedule, dueAt, handled)) {
    if (shown.length === count) break;
    shown.push({ ...shownAt(at, schedule.timeZone), clockChange: clockChangeAt(at, before, schedule) });
    before = at;
  }
  return shown;
}

function clockChangeAt(at: Instant, before: Instant | null, { recurrence, timeZone }: Schedule): ClockChange | null {
  const local = zoned(at, timeZone);
  if (recurrence !== null) {
    if (!local.toPlainTime().equals(Temporal.PlainTime.from(recurrence.at))) return 'skipped';
    const second = local.toPlainDateTime().toZonedDateTime(timeZone, { disambiguation: 'later' });
    if (!second.equals(local)) return 'repeated';
  }
  return before !== null && zoned(before, timeZone).offset !== local.offset ? 'shifted' : null;
}

/** The occurrences from `dueAt` on, of which `handled` came before. */
function* occurrencesFrom(schedule: Schedule, dueAt: Instant | null, handled: number): Generator<Instant> {
  for (let at = dueAt, n = handled + 1; at !== null; n += 1) {
    yield at;
    at = nextOccurrence(schedule, at, n);
  }
}

const shownAt = (at: Instant, timeZone: string): ShownOccurrence => ({ utc: iso(at), local: localTime(at, timeZone) });

/** An instant in a time zone, e.g. `2027-01-05T18:00:00+09:00`. */
const localTime = (at: Instant, timeZone: string): string => zoned(at, timeZone).toString({ timeZoneName: 'never' });

/** The local day of an instant: week day 1 (Monday) to 7, and day of the month. */
export function localDay(at: Instant, timeZone: string): { weekDay: number; monthDay: number } {
  const { dayOfWeek, day } = zoned(at, timeZone);
  return { weekDay: dayOfWeek, monthDay: day };
}

const zoned = (at: Instant, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);

function nextByRule(rule: Recurrence, timeZone: string, after: Instant): Instant | null {
  const time = Temporal.PlainTime.from(rule.at);
  let date = zoned(after, timeZone).toPlainDate().subtract({ days: DAYS_BACK });
  for (let tried = 0; tried < MAX_CANDIDATES; tried += 1) {
    if (matches(rule, date)) {
      const at = instantOf(date.toPlainDateTime(time), timeZone);
      if (at > after) return at;
    }
    date = date.add({ days: 1 });
  }
  return null;
}

function matches(rule: Recurrence, date: Temporal.PlainDate): boolean {
  if (rule.every === 'day') return true;
  if (rule.every === 'week') return rule.on.includes(date.dayOfWeek);
  // A day that the month does not have is its last day.
  return rule.on.some((day) => Math.min(day, date.daysInMonth) === date.day);
}

/** A local time as an instant: of a repeated one the first, of a skipped one the end of the gap. */
function instantOf(local: Temporal.PlainDateTime, timeZone: string): Instant {
  const first = local.toZonedDateTime(timeZone, { disambiguation: 'earlier' });
  if (first.toPlainDateTime().equals(local)) return first.epochMilliseconds;
  // In a gap, `earlier` reads the clock as it was before the change: the change is the next one from there.
  return (first.getTimeZoneTransition('next') ?? first).epochMilliseconds;
}
