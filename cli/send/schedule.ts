import { OVERLAPS } from '../../core/tasks/task.ts';
import { UsageError } from '../usage-error.ts';

/** When a task runs, as the caller says it. */
export interface ScheduleOptions {
  at?: string;
  every?: string;
  timeZone?: string;
  until?: string;
  overlap?: string;
}

/** When a task runs, in the words of the API. Throws `UsageError`. */
export function scheduleOf({ at, every, timeZone, until, overlap }: ScheduleOptions): Record<string, unknown> {
  if (every === undefined) {
    if (timeZone !== undefined) throw new UsageError('--time-zone is allowed only with --every day, week or month');
    if (until !== undefined || overlap !== undefined) {
      throw new UsageError(`${until === undefined ? '--overlap' : '--until'} is allowed only with --every`);
    }
    return at === undefined ? { type: 'immediate' } : { type: 'timed', startAt: at };
  }
  if (at === undefined) throw new UsageError('--every needs --at, the time of the first run');
  return {
    type: 'recurring',
    startAt: at,
    ...ruleOf(every, at, timeZone),
    ...(until !== undefined && { until: endOf(until) }),
    ...(overlap !== undefined && { overlap: overlapOf(overlap) }),
  };
}

/** How a task repeats. */
function ruleOf(every: string, at: string, timeZone: string | undefined): Record<string, unknown> {
  const [, hours] = /^(\d{1,4})h?$/.exec(every) ?? [];
  if (hours !== undefined) return { intervalHours: Number(hours) };
  if (!['day', 'week', 'month'].includes(every)) {
    throw new UsageError(`--every must be hours, such as 24h, or day, week or month, but is '${every}'`);
  }
  const [, time, offset] = /T(\d\d:\d\d)(?::[\d.]+)?(Z|[+-]\d\d:?\d\d)$/i.exec(at) ?? [];
  if (time === undefined) throw new UsageError(`--at must be a time such as 2027-01-05T09:00:00Z, but is '${at}'`);
  if (timeZone === undefined && offset?.toUpperCase() !== 'Z') {
    throw new UsageError(
      '--every day, week or month needs --time-zone, such as Europe/Berlin, or an --at that ends in Z',
    );
  }
  return { recurrence: { every, at: time }, timeZone: timeZone ?? 'UTC' };
}

/** A number of runs, or a time, which the API reads. */
const endOf = (until: string): Record<string, unknown> =>
  /^\d{1,9}$/.test(until) ? { occurrences: Number(until) } : { at: until };

function overlapOf(overlap: string): string {
  const known = OVERLAPS.find((rule) => rule === overlap);
  if (known === undefined) throw new UsageError(`--overlap must be ${OVERLAPS.join(' or ')}, but is '${overlap}'`);
  return known;
}
