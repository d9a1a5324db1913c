import { describe, expect, it } from '@jest/globals';
import { scheduleOf } from '../../cli/send/schedule.ts';

const at = '2027-01-05T09:00:00Z';

describe('scheduleOf', () => {
  it.each([
    [{}, { type: 'immediate' }],
    [{ at }, { type: 'timed', startAt: at }],
    [
      { at, every: '24h' },
      { type: 'recurring', startAt: at, intervalHours: 24 },
    ],
    [
      { at, every: 'day', until: '12' },
      {
        type: 'recurring',
        startAt: at,
        recurrence: { every: 'day', at: '09:00' },
        timeZone: 'UTC',
        until: { occurrences: 12 },
      },
    ],
    [
      { at, every: '6', until: '2027-12-31T00:00:00Z', overlap: 'skip' },
      {
        type: 'recurring',
        startAt: at,
        intervalHours: 6,
        until: { at: '2027-12-31T00:00:00Z' },
        overlap: 'skip',
      },
    ],
  ])('of %j is %j', (options, schedule) => {
    expect(scheduleOf(options)).toEqual(schedule);
  });

  it.each([
    [{ at, until: '3' }, '--until is allowed only with --every'],
    [{ at, overlap: 'skip' }, '--overlap is allowed only with --every'],
    [{ at, every: '24h', overlap: 'both' }, "--overlap must be queue-one or skip, but is 'both'"],
  ])('refuses %j', (options, message) => {
    expect(() => scheduleOf(options)).toThrow(message);
  });
});
