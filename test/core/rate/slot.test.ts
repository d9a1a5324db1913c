import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { SECOND } from '../../../core/clock.ts';
import { BURST, paceOf } from '../../../core/rate/slot.ts';

const START = Date.parse('2027-01-05T12:00:00Z');

const slots = fc.record({
  rate: fc.double({ min: 1, max: 5_000, noNaN: true }),
  mails: fc.integer({ min: 1, max: 50 }),
});

const instantsOf = (rate: number, mails: number) => {
  const duration = Math.ceil((mails / rate) * SECOND);
  const slot = { kind: 'granted', startsAt: START, mails, duration } as const;
  return { duration, instants: Array.from({ length: mails }, (_, index) => paceOf(index, slot)) };
};

describe('the pace of a slot', () => {
  it('holds in any time no more mails than the rate and a quarter of a second of it', () => {
    fc.assert(
      fc.property(slots, ({ rate, mails }) => {
        const { instants } = instantsOf(rate, mails);
        for (const [first, from] of instants.entries()) {
          for (const [last, to] of instants.entries()) {
            // An instant is a whole millisecond: a mail may be up to one early.
            if (last >= first) expect(last - first).toBeLessThanOrEqual(((to - from + BURST + 1) * rate) / SECOND + 1);
          }
        }
      }),
    );
  });

  it('begins with the slot, and leaves its last quarter of a second to the answers', () => {
    fc.assert(
      fc.property(slots, ({ rate, mails }) => {
        const { duration, instants } = instantsOf(rate, mails);
        expect(instants[0]).toBeGreaterThanOrEqual(START);
        expect(instants.at(-1)).toBeLessThanOrEqual(START + Math.max(0, duration - BURST));
      }),
    );
  });
});
