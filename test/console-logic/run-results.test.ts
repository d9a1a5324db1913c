import { describe, expect, it } from '@jest/globals';
import { busyHours, isFresh, runRates } from '../../console/logic/run-results.ts';

const AT = '2026-10-03T12:00:00Z';
const NOW = Date.parse(AT);

describe('results of a run', () => {
  it('say of each rate what it is of', () => {
    const counts = {
      requested: 5,
      accepted: 4,
      delivered: 2,
      opened: 1,
      clicked: 0,
      bounced: 1,
      complained: 0,
      unsubscribed: 0,
    };
    const rates = { delivered: 0.5, opened: 0.5, clicked: 0, bounced: 0.25, complained: null, unsubscribed: 0 };
    expect(runRates({ counts, rates })).toEqual([
      { name: 'delivered', of: 'accepted', n: 2, rate: 0.5 },
      { name: 'opened', of: 'delivered', n: 1, rate: 0.5 },
      { name: 'clicked', of: 'delivered', n: 0, rate: 0 },
      { name: 'bounced', of: 'accepted', n: 1, rate: 0.25 },
      { name: 'complained', of: 'delivered', n: 0, rate: null },
      { name: 'unsubscribed', of: 'delivered', n: 0, rate: 0 },
    ]);
  });

  it('have the hours in which something happened', () => {
    const hours = [
      { hour: 0, opened: 1, clicked: 0 },
      { hour: 1, opened: 0, clicked: 0 },
      { hour: 2, opened: 0, clicked: 1 },
    ];
    expect(busyHours(hours).map(({ hour }) => hour)).toEqual([0, 2]);
  });

  it('are fresh while it sends and for a minute after its end, and not before its start', () => {
    expect(isFresh(null, null, NOW)).toBe(false);
    expect(isFresh(null, AT, NOW)).toBe(true);
    expect(isFresh(AT, AT, NOW + 59_999)).toBe(true);
    expect(isFresh(AT, AT, NOW + 60_000)).toBe(false);
  });
});
