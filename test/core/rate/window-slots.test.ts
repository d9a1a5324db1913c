import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { SECOND } from '../../../core/clock.ts';
import { rateKey } from '../../../core/keys.ts';
import { RateGate, type Slot } from '../../../core/rate/rate.ts';
import { holdStack } from '../../../core/rate/stack-hold.ts';
import { WindowSlots } from '../../../core/rate/window-slots.ts';

const NOON = Date.parse('2027-01-05T12:00:00Z');
const WINDOW = 50;

function senderAt(rate: number) {
  const clock = new ManualClock(NOON);
  const tables = new MemoryTables(clock);
  const gate = new RateGate(tables, rate);
  const slots = new WindowSlots(gate, WINDOW);
  slots.first({ kind: 'granted', startsAt: NOON - 30, mails: WINDOW, duration: 30 }, NOON - 30);
  const tat = async () => (await tables.get('WarmUp', rateKey))?.tat;
  return { clock, tables, gate, slots, tat };
}

const startOf = (slot: Slot): number => (slot.kind === 'granted' ? slot.startsAt - NOON : Number.NaN);

describe('the slots of the windows of a segment', () => {
  it('are reserved for 100 ms of a fast rate by one write, one behind the other', async () => {
    const { slots, tat } = senderAt(2_000);
    const starts: number[] = [];
    for (let window = 0; window < 4; window += 1) {
      const slot = await slots.next(1_000, NOON + 25 * window);
      expect(slot).toMatchObject({ kind: 'granted', mails: WINDOW, duration: 25 });
      starts.push(startOf(slot));
      expect(await tat()).toBe(NOON + 100);
    }
    expect(starts).toEqual([0, 25, 50, 75]);
    expect(startOf(await slots.next(1_000, NOON + 100))).toBe(100);
    expect(await tat()).toBe(NOON + 200);
  });

  it('are reserved one by one up to 500 mails a second', async () => {
    const { slots, tat } = senderAt(500);
    expect(startOf(await slots.next(1_000, NOON))).toBe(0);
    expect(await tat()).toBe(NOON + 100);
  });

  it('are reserved one by one at such a rate however small the windows are', async () => {
    const gate = new RateGate(new MemoryTables(new ManualClock(NOON)), 500);
    const slots = new WindowSlots(gate, 10);
    expect(startOf(await slots.next(1_000, NOON))).toBe(0);
    expect(startOf(await gate.reserve(10, NOON))).toBe(20);
  });

  it('are for no more mails than the segment has left', async () => {
    const { slots, tat } = senderAt(2_000);
    expect(await slots.next(60, NOON)).toMatchObject({ mails: WINDOW, startsAt: NOON });
    expect(await tat()).toBe(NOON + 30);
    expect(await slots.next(10, NOON)).toMatchObject({ mails: 10, startsAt: NOON + 25, duration: 5 });
  });

  it('are fewer where windows take so long that the last would begin a second late', async () => {
    const { slots, tat } = senderAt(2_000);
    await slots.next(1_000, NOON + 600);
    expect(await tat()).toBe(NOON + 600 + 50);
  });

  it('are one at a time where a window takes longer than that', async () => {
    const { slots, tat } = senderAt(2_000);
    await slots.next(1_000, NOON + 1_100);
    expect(await tat()).toBe(NOON + 1_100 + 25);
  });

  it('are used up to two seconds late, and then reserved anew', async () => {
    const { slots } = senderAt(2_000);
    await slots.next(1_000, NOON);
    expect(startOf(await slots.next(1_000, NOON + 25 + 2 * SECOND))).toBe(25);
    expect(startOf(await slots.next(1_000, NOON + 51 + 2 * SECOND))).toBe(51 + 2 * SECOND);
  });

  it('are reserved anew at the rate that a refusal lowered', async () => {
    const { slots, gate } = senderAt(2_000);
    await slots.next(1_000, NOON);
    await gate.lower(NOON + 10);
    expect(await slots.next(1_000, NOON + 25)).toMatchObject({ startsAt: NOON + 100, duration: 32 });
  });

  it('end with those of one reservation once everything is held', async () => {
    const { slots, tables, clock } = senderAt(2_000);
    await slots.next(1_000, NOON);
    await holdStack({ tables, clock });
    for (let window = 1; window < 4; window += 1)
      expect((await slots.next(1_000, NOON + 25 * window)).kind).toBe('granted');
    expect((await slots.next(1_000, NOON + 100)).kind).toBe('stack-held');
  });

  it('of any senders never overlap, and hold no more than their time at the rate', async () => {
    const asks = fc.array(fc.record({ sender: fc.nat(2), after: fc.nat(120) }), { minLength: 1, maxLength: 80 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(700, 1_000, 3_000, 14_000), asks, async (rate, order) => {
        const tables = new MemoryTables(new ManualClock(NOON));
        const senders = [0, 1, 2].map(() => new WindowSlots(new RateGate(tables, rate), WINDOW));
        const granted: { from: number; to: number; mails: number }[] = [];
        let now = NOON;
        for (const { sender, after } of order) {
          now += after;
          const slot = await senders[sender]?.next(500, now);
          if (slot?.kind !== 'granted') continue;
          granted.push({ from: slot.startsAt, to: slot.startsAt + slot.duration, mails: slot.mails });
        }
        granted.sort((one, other) => one.from - other.from);
        for (const [index, { from, to, mails }] of granted.entries()) {
          expect(from).toBeGreaterThanOrEqual(granted[index - 1]?.to ?? 0);
          // Rounded to the millisecond at both ends.
          expect(to - from).toBeGreaterThan((mails * SECOND) / rate - 1);
        }
      }),
    );
  });
});
