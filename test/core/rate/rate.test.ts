import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { type Instant, SECOND } from '../../../core/clock.ts';
import { RateGate } from '../../../core/rate/rate.ts';

const NOON = Date.parse('2027-01-05T12:00:00Z');

const orders = fc.record({
  rate: fc.constantFrom(1, 3, 14, 300, 5_000),
  senders: fc.integer({ min: 1, max: 4 }),
  /** Who asks, for how many mails, and how long after the one before. */
  asks: fc.array(fc.record({ sender: fc.nat(3), mails: fc.integer({ min: 1, max: 50 }), after: fc.nat(1_500) }), {
    minLength: 1,
    maxLength: 60,
  }),
});

describe('a rate that throttling lowered', () => {
  it('gives a window no more mails than a second takes of it, and the others to the next', async () => {
    const gate = new RateGate(new MemoryTables(new ManualClock(NOON)), 50);
    for (let refusals = 0; refusals < 10; refusals += 1) await gate.lower(NOON);
    expect(await gate.reserve(50, NOON)).toMatchObject({ kind: 'granted', mails: 5, duration: 932 });
    expect(await gate.lineUp(50, NOON)).toBeLessThanOrEqual(NOON + SECOND);
  });
});

describe('the slots of any senders at one gate', () => {
  it('hold no more mails in any second than the rate and one window, and lose no time while somebody waits', async () => {
    await fc.assert(
      fc.asyncProperty(orders, async ({ rate, senders, asks }) => {
        const tables = new MemoryTables(new ManualClock(NOON));
        const gates = Array.from({ length: senders }, () => new RateGate(tables, rate));
        const granted: { from: Instant; mails: number }[] = [];
        let now = NOON;
        for (const { sender, mails, after } of asks) {
          now += after;
          const slot = await gates[sender % senders]?.reserve(mails, now);
          const free = granted.reduce((end, one) => Math.max(end, one.from + (one.mails * SECOND) / rate), 0);
          if (slot?.kind === 'granted') {
            expect(slot.startsAt).toBeGreaterThanOrEqual(now);
            expect(slot.startsAt).toBeGreaterThanOrEqual(Math.floor(free));
            // Rounded up to the millisecond, each of them.
            expect(slot.startsAt).toBeLessThanOrEqual(Math.max(now, free + granted.length));
            granted.push({ from: slot.startsAt, mails });
          } else {
            expect(slot?.kind).toBe('later');
            expect(free + granted.length).toBeGreaterThan(now + SECOND);
          }
        }
        for (const { from } of granted) {
          const inSecond = granted.filter((one) => one.from >= from && one.from < from + SECOND);
          const window = Math.max(...inSecond.map((one) => one.mails));
          expect(inSecond.reduce((sum, one) => sum + one.mails, 0)).toBeLessThanOrEqual(rate + window);
        }
      }),
    );
  });
});
