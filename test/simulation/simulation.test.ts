import { describe, expect, it } from '@jest/globals';
import { FAULT_KINDS } from './faults.ts';
import { liveHistory } from './history.ts';

/** Enough for every fault and state below; `npm run simulate` runs thousands, each time with other seeds. */
const HISTORIES = 120;
const HISTORIES_A_TEST = 40;

/** States without which the histories would prove little. */
const MUST_BE_REACHED = [
  'claimed a surplus',
  'close refused',
  'dead letter',
  'doubt settled as sent',
  'handed over again after a certain refusal',
  'held',
  "held by the account's quota",
  'held by the mail server',
  'parked again until the same instant',
  'parked behind another',
  'put back',
  'put back because busy',
  'released',
  'repeated transaction recognized',
  'stopped by a refusal that did not pass',
  'taken over with unknowns',
  'woken early',
];

describe('simulated histories', () => {
  const struck = new Set<string>();
  const reached = new Set<string>();

  for (let first = 0; first < HISTORIES; first += HISTORIES_A_TEST) {
    it(`break no invariant with seeds ${first} to ${first + HISTORIES_A_TEST - 1}`, async () => {
      for (let seed = first; seed < first + HISTORIES_A_TEST; seed += 1) {
        const history = await liveHistory({ seed });
        expect({ seed, violations: history.violations }).toEqual({ seed, violations: [] });
        for (const kind of history.faults.keys()) struck.add(kind);
        for (const state of history.coverage.keys()) reached.add(state);
      }
    });
  }

  it('suffer every kind of fault', () => {
    expect(FAULT_KINDS.filter((kind) => !struck.has(kind))).toEqual([]);
  });

  it('reach every state that matters', () => {
    expect(MUST_BE_REACHED.filter((state) => !reached.has(state))).toEqual([]);
  });
});

describe('a history', () => {
  it('is the same byte for byte with the same seed', async () => {
    const seeds = [3, 7, 13];
    for (const seed of seeds) {
      const [once, again] = [
        await liveHistory({ seed, keepTrace: true }),
        await liveHistory({ seed, keepTrace: true }),
      ];
      expect(again.trace).toEqual(once.trace);
      expect(again.digest).toBe(once.digest);
      expect((await liveHistory({ seed })).digest).toBe(once.digest);
    }
  });

  it('is another one with another seed', async () => {
    expect((await liveHistory({ seed: 1 })).digest).not.toBe((await liveHistory({ seed: 2 })).digest);
  });
});
