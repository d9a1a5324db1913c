import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { DAY, HOUR, type Instant } from '../../../core/clock.ts';
import { firstOccurrence, nextOccurrence, type Schedule, upcomingOccurrences } from '../../../core/tasks/schedule.ts';
import { aTask } from './task-samples.ts';

const at = (text: string): Instant => Date.parse(text);
const START = at('2027-01-01T00:00:00Z');

const recurring = (changes: Partial<Schedule>): Schedule => ({
  type: 'recurring',
  startAt: START,
  intervalHours: null,
  recurrence: null,
  timeZone: 'UTC',
  until: null,
  ...changes,
});

function firstOf(schedule: Schedule, count: number, from = schedule.startAt - 1): string[] {
  const found: string[] = [];
  let after = from;
  for (let handled = 0; handled < count; handled += 1) {
    const next = nextOccurrence(schedule, after, handled);
    if (next === null) break;
    found.push(new Date(next).toISOString().replace('.000', ''));
    after = next;
  }
  return found;
}

describe('nextOccurrence', () => {
  it('gives a timed task one occurrence', () => {
    const timed = recurring({ type: 'timed' });

    expect(firstOccurrence(timed)).toBe(START);
    expect(nextOccurrence(timed, START, 1)).toBeNull();
  });

  it('keeps an interval on a fixed grid from the start, also across a clock change', () => {
    const schedule = recurring({
      intervalHours: 24,
      startAt: at('2027-03-13T12:00:00Z'),
      timeZone: 'America/New_York',
    });

    expect(firstOf(schedule, 3)).toEqual(['2027-03-13T12:00:00Z', '2027-03-14T12:00:00Z', '2027-03-15T12:00:00Z']);
  });

  it('sends a skipped local time at the end of the gap', () => {
    const schedule = recurring({
      recurrence: { every: 'day', at: '02:30' },
      timeZone: 'America/New_York',
      startAt: at('2027-03-13T00:00:00Z'),
    });

    expect(firstOf(schedule, 3)).toEqual(['2027-03-13T07:30:00Z', '2027-03-14T07:00:00Z', '2027-03-15T06:30:00Z']);
  });

  it('sends a repeated local time once, at the first', () => {
    const schedule = recurring({
      recurrence: { every: 'day', at: '01:30' },
      timeZone: 'America/New_York',
      startAt: at('2027-11-06T12:00:00Z'),
    });

    expect(firstOf(schedule, 2)).toEqual(['2027-11-07T05:30:00Z', '2027-11-08T06:30:00Z']);
  });

  it('takes the last day of a month for days that it does not have, once', () => {
    const schedule = recurring({ recurrence: { every: 'month', on: [30, 31], at: '09:00' } });

    expect(firstOf(schedule, 5)).toEqual([
      '2027-01-30T09:00:00Z',
      '2027-01-31T09:00:00Z',
      '2027-02-28T09:00:00Z',
      '2027-03-30T09:00:00Z',
      '2027-03-31T09:00:00Z',
    ]);
  });

  it('takes the week days that were asked for', () => {
    const schedule = recurring({ recurrence: { every: 'week', on: [1, 5], at: '18:00' }, timeZone: 'Asia/Tokyo' });

    expect(firstOf(schedule, 3)).toEqual(['2027-01-01T09:00:00Z', '2027-01-04T09:00:00Z', '2027-01-08T09:00:00Z']);
  });

  it('starts with the first grid point that is not before the start', () => {
    const schedule = recurring({ recurrence: { every: 'day', at: '09:00' }, startAt: at('2027-01-01T09:00:00.001Z') });

    expect(firstOf(schedule, 1)).toEqual(['2027-01-02T09:00:00Z']);
  });

  it('ends with an instant, inclusive', () => {
    const schedule = recurring({ intervalHours: 6, until: { at: START + 12 * HOUR } });

    expect(firstOf(schedule, 9)).toHaveLength(3);
  });

  it('ends after a number of occurrences', () => {
    expect(firstOf(recurring({ intervalHours: 6, until: { occurrences: 3 } }), 9)).toHaveLength(3);
  });

  it('sends once when a time zone skips a whole day', () => {
    const schedule = recurring({
      recurrence: { every: 'day', at: '00:00' },
      timeZone: 'Pacific/Apia',
      startAt: at('2011-12-29T00:00:00Z'),
    });

    expect(firstOf(schedule, 3)).toEqual(['2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z', '2011-12-31T10:00:00Z']);
  });

  it('answers at once years after the start', () => {
    const hourly = recurring({ intervalHours: 1 });

    expect(nextOccurrence(hourly, START + 20 * 365 * DAY, 0)).toBe(START + 20 * 365 * DAY + HOUR);
  });
});

const zones = ['UTC', 'America/New_York', 'Europe/Lisbon', 'Australia/Lord_Howe', 'Africa/Cairo', 'America/Santiago'];
const twoDigits = (n: number): string => String(n).padStart(2, '0');
const times = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${twoDigits(hour)}:${twoDigits(minute)}`);
const rules = fc.oneof(
  times.map((time) => ({ every: 'day' as const, at: time })),
  fc.record({
    every: fc.constant('week' as const),
    on: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    at: times,
  }),
  fc.record({
    every: fc.constant('month' as const),
    on: fc.uniqueArray(fc.integer({ min: 1, max: 31 }), { minLength: 1, maxLength: 3 }),
    at: times,
  }),
);
const schedules = fc
  .record({
    startAt: fc.integer({ min: START, max: START + 400 * DAY }),
    timeZone: fc.constantFrom(...zones),
    rule: fc.oneof(
      rules.map((recurrence) => ({ recurrence, intervalHours: null })),
      fc.integer({ min: 1, max: 8_760 }).map((intervalHours) => ({ recurrence: null, intervalHours })),
    ),
  })
  .map(({ rule, ...rest }) => recurring({ ...rest, ...rule }));

describe('the grid of a recurring task', () => {
  it('strictly increases from the start', () => {
    fc.assert(
      fc.property(schedules, (schedule) => {
        let after = schedule.startAt - 1;
        for (let i = 0; i < 20; i += 1) {
          const next = nextOccurrence(schedule, after, i);
          expect(next).toBeGreaterThan(after);
          after = next ?? after;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on where one starts to count', () => {
    fc.assert(
      fc.property(schedules, fc.nat(40 * DAY), (schedule, offset) => {
        const from = schedule.startAt + offset;
        const jumped = nextOccurrence(schedule, from, 0);
        let walked = firstOccurrence(schedule);
        for (let i = 0; walked !== null && walked <= from && i < 1_000; i += 1) {
          walked = nextOccurrence(schedule, walked, 0);
        }
        expect(jumped).toBe(walked);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the local time of its rule, except where a clock change skips it', () => {
    fc.assert(
      fc.property(schedules, fc.nat(400 * DAY), ({ recurrence, ...schedule }, offset) => {
        if (recurrence === null) return;
        const next = nextOccurrence({ ...schedule, recurrence }, schedule.startAt + offset, 0) ?? 0;
        const local = Temporal.Instant.fromEpochMilliseconds(next).toZonedDateTimeISO(schedule.timeZone);
        const clock = `${twoDigits(local.hour)}:${twoDigits(local.minute)}`;
        const wasSkipped = local.subtract({ nanoseconds: 1 }).offset !== local.offset;
        expect(clock === recurrence.at || wasSkipped).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

/** One of each kind of rule: both hemispheres, half an hour, at midnight, in Ramadan, the other way round, and none. */
const ZONES_OF_THE_WORLD = [
  ...['UTC', 'Asia/Tokyo', 'Europe/London', 'Europe/Dublin', 'Europe/Berlin', 'Europe/Lisbon', 'Atlantic/Azores'],
  ...['America/New_York', 'America/Los_Angeles', 'America/St_Johns', 'America/Havana', 'America/Santiago'],
  ...['America/Nuuk', 'Africa/Cairo', 'Africa/Casablanca', 'Asia/Beirut', 'Asia/Jerusalem', 'Australia/Sydney'],
  ...['Australia/Lord_Howe', 'Pacific/Auckland'],
];

const zoned = (instant: Instant, timeZone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);

/** Every clock change of a zone from 2026 to 2030. */
function clockChanges(timeZone: string): Temporal.ZonedDateTime[] {
  const found: Temporal.ZonedDateTime[] = [];
  const end = zoned(at('2031-01-01T00:00:00Z'), timeZone);
  let change = zoned(at('2026-01-01T00:00:00Z'), timeZone).getTimeZoneTransition('next');
  while (change !== null && Temporal.ZonedDateTime.compare(change, end) < 0) {
    found.push(change);
    change = change.getTimeZoneTransition('next');
  }
  return found;
}

describe('a daily grid across every clock change from 2026 to 2030 in 20 zones', () => {
  it('has changes to cross', () => {
    expect(new Set(ZONES_OF_THE_WORLD).size).toBe(20);
    const changes = ZONES_OF_THE_WORLD.map((timeZone) => clockChanges(timeZone).length);
    expect(changes.filter((n) => n >= 10).length).toBeGreaterThanOrEqual(17);
    expect(changes.filter((n) => n === 0)).toHaveLength(2);
  });

  it.each(ZONES_OF_THE_WORLD)('sends once on each local day, at its time or when the gap ends, in %s', (timeZone) => {
    for (const change of clockChanges(timeZone)) {
      const around = [change.subtract({ nanoseconds: 1 }), change].flatMap((moment) =>
        [-61, -30, -1, 0, 1, 29, 59, 61].map((minutes) => moment.toPlainDateTime().add({ minutes }).toPlainTime()),
      );
      for (const time of around) {
        const clock = `${twoDigits(time.hour)}:${twoDigits(time.minute)}`;
        const startAt = change.subtract({ days: 1 }).epochMilliseconds;
        const schedule = recurring({ startAt, timeZone, recurrence: { every: 'day', at: clock } });
        const first = zoned(startAt, timeZone).toPlainDate();
        const expected = Array.from({ length: 5 }, (_, days) => {
          const wanted = first.add({ days }).toZonedDateTime({ timeZone, plainTime: clock });
          // The earlier of two equal local times; where there is none, the first instant after the gap.
          const isSkipped = wanted.toPlainTime().toString({ smallestUnit: 'minute' }) !== clock;
          return isSkipped ? change.epochMilliseconds : wanted.epochMilliseconds;
        }).filter((instant) => instant > startAt);
        expect(firstOf(schedule, 3, startAt).map(at)).toEqual(expected.slice(0, 3));
      }
    }
  });

  it.each(ZONES_OF_THE_WORLD)('keeps an interval to the millisecond in %s', (timeZone) => {
    for (const change of clockChanges(timeZone)) {
      const startAt = change.epochMilliseconds - 50 * HOUR;
      const schedule = recurring({ startAt, timeZone, intervalHours: 25 });
      expect(nextOccurrence(schedule, startAt + 25 * HOUR, 1)).toBe(change.epochMilliseconds);
      expect(nextOccurrence(schedule, change.epochMilliseconds, 2)).toBe(change.epochMilliseconds + 25 * HOUR);
    }
  });
});

describe('upcomingOccurrences', () => {
  it('shows the next five in UTC and local time', () => {
    const task = aTask({
      type: 'recurring',
      intervalHours: 24,
      timeZone: 'Asia/Tokyo',
      startAt: at('2027-01-05T09:00:00Z'),
      dueAt: at('2027-01-05T09:00:00Z'),
    });

    const shown = upcomingOccurrences(task, START, 5);

    expect(shown).toHaveLength(5);
    expect(shown[0]).toEqual({ utc: '2027-01-05T09:00:00.000Z', local: '2027-01-05T18:00:00+09:00' });
  });

  it('counts the occurrences that are still to be handled against the end', () => {
    const task = aTask({
      type: 'recurring',
      intervalHours: 24,
      until: { occurrences: 3 },
      startAt: START,
      dueAt: START,
    });

    expect(upcomingOccurrences(task, START + HOUR, 5)).toHaveLength(2);
  });

  it('shows none of an ended task', () => {
    expect(upcomingOccurrences(aTask({ state: 'cancelled', dueAt: START + DAY }), START, 5)).toEqual([]);
  });
});
