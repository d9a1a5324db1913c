import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Cursor, Item, Query, Tables } from '../../core/tables.ts';

const PK = 'queries';
const NAMES = ['a', 'a#1', 'a#2', 'b', 'c', 'é', '\uFFFD', '\u{1F600}'];

/** All pages of a query, and how many there were. */
async function walk(tables: Tables, query: Query): Promise<{ items: Item[]; pages: number }> {
  const items: Item[] = [];
  let after: Cursor | null = null;
  let pages = 0;
  do {
    const page = await tables.query({ ...query, after });
    items.push(...page.items);
    // Cursors travel as JSON.
    after = JSON.parse(JSON.stringify(page.next));
    pages += 1;
  } while (after && pages < 100);
  return { items, pages };
}

export function describeQueries(tables: () => Tables): void {
  const names = async (query: Partial<Query>) =>
    (await tables().query({ table: 'Campaigns', pk: PK, ...query })).items.map(({ sk }) => sk);

  describe('queries', () => {
    beforeAll(async () => {
      for (const [n, sk] of NAMES.toReversed().entries()) {
        await tables().write({ kind: 'put', table: 'Campaigns', item: { pk: PK, sk, n } });
      }
      await tables().write({ kind: 'put', table: 'Campaigns', item: { pk: `${PK}2`, sk: 'b', n: 0 } });
    });

    it('answer a partition in the order of its sort keys as UTF-8', async () => {
      expect(await names({})).toEqual(NAMES);
      expect(await names({ reverse: true })).toEqual(NAMES.toReversed());
      expect(await names({ pk: 'empty' })).toEqual([]);
    });

    it.each<[Partial<Query>, string[]]>([
      [{ from: 'a#1' }, NAMES.slice(1)],
      [{ from: 'a#11' }, NAMES.slice(2)],
      [{ to: 'a#2' }, NAMES.slice(0, 3)],
      [{ from: 'a#1', to: 'b' }, ['a#1', 'a#2', 'b']],
      [{ from: 'b', to: 'b' }, ['b']],
      [{ from: 'c', to: 'b' }, []],
      [{ from: '' }, NAMES],
      [{ to: '' }, []],
      [{ from: '', to: 'a' }, ['a']],
      [{ prefix: 'a' }, ['a', 'a#1', 'a#2']],
      [{ prefix: 'a#' }, ['a#1', 'a#2']],
      [{ prefix: 'a#', reverse: true }, ['a#2', 'a#1']],
      [{ prefix: '' }, NAMES],
      [{ prefix: 'x' }, []],
      [{ from: 'a#1', to: 'c', reverse: true, limit: 2 }, ['c', 'b']],
      [{ from: 'b', consistent: false, limit: 1 }, ['b']],
    ])('keep to %j', async (query, expected) => {
      expect(await names(query)).toEqual(expected);
    });

    it('fill a page up to its limit, however large its items are', async () => {
      const pk = 'large items';
      for (let n = 0; n < 60; n += 1) {
        const item = { pk, sk: String(n).padStart(2, '0'), data: 'x'.repeat(60_000) };
        await tables().write({ kind: 'put', table: 'Campaigns', item });
      }
      const query: Query = { table: 'Campaigns', pk, limit: 50 };
      const page = await tables().query(query);
      expect(page.items).toHaveLength(50);
      expect((await tables().query({ ...query, after: page.next })).items).toHaveLength(10);
      const { items, pages } = await walk(tables(), { ...query, reverse: true, limit: 30 });
      expect([items.length, pages]).toEqual([60, 2]);
    });

    it.each<[Partial<Query>]>([
      [{}],
      [{ reverse: true }],
      [{ from: 'a#1', to: 'é' }],
      [{ prefix: 'a', reverse: true }],
    ])('walk with a cursor through %j, one page after the other, without an empty last page', async (bounds) => {
      const all = await names(bounds);
      for (const limit of [1, 2, 3, all.length, all.length + 1]) {
        const { items, pages } = await walk(tables(), { table: 'Campaigns', pk: PK, ...bounds, limit });
        expect(items.map(({ sk }) => sk)).toEqual(all);
        expect(pages).toBe(Math.ceil(all.length / limit));
      }
    });

    it('go on after an item that has gone meanwhile', async () => {
      const pk = 'queries-gone';
      for (const sk of ['a', 'b', 'c']) await tables().write({ kind: 'put', table: 'Campaigns', item: { pk, sk } });
      const { next } = await tables().query({ table: 'Campaigns', pk, limit: 2 });
      await tables().write({ kind: 'delete', table: 'Campaigns', key: { pk, sk: 'b' } });
      const { items } = await tables().query({ table: 'Campaigns', pk, after: next });
      expect(items).toEqual([{ pk, sk: 'c' }]);
    });

    it('without a limit answer pages of about 1 MB', async () => {
      const pk = 'queries-large';
      for (let n = 0; n < 4; n += 1) {
        const item = { pk, sk: `${n}`, body: new Uint8Array(390 * 1_024) };
        await tables().write({ kind: 'put', table: 'Campaigns', item });
      }
      const first = await tables().query({ table: 'Campaigns', pk });
      expect(first.next).not.toBeNull();
      expect(first.items.length).toBeLessThan(4);
      const { items } = await walk(tables(), { table: 'Campaigns', pk });
      expect(items.map(({ sk }) => sk)).toEqual(['0', '1', '2', '3']);
    });

    it.each<[string, Partial<Query>, string]>([
      ['a prefix together with bounds', { prefix: 'a', from: 'a' }, 'prefix excludes'],
      ['a limit of 0', { limit: 0 }, '1 to 1000'],
      ['a limit of 1001', { limit: 1_001 }, '1 to 1000'],
      ['consistent reads of an index', { index: 'work', consistent: true }, 'no consistent reads'],
      ['an index that the table has not', { table: 'Mail', index: 'work' }, 'no index'],
    ])('throw: %s', async (_name, query, message) => {
      await expect(names(query)).rejects.toThrow(message);
    });

    it.each<[Cursor, Partial<Query>]>([
      [{ pk: 'other', sk: 'a' }, {}],
      [{ pk: PK }, {}],
      [{ pk: PK, sk: 'a', more: 'x' }, {}],
      [{ pk: PK, sk: 'a' }, { from: 'b' }],
      [{ pk: PK, sk: 'a' }, { index: 'work' }],
    ])('refuse the cursor %j with %j', async (after, query) => {
      await expect(names({ ...query, after })).rejects.toMatchObject({ code: 'invalid-cursor' });
    });
  });

  describeIndexes(tables);
}

function describeIndexes(tables: () => Tables): void {
  const inIndex = async (pk: string, query: Partial<Query> = {}) =>
    (await tables().query({ table: 'Campaigns', index: 'work', pk, ...query })).items.map(({ sk }) => sk);

  describe('indexes', () => {
    it('have the items with both attributes only, their keys alone and in the order of the index', async () => {
      const [pk, workPk] = ['indexed', 'work-1'];
      const items: Item[] = [
        { pk, sk: '1', workPk, workSk: 'c', n: 1 },
        { pk, sk: '2', workPk, workSk: 'a', n: 2 },
        { pk, sk: '3', workPk, n: 3 },
        { pk, sk: '4', workSk: 'b', n: 4 },
        { pk, sk: '5', n: 5 },
        { pk: `${pk}2`, sk: '6', workPk, workSk: 'b', parkedPk: workPk, parkedSk: 'a' },
      ];
      for (const item of items) await tables().write({ kind: 'put', table: 'Campaigns', item });
      const page = await tables().query({ table: 'Campaigns', index: 'work', pk: workPk });
      const keys = [items[1], items[5], items[0]].map((item) => ({
        pk: item?.pk,
        sk: item?.sk,
        workPk: item?.workPk,
        workSk: item?.workSk,
      }));
      expect(page).toEqual({ items: keys, next: null });
      expect(await inIndex(workPk, { reverse: true, limit: 1 })).toEqual(['1']);
      expect(await inIndex(workPk, { from: 'b', to: 'b' })).toEqual(['6']);
      expect(await inIndex(workPk, { prefix: 'a' })).toEqual(['2']);
      expect(await inIndex(workPk, { index: 'parked' })).toEqual(['6']);
    });

    it('follow an item that moves, leaves and comes back', async () => {
      const key = { pk: 'moving', sk: '1' };
      const workPk = 'work-2';
      const update = { kind: 'update', table: 'Campaigns', key } as const;
      await tables().write({ kind: 'put', table: 'Campaigns', item: { ...key, workPk, workSk: 'a' } });
      await tables().write({ ...update, set: { workSk: 'c' } });
      expect(await inIndex(workPk, { to: 'b' })).toEqual([]);
      expect(await inIndex(workPk, { from: 'b' })).toEqual(['1']);
      await tables().write({ ...update, remove: ['workPk', 'workSk'] });
      expect(await inIndex(workPk)).toEqual([]);
      await tables().transact([{ ...update, set: { workPk, workSk: 'd' } }], 'moving-token');
      expect(await inIndex(workPk)).toEqual(['1']);
      await tables().write({ kind: 'delete', table: 'Campaigns', key });
      expect(await inIndex(workPk)).toEqual([]);
    });

    it('are walked with a cursor, items of one sort key too', async () => {
      const workPk = 'work-3';
      for (let n = 0; n < 9; n += 1) {
        const item = { pk: `walk-${n % 2}`, sk: `${n}`, workPk, workSk: `k${n % 3}` };
        await tables().write({ kind: 'put', table: 'Campaigns', item });
      }
      for (const reverse of [false, true]) {
        const query: Query = { table: 'Campaigns', index: 'work', pk: workPk, limit: 2, reverse };
        const { items, pages } = await walk(tables(), query);
        expect(items.map(({ sk }) => sk).sort()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8']);
        const order = items.map(({ workSk }) => workSk);
        expect(order).toEqual(reverse ? order.toSorted().toReversed() : order.toSorted());
        expect(pages).toBe(5);
      }
    });
  });
}
