import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { itemSize } from '../../../adapters/dynamodb/size.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import { MAX_REASON_LENGTH } from '../../../core/mail/limits.ts';
import { effectiveRate } from '../../../core/rate/rate.ts';
import { sendingSettings } from '../../../core/rate/settings.ts';
import { emptyResults, writeResult } from '../../../core/runs/results.ts';
import type { Result, Run, Segment } from '../../../core/runs/run.ts';
import { segmentToItem } from '../../../core/runs/segment-store.ts';
import { tallySegment } from '../../../core/sending/close.ts';
import { isStalled, wantsTokenAt } from '../../../core/sending/reconcile.ts';

const NOW = Date.parse('2026-11-24T09:00:00Z');

const segmentOf = (results: Result[], changes: Partial<Segment> = {}): Segment => {
  const bits = emptyResults(results.length);
  for (const [i, result] of results.entries()) writeResult(bits, i, result);
  return {
    runId: '1-a',
    serial: 0,
    from: 100,
    n: results.length,
    status: 'open',
    owner: 'me',
    leaseUntil: NOW,
    day: '2026-11-24',
    tries: 0,
    windowHigh: results.length,
    results: bits,
    reasons: {},
    openedAt: NOW,
    closedAt: null,
    ...changes,
  };
};

const runOf = (changes: Partial<Run>): Run =>
  ({
    status: 'sending',
    hold: null,
    wakeAt: null,
    parkDay: null,
    behind: null,
    open: 0,
    doubts: [],
    lookAt: null,
    finishedAt: null,
    ...changes,
  }) as Run;

describe('tallySegment', () => {
  it('gives back what its owner did not attempt, and the quota of all that was certainly not accepted', () => {
    const segment = segmentOf(['sent', 'failed', 'skipped', 'unknown', 'deferred', 'throttled', 'none', 'none']);
    const tally = tallySegment(segment, 'owner', NOW);
    expect(tally).toMatchObject({ sent: 1, failed: 1, skipped: 1, unknown: 1, unused: 6 });
    expect(tally.back).toEqual([
      { from: 105, n: 3, tries: 0, notBefore: 0 },
      { from: 104, n: 1, tries: 1, notBefore: NOW + 5 * SECOND },
    ]);
  });

  it('marks on a take-over the last window alone as unknown, and refunds none of it', () => {
    const segment = segmentOf(['sent', 'sent', 'none', 'none', 'none', 'none'], { windowHigh: 4 });
    const tally = tallySegment(segment, 'take-over', NOW);
    expect(tally).toMatchObject({ sent: 2, unknown: 2, unused: 2 });
    expect(tally.back).toEqual([{ from: 104, n: 2, tries: 0, notBefore: 0 }]);
  });

  it('accounts for every recipient, whoever closes', () => {
    const results = fc.array(
      fc.constantFrom<Result>('none', 'sent', 'failed', 'skipped', 'unknown', 'deferred', 'throttled'),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(results, fc.nat(40), fc.constantFrom('owner' as const, 'take-over' as const), (list, high, by) => {
        const tally = tallySegment(segmentOf(list, { windowHigh: Math.min(high, list.length) }), by, NOW);
        const back = tally.back.reduce((sum, { n }) => sum + n, 0);
        expect(tally.sent + tally.failed + tally.skipped + tally.unknown + back).toBe(list.length);
        expect(tally.unused).toBe(list.length - tally.sent - tally.unknown);
      }),
    );
  });
});

describe('effectiveRate', () => {
  it('recovers by 5 % every 10 seconds from a lowered rate, up to the configured one', () => {
    const lowered = { rate: 10, at: NOW };
    expect(effectiveRate(14, null, NOW)).toBe(14);
    expect(effectiveRate(14, lowered, NOW)).toBe(10);
    expect(effectiveRate(14, lowered, NOW + 10 * SECOND)).toBeCloseTo(10.5);
    expect(effectiveRate(14, lowered, NOW + 5 * MINUTE)).toBe(14);
    expect(effectiveRate(5, { rate: 0, at: NOW }, NOW)).toBe(1);
  });

  it('never falls below a tenth of the full rate', () => {
    expect(effectiveRate(200, { rate: 3, at: NOW }, NOW)).toBe(20);
  });
});

describe('wantsTokenAt', () => {
  const at = (changes: Partial<Run>) => wantsTokenAt(runOf(changes), NOW, 0);
  const parked = { status: 'paused', hold: 'warm-up-quota', wakeAt: NOW + 1_000, parkDay: '2026-11-24' } as const;

  it.each([
    ['a run that is sending', {}, NOW],
    ['a finished segment of a cancelled run', { status: 'cancelled', open: 1 }, NOW],
    ['a cancelled run that is not settled', { status: 'cancelled' }, NOW],
    ['a parked run', parked, NOW + 1_000],
    ['a run parked behind another today', { ...parked, behind: '7' }, NOW],
    ['a run parked behind another yesterday', { ...parked, behind: '7', parkDay: '2026-11-23' }, NOW + 1_000],
    ['a doubt', { status: 'cancelled', finishedAt: NOW, doubts: [{ serial: 1, dueAt: NOW + 5 }] }, NOW + 5],
    ["a user's pause", { status: 'paused', hold: 'user', wakeAt: NOW }, null],
    ['an error', { status: 'error' }, null],
  ] as [string, Partial<Run>, number | null][])('%s wants one at %#', (_what, changes, expected) => {
    expect(at(changes)).toBe(expected);
  });
});

describe('sendingSettings', () => {
  it('gives a slow account short segments and one sender, a fast one more senders', () => {
    expect(sendingSettings(1, 0)).toMatchObject({ segmentSize: 20, windowSize: 1, parallelism: 1 });
    expect(sendingSettings(14, 0)).toMatchObject({ segmentSize: 280, windowSize: 14, parallelism: 1 });
    expect(sendingSettings(1_000, 0)).toMatchObject({ segmentSize: 650, windowSize: 50, parallelism: 20 });
  });
});

describe('the row of a segment', () => {
  const { segmentSize: n } = sendingSettings(10_000, 0);
  const segment = segmentOf(
    Array.from({ length: n }, () => 'sent'),
    {
      runId: '1795000000000000-0kq2b1x3a',
      serial: 99_999,
      from: 4_999_200,
      owner: 'f'.repeat(36),
      closedAt: NOW,
    },
  );

  it('is one write unit, although it is written before each window', () => {
    expect(itemSize(segmentToItem(segment))).toBeLessThan(1024);
  });

  it('can be written with the longest reason for each of its recipients', () => {
    const longest = '漢'.repeat(MAX_REASON_LENGTH);
    const reasons = Object.fromEntries(Array.from({ length: n }, (_, index) => [index, longest]));
    expect(itemSize(segmentToItem({ ...segment, reasons }))).toBeLessThan(400 * 1024);
  });
});

describe('isStalled', () => {
  const stalled = (changes: Partial<Run>) => isStalled(runOf({ startedAt: NOW - DAY, ...changes }), NOW);

  it('finds a run that should move and has not for half an hour', () => {
    expect(stalled({ movedAt: NOW - 31 * MINUTE })).toBe(true);
    expect(stalled({ movedAt: NOW - 29 * MINUTE })).toBe(false);
    expect(stalled({ movedAt: null, startedAt: NOW - MINUTE })).toBe(false);
  });

  it('finds a run whose freeze has failed for half an hour', () => {
    expect(stalled({ status: 'preparing', startedAt: null, createdAt: NOW - 31 * MINUTE })).toBe(true);
    expect(stalled({ status: 'preparing', startedAt: null, createdAt: NOW - 29 * MINUTE })).toBe(false);
  });

  it('leaves alone a run that stands in the line for the rate, until its turn is over', () => {
    const waiting = { movedAt: NOW - 6 * HOUR };
    expect(stalled({ ...waiting, tokenAt: NOW + 10 * MINUTE })).toBe(false);
    expect(stalled({ ...waiting, tokenAt: NOW - 29 * MINUTE })).toBe(false);
    expect(stalled({ ...waiting, tokenAt: NOW - 31 * MINUTE })).toBe(true);
  });

  it('leaves alone a run that waits for its instant or its user', () => {
    const parked = { status: 'paused', hold: 'warm-up-quota', movedAt: NOW - DAY } as const;
    expect(stalled({ ...parked, wakeAt: NOW + MINUTE })).toBe(false);
    expect(stalled({ ...parked, wakeAt: NOW - 31 * MINUTE })).toBe(true);
    expect(stalled({ ...parked, hold: 'user', wakeAt: NOW - DAY })).toBe(false);
  });
});
