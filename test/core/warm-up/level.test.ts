import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DAY, MINUTE } from '../../../core/clock.ts';
import type { Domain } from '../../../core/warm-up/domain.ts';
import { levelOf } from '../../../core/warm-up/level.ts';
import { CONSERVATIVE_STEPS, limitAt, STANDARD_STEPS, UNLIMITED } from '../../../core/warm-up/plans.ts';
import { endOfDay, nextDayAt, quotaDayOf, startOfDay, wakeAtOf } from '../../../core/warm-up/quota-day.ts';
import type { QuotaDay } from '../../../core/warm-up/quota-ledger.ts';
import { sampleDomain } from '../../support/sample-domain.ts';

const domain = sampleDomain('news.example', Date.parse('2026-11-24T00:00:00Z'));

const day = (date: string, level: number, granted: number): QuotaDay => ({
  domain: domain.domain,
  day: date,
  level,
  limit: 500,
  left: 0,
  granted,
  other: 0,
});

describe('limitAt', () => {
  it('follows the standard plan from 500 to a million and stays there', () => {
    expect(STANDARD_STEPS).toHaveLength(20);
    expect([1, 2, 3, 20, 21, 400].map((level) => limitAt(domain, level))).toEqual([
      500, 1_000, 2_000, 1_000_000, 1_000_000, 1_000_000,
    ]);
  });

  it('follows the conservative plan from 100', () => {
    expect(CONSERVATIVE_STEPS).toHaveLength(20);
    expect(limitAt({ plan: 'conservative', steps: null }, 1)).toBe(100);
  });

  it('repeats the last step of a custom plan', () => {
    const custom = { plan: 'custom', steps: [10, 20] } as const;
    expect([1, 2, 3].map((level) => limitAt({ ...custom, steps: [...custom.steps] }, level))).toEqual([10, 20, 20]);
  });

  it('has no limit that a list reaches for the plan unlimited', () => {
    expect(limitAt({ plan: 'unlimited', steps: null }, 1)).toBe(UNLIMITED);
  });
});

describe('levelOf', () => {
  it('is the level that the operator set before anything was sent', () => {
    expect(levelOf({ ...domain, level: 7 }, '2026-11-30', { latest: null, firstSending: null })).toBe(7);
  });

  it('rises by one after a day on which bulk mail was sent, however long ago', () => {
    const latest = day('2026-11-25', 3, 1);
    expect(levelOf(domain, '2027-01-01', { latest, firstSending: latest })).toBe(4);
  });

  it('stays after a day whose grants were all given back', () => {
    const latest = day('2026-11-25', 3, 0);
    expect(levelOf(domain, '2026-11-26', { latest, firstSending: null })).toBe(3);
  });

  it('starts again from a level that was set later than the latest day', () => {
    const latest = day('2026-11-25', 3, 500);
    const changed = { ...domain, level: 12, levelSetOn: '2026-11-26' };
    expect(levelOf(changed, '2026-11-27', { latest, firstSending: null })).toBe(12);
  });

  it('stops at the last step', () => {
    const latest = day('2026-11-25', 20, 1);
    expect(levelOf(domain, '2026-11-26', { latest, firstSending: latest })).toBe(20);
  });

  it('counts idle days with the rule calendar-days, from the first bulk mail', () => {
    const calendar: Domain = { ...domain, levelRule: 'calendar-days' };
    const first = day('2026-11-25', 1, 10);
    expect(levelOf(calendar, '2026-11-29', { latest: first, firstSending: first })).toBe(5);
    expect(levelOf(calendar, '2026-11-29', { latest: null, firstSending: null })).toBe(1);
    expect(levelOf(calendar, '2027-11-29', { latest: first, firstSending: first })).toBe(20);
  });
});

describe('quota days', () => {
  it('begin at midnight of a fixed offset', () => {
    const tokyo = 9 * 60;
    expect(quotaDayOf(Date.parse('2026-11-24T14:59:59.999Z'), tokyo)).toBe('2026-11-24');
    expect(quotaDayOf(Date.parse('2026-11-24T15:00:00Z'), tokyo)).toBe('2026-11-25');
    expect(startOfDay('2026-11-25', tokyo)).toBe(Date.parse('2026-11-24T15:00:00Z'));
    expect(endOfDay('2026-11-25', tokyo)).toBe(Date.parse('2026-11-25T15:00:00Z'));
  });

  it.each([
    ['2026-11-24T23:50:00Z', '2026-11-24T09:00:00Z', 0, '2026-11-25T09:00:00Z'],
    ['2026-11-25T00:10:00Z', '2026-11-24T09:00:00Z', 0, '2026-11-26T09:00:00Z'],
    ['2026-11-24T16:00:00Z', '2026-11-20T09:00:00Z', 540, '2026-11-26T09:00:00Z'],
    ['2026-11-24T09:00:00Z', '2026-11-24T09:00:00Z', 0, '2026-11-25T09:00:00Z'],
    ['2026-11-25T00:00:30Z', '2026-11-24T23:59:46Z', 0, '2026-11-26T23:50:00Z'],
    ['2026-11-24T16:00:00Z', '2026-11-20T14:55:00Z', 540, '2026-11-26T14:50:00Z'],
  ])(
    'parked at %s with first start %s (offset %d) goes on at %s by the daily anchor',
    (now, anchor, offset, expected) => {
      expect(new Date(nextDayAt(Date.parse(now), Date.parse(anchor), offset)).toISOString()).toBe(
        new Date(expected).toISOString(),
      );
    },
  );
});

describe('levels of any sequence of days', () => {
  const firstDay = Date.parse('2026-11-24');
  const dateOf = (n: number): string => new Date(firstDay + n * DAY).toISOString().slice(0, 10);
  const plan = fc.record({
    plan: fc.constantFrom('standard' as const, 'conservative' as const, 'custom' as const),
    steps: fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 8 }),
    level: fc.integer({ min: 1, max: 25 }),
  });
  /** For each day what was sent; days of nothing at all have no row. */
  const days = fc.array(fc.option(fc.nat(3), { freq: 2 }), { maxLength: 40 });

  /** Each day's level as the engine makes it, from the rows before it. */
  function levelsOf(made: Domain, sentOn: (number | null)[]): number[] {
    const rows: QuotaDay[] = [];
    return sentOn.map((sent, n) => {
      const firstSending = rows.find((row) => row.granted > 0) ?? null;
      const level = levelOf(made, dateOf(n), { latest: rows.at(-1) ?? null, firstSending });
      if (sent !== null) rows.push(day(dateOf(n), level, sent));
      return level;
    });
  }

  it('are one more than the earlier days on which bulk mail was sent, up to the last step', () => {
    fc.assert(
      fc.property(plan, days, (chosen, sentOn) => {
        const made: Domain = { ...domain, ...chosen, levelRule: 'sending-days' };
        const steps = chosen.plan === 'custom' ? chosen.steps.length : 20;
        for (const [n, level] of levelsOf(made, sentOn).entries()) {
          const sendingDays = sentOn.slice(0, n).filter((sent) => sent !== null && sent > 0).length;
          expect(level).toBe(Math.min(chosen.level + sendingDays, Math.max(steps, chosen.level)));
        }
      }),
    );
  });

  it('count every day since the first bulk mail with the rule calendar-days', () => {
    fc.assert(
      fc.property(plan, days, (chosen, sentOn) => {
        const made: Domain = { ...domain, ...chosen, levelRule: 'calendar-days' };
        const steps = chosen.plan === 'custom' ? chosen.steps.length : 20;
        const first = sentOn.findIndex((sent) => sent !== null && sent > 0);
        for (const [n, level] of levelsOf(made, sentOn).entries()) {
          const since = first < 0 || n < first ? 0 : n - first;
          expect(level).toBe(Math.min(chosen.level + since, Math.max(steps, chosen.level)));
        }
      }),
    );
  });
});

describe('quota days of any offset', () => {
  const instants = fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2031-01-01') });
  const offsets = fc.integer({ min: -720, max: 840 });

  it('hold each instant in exactly one day of 24 hours', () => {
    fc.assert(
      fc.property(instants, offsets, (at, offset) => {
        const name = quotaDayOf(at, offset);
        expect(startOfDay(name, offset)).toBeLessThanOrEqual(at);
        expect(endOfDay(name, offset)).toBeGreaterThan(at);
        expect(endOfDay(name, offset) - startOfDay(name, offset)).toBe(DAY);
        expect(quotaDayOf(endOfDay(name, offset), offset)).not.toBe(name);
      }),
    );
  });

  it('go on the next day, at the time of day of the anchor, but never in the last ten minutes', () => {
    fc.assert(
      fc.property(instants, instants, offsets, (now, anchor, offset) => {
        const next = nextDayAt(now, anchor, offset);
        const lastStart = endOfDay(quotaDayOf(next, offset), offset) - 10 * MINUTE;
        expect((next - anchor) % DAY === 0 || next === lastStart).toBe(true);
        expect(next).toBeLessThanOrEqual(lastStart);
        expect(quotaDayOf(next - DAY, offset)).toBe(quotaDayOf(now, offset));
      }),
    );
  });
});

describe('wakeAtOf', () => {
  it('is 24 hours from the park, or the time of day of the first start', () => {
    const start = Date.parse('2026-11-24T09:00:00Z');
    const park = start + 6 * 60 * MINUTE;
    expect(wakeAtOf({ parkUntil: 'after-24h' }, start, park, 0)).toBe(park + DAY);
    expect(wakeAtOf({ parkUntil: 'daily-anchor' }, start, park, 0)).toBe(start + DAY);
  });
});
