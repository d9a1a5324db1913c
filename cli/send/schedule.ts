import { UsageError } from '../usage-error.ts';

/** When a task runs, as the caller says it. */
export interface ScheduleOptions {
  at?: string;
  every?: string;
  timeZone?: string;
}

/** When a task runs, in the words of the API. Throws `UsageError`. */
export function scheduleOf({ at, every, timeZone }: ScheduleOptions): Record<string, unknown> {
  if (every === undefined) {
    if (timeZone !== undefined) throw new UsageError('--time-zone is allowed only with --every day, week or month');
    return at === undefined ? { type: 'immediate' } : { type: 'timed', startAt: at };
  }
  if (at === undefined) throw new UsageError('--every needs --at, the time of the first run');
  const [, hours] = /^(\d{1,4})h?$/.exec(every) ?? [];
  if (hours !== undefined) return { type: 'recurring', startAt: at, intervalHours: Number(hours) };
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
  const recurrence = { every, at: time };
  return { type: 'recurring', startAt: at, recurrence, timeZone: timeZone ?? 'UTC' };
}
