import { DAY, type Instant, MINUTE } from '../clock.ts';
import { invalidField } from '../problems.ts';
import { isTimeZone } from '../time-zone.ts';
import { firstOccurrence, localDay, type Schedule } from './schedule.ts';
import type { Recurrence, TaskType } from './task.ts';
import type { RecurrenceInput, ScheduleInput } from './task-input.ts';

/** A start at most this long ago is accepted: clocks differ. */
const START_TOLERANCE = MINUTE;
const MAX_DAYS_AHEAD = 366;

/**
 * Turns the user's input about time into a schedule with at least one occurrence. A recurring task without `startAt`
 * starts now. Throws `start-in-past`, or `invalid-request` with the field. `knownStart`: a start that was checked
 * earlier.
 */
export function planSchedule(
  type: TaskType,
  input: ScheduleInput,
  now: Instant,
  knownStart: Instant | null = null,
): Schedule {
  checkFields(type, input);
  const { intervalHours, timeZone, until } = input;
  if (!isTimeZone(timeZone))
    throw invalidField('/timeZone', `must name an IANA time zone, got ${timeZone}`, 'format', { format: 'time-zone' });
  const startAt = input.startAt ?? now;
  if (startAt !== knownStart) checkStart(startAt, now);
  const recurrence = input.recurrence && withDays(input.recurrence, startAt, timeZone);
  const schedule = { type, startAt, intervalHours, recurrence, timeZone, until };
  if (firstOccurrence(schedule) === null)
    throw invalidField('/until', 'must leave at least one occurrence', 'too-small', { min: 1, unit: 'occurrences' });
  return schedule;
}

function checkFields(type: TaskType, { startAt, intervalHours, recurrence, until }: ScheduleInput): void {
  if (type === 'timed' && startAt === null)
    throw invalidField('/startAt', 'is required for a timed task', 'required', { type });
  if (type === 'immediate' && startAt !== null)
    throw invalidField('/startAt', 'is not allowed for an immediate task, which starts at once', 'not-allowed', {
      type,
    });
  if (type !== 'recurring') {
    const repeats = { intervalHours, recurrence, until };
    for (const [name, value] of Object.entries(repeats)) {
      if (value !== null)
        throw invalidField(`/${name}`, 'is allowed only for recurring tasks', 'not-allowed', { type });
    }
  } else if (intervalHours === null && recurrence === null) {
    throw invalidField('/intervalHours', 'is required for a recurring task without recurrence', 'required', {
      without: 'recurrence',
    });
  } else if (intervalHours !== null && recurrence !== null) {
    throw invalidField('/recurrence', 'is not allowed together with intervalHours', 'not-allowed', {
      with: 'intervalHours',
    });
  }
}

function checkStart(startAt: Instant, now: Instant): void {
  if (startAt < now - START_TOLERANCE)
    throw invalidField('/startAt', 'must not be in the past', 'in-past', {}, 'start-in-past');
  if (startAt > now + MAX_DAYS_AHEAD * DAY) {
    throw invalidField('/startAt', `must be at most ${MAX_DAYS_AHEAD} days ahead`, 'too-far', {
      maxDays: MAX_DAYS_AHEAD,
    });
  }
}

function withDays(input: RecurrenceInput, startAt: Instant, timeZone: string): Recurrence {
  if (input.every === 'day') return input;
  const { weekDay, monthDay } = localDay(startAt, timeZone);
  const on = input.on ?? [input.every === 'week' ? weekDay : monthDay];
  return { ...input, on: [...new Set(on)].sort((a, b) => a - b) };
}
