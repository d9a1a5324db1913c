import { describe, expect, it } from '@jest/globals';
import { createLastSeen, lastSeenDays, SEEN_KEPT_DAYS } from '../../../core/access/last-seen.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import { keySeenKey } from '../../../core/keys.ts';
import { TablesBusy, type Write } from '../../../core/tables.ts';
import { quotaDayOf } from '../../../core/warm-up/quota-day.ts';
import { memoryWorld } from '../../support/memory-world.ts';

const START = Date.parse('2027-01-05T09:00:00Z');

function setUp(quotaDayOffsetMinutes = 0) {
  const world = memoryWorld(START);
  const writes: Write[] = [];
  const warnings: string[] = [];
  const state = { fault: null as Error | null, isSilent: false };
  const tables = {
    write: async (write: Write) => {
      writes.push(write);
      if (state.isSilent) await new Promise(() => undefined);
      if (state.fault) throw state.fault;
      return await world.tables.write(write);
    },
  };
  const ports = {
    ...world,
    tables,
    dayOf: (at: number) => quotaDayOf(at, quotaDayOffsetMinutes),
    log: { warn: (event: string) => void warnings.push(event) },
  };
  return {
    seen: createLastSeen(ports),
    again: () => createLastSeen(ports),
    days: (...keyIds: string[]) => lastSeenDays(world, keyIds),
    clock: world.clock,
    tables: world.tables,
    writes,
    warnings,
    state,
  };
}

describe('the note of the last use', () => {
  it('is written once a key and quota day, however often a key is used', async () => {
    const { seen, days, clock, writes } = setUp();
    for (let call = 0; call < 20; call += 1) await seen.note('a')();
    await seen.note('b')();
    expect(writes).toHaveLength(2);
    clock.moveTo(START + DAY);
    for (let call = 0; call < 20; call += 1) await seen.note('a')();
    expect(writes).toHaveLength(3);
    expect(await days('a', 'b', 'c')).toEqual(['2027-01-06', '2027-01-05', null]);
  });

  it('changes nothing where another process has written it on the same day', async () => {
    const { seen, again, tables, clock } = setUp();
    await seen.note('a')();
    const first = await tables.get('Content', keySeenKey('a'));
    clock.advance(HOUR);
    await again().note('a')();
    expect(await tables.get('Content', keySeenKey('a'))).toEqual(first);
  });

  it('goes by the quota day of the product', async () => {
    const { seen, days, clock } = setUp(540);
    clock.moveTo(Date.parse('2027-01-05T14:59:59Z'));
    await seen.note('a')();
    expect(await days('a')).toEqual(['2027-01-05']);
    clock.advance(SECOND);
    await seen.note('a')();
    expect(await days('a')).toEqual(['2027-01-06']);
  });

  it.each([new TablesBusy('the table is throttled'), new Error('reset')])(
    'costs a call nothing when the tables refuse it, and is tried again a minute later: %s',
    async (fault) => {
      const { seen, days, state, clock, writes, warnings } = setUp();
      state.fault = fault;
      for (let call = 0; call < 20; call += 1) await seen.note('a')();
      expect([writes.length, warnings]).toEqual([1, ['key-not-noted']]);
      state.fault = null;
      clock.advance(MINUTE);
      await seen.note('a')();
      expect(await days('a')).toEqual(['2027-01-05']);
    },
  );

  it('keeps no answer waiting longer than a fifth of a second while the tables do not answer', async () => {
    const { seen, state, clock } = setUp();
    state.isSilent = true;
    await seen.note('a')();
    await seen.note('a')();
    expect(clock.now()).toBe(START + 200);
  });

  it('expires', async () => {
    const { seen, tables } = setUp();
    await seen.note('a')();
    const item = await tables.get('Content', keySeenKey('a'));
    expect(item?.ttl).toBe((START + SEEN_KEPT_DAYS * DAY) / SECOND);
  });
});
