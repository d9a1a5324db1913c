import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { MINUTE } from '../../../core/clock.ts';
import type { Write } from '../../../core/tables.ts';
import { describeTables } from '../../contract/tables.ts';

const NOON = Date.parse('2027-01-05T12:00:00Z');
const KEY = { pk: 'p', sk: 's' };
const WORK = { table: 'Campaigns', index: 'work', pk: 'w' } as const;
const indexed: Write = { kind: 'put', table: 'Campaigns', item: { ...KEY, workPk: 'w', workSk: 'a' } };
const count: Write = { kind: 'update', table: 'Campaigns', key: KEY, add: { n: 1 } };

describeTables('MemoryTables', async () => new MemoryTables(new ManualClock(NOON)));

describe('MemoryTables beside the contract', () => {
  it('forgets a token after ten minutes', async () => {
    const clock = new ManualClock(NOON);
    const tables = new MemoryTables(clock);
    await tables.transact([count], 't');
    clock.advance(10 * MINUTE - 1);
    await tables.transact([count], 't');
    expect(await tables.get('Campaigns', KEY)).toMatchObject({ n: 1 });
    clock.advance(1);
    await tables.transact([count], 't');
    expect(await tables.get('Campaigns', KEY)).toMatchObject({ n: 2 });
  });

  it('shows a write in an index once its lag is over', async () => {
    const clock = new ManualClock(NOON);
    const tables = new MemoryTables(clock, { indexLag: () => 500 });
    await tables.write(indexed);
    expect((await tables.query(WORK)).items).toEqual([]);
    clock.advance(500);
    expect((await tables.query(WORK)).items).toHaveLength(1);
    await tables.write({ kind: 'delete', table: 'Campaigns', key: KEY });
    expect((await tables.query(WORK)).items).toHaveLength(1);
    expect(await tables.get('Campaigns', KEY)).toBeUndefined();
  });

  it('lists all items, and copies itself whole', async () => {
    const tables = new MemoryTables(new ManualClock(NOON));
    await tables.write(indexed);
    await tables.transact([count], 't');
    const twin = tables.copy();
    await tables.write({ kind: 'delete', table: 'Campaigns', key: KEY });
    expect([...tables.all('Campaigns')]).toEqual([]);
    expect([...twin.all('Campaigns')]).toEqual([{ ...KEY, workPk: 'w', workSk: 'a', n: 1 }]);
    expect((await twin.query(WORK)).items).toHaveLength(1);
    await twin.transact([count], 't');
    expect(await twin.get('Campaigns', KEY)).toMatchObject({ n: 1 });
  });
});
