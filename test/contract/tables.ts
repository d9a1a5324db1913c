import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Item, Key, Tables, Write } from '../../core/tables.ts';
import { describeSessions } from './sessions.ts';
import { describeConditions } from './tables-conditions.ts';
import { describeQueries } from './tables-queries.ts';

let keys = 0;

/** A key that no other test has used, so that one set of tables serves them all. */
const freshKey = (): Key => ({ pk: `pk-${++keys}`, sk: 'a' });
const freshToken = (): string => `token-${++keys}`;
const put = (item: Item): Write => ({ kind: 'put', table: 'Campaigns', item });

/** What every adapter of the tables does. `makeTables` is asked once. */
export function describeTables(name: string, makeTables: () => Promise<Tables>): void {
  describe(name, () => {
    let tables: Tables;
    beforeAll(async () => {
      tables = await makeTables();
    });
    const port = () => tables;
    describeReads(port);
    describeWrites(port);
    describeMalformedWrites(port);
    describeTransactions(port);
    describeTokens(port);
    describeConditions(port);
    describeQueries(port);
    describeSessions(port);
  });
}

function describeReads(tables: () => Tables): void {
  describe('reads', () => {
    it('answer undefined for an item that does not exist', async () => {
      expect(await tables().get('Campaigns', freshKey())).toBeUndefined();
    });

    it('keep every kind of value', async () => {
      const item = {
        ...freshKey(),
        string: 'ü€😀',
        empty: '',
        integer: -7,
        fraction: 0.1,
        large: Number.MAX_SAFE_INTEGER,
        yes: true,
        nothing: null,
        bytes: new Uint8Array([0, 127, 255]),
        noBytes: new Uint8Array(),
        list: [1, 'two', null, [true]],
        map: { deep: { deeper: new Uint8Array([1]) }, none: null, empty: {} },
      };
      await tables().write(put(item));
      expect(await tables().get('Campaigns', item)).toEqual(item);
    });

    it('answer bytes as Uint8Array, also where a Buffer was stored', async () => {
      const key = freshKey();
      await tables().write(put({ ...key, bytes: Buffer.from('abc') }));
      const item = await tables().get('Campaigns', key);
      expect(Object.getPrototypeOf(item?.bytes)).toBe(Uint8Array.prototype);
      expect(item?.bytes).toEqual(new Uint8Array([97, 98, 99]));
    });

    it('store null, and leave out undefined', async () => {
      const key = freshKey();
      await tables().write(put({ ...key, nothing: null, missing: undefined }));
      expect(Object.keys((await tables().get('Campaigns', key)) ?? {}).sort()).toEqual(['nothing', 'pk', 'sk']);
    });

    it('are copies: changing them, or what was written, changes nothing stored', async () => {
      const item = { ...freshKey(), list: [1], bytes: new Uint8Array([1]), map: { n: 1 } };
      await tables().write(put(item));
      item.list.push(2);
      item.bytes[0] = 9;
      const read = (await tables().get('Campaigns', item)) as typeof item;
      read.map.n = 2;
      read.list.push(3);
      expect(await tables().get('Campaigns', item)).toMatchObject({
        list: [1],
        bytes: new Uint8Array([1]),
        map: { n: 1 },
      });
    });

    it('of many keys answer in the order of the keys, with undefined for what is missing', async () => {
      const { pk } = freshKey();
      const many = Array.from({ length: 100 }, (_, n) => ({ pk, sk: `sk-${n}` }));
      for (const [n, key] of many.entries()) if (n % 3 > 0) await tables().write(put({ ...key, n }));
      const items = await tables().getMany('Campaigns', many.toReversed());
      expect(items.map((item) => item?.n)).toEqual(many.map((_, n) => (n % 3 > 0 ? n : undefined)).toReversed());
    });

    it('of no keys answer nothing', async () => {
      expect(await tables().getMany('Campaigns', [])).toEqual([]);
    });

    it('refuse 101 keys, and a key named twice', async () => {
      const { pk } = freshKey();
      const many = Array.from({ length: 101 }, (_, n) => ({ pk, sk: `sk-${n}` }));
      await expect(tables().getMany('Campaigns', many)).rejects.toThrow('at most 100');
      await expect(
        tables().getMany('Campaigns', [
          { pk, sk: 'a' },
          { pk, sk: 'a' },
        ]),
      ).rejects.toThrow('twice');
    });

    it('keep the tables apart', async () => {
      const key = freshKey();
      await tables().write({ kind: 'put', table: 'Mail', item: { ...key, n: 1 } });
      expect(await tables().get('Content', key)).toBeUndefined();
      expect(await tables().get('Mail', key)).toEqual({ ...key, n: 1 });
    });
  });
}

function describeWrites(tables: () => Tables): void {
  describe('writes', () => {
    it('put answers the item that was there before', async () => {
      const key = freshKey();
      expect(await tables().write(put({ ...key, n: 1 }))).toEqual({ ok: true, item: undefined });
      expect(await tables().write(put({ ...key, m: 2 }))).toEqual({ ok: true, item: { ...key, n: 1 } });
      expect(await tables().get('Campaigns', key)).toEqual({ ...key, m: 2 });
    });

    it('delete answers the item that was there before, and nothing the second time', async () => {
      const key = freshKey();
      await tables().write(put({ ...key, n: 1 }));
      const remove: Write = { kind: 'delete', table: 'Campaigns', key };
      expect(await tables().write(remove)).toEqual({ ok: true, item: { ...key, n: 1 } });
      expect(await tables().write(remove)).toEqual({ ok: true, item: undefined });
    });

    it('update sets, adds and removes, and answers the new item', async () => {
      const key = freshKey();
      await tables().write(put({ ...key, a: 1, b: 'x', c: true }));
      const result = await tables().write({
        kind: 'update',
        table: 'Campaigns',
        key,
        set: { b: null, d: { e: [1] }, left: undefined },
        add: { a: -3, f: 2 },
        remove: ['c', 'never-there'],
      });
      expect(result).toEqual({ ok: true, item: { ...key, a: -2, b: null, d: { e: [1] }, f: 2 } });
      expect(await tables().get('Campaigns', key)).toEqual({ ...key, a: -2, b: null, d: { e: [1] }, f: 2 });
    });

    it('update makes the item that does not exist', async () => {
      const key = freshKey();
      const result = await tables().write({ kind: 'update', table: 'Campaigns', key, add: { n: 1 } });
      expect(result).toEqual({ ok: true, item: { ...key, n: 1 } });
    });

    it('update takes attribute names as they are, dots and reserved words too', async () => {
      const key = freshKey();
      const result = await tables().write({
        kind: 'update',
        table: 'Campaigns',
        key,
        set: { 'a.b': 1, status: 'x', '#n': 2 },
        when: [{ attribute: 'size', is: 'missing' }],
      });
      expect(result).toEqual({ ok: true, item: { ...key, 'a.b': 1, status: 'x', '#n': 2 } });
    });

    it.each(['put', 'update', 'delete'] as const)(
      'a refused %s changes nothing and answers the old item',
      async (kind) => {
        const key = freshKey();
        const old = { ...key, n: 1, bytes: new Uint8Array([1, 2]) };
        await tables().write(put(old));
        const when = [{ attribute: 'n', is: '=' as const, value: 2 }];
        const write: Write =
          kind === 'put'
            ? { kind, table: 'Campaigns', item: { ...key, n: 3 }, when }
            : { kind, table: 'Campaigns', key, when, ...(kind === 'update' ? { set: { n: 3 } } : {}) };
        expect(await tables().write(write)).toEqual({ ok: false, old });
        expect(await tables().get('Campaigns', key)).toEqual(old);
      },
    );

    it('a refusal of an item that does not exist has no old item', async () => {
      const key = freshKey();
      const result = await tables().write({
        kind: 'update',
        table: 'Campaigns',
        key,
        set: { n: 1 },
        when: [{ item: 'exists' }],
      });
      expect(result).toEqual({ ok: false, old: undefined });
      expect(await tables().get('Campaigns', key)).toBeUndefined();
    });
  });
}

function describeMalformedWrites(tables: () => Tables): void {
  const key = { pk: 'malformed', sk: 'a' };
  const cases: [string, Write][] = [
    ['an empty key', put({ pk: '', sk: 'a' })],
    ['a sort key of more than 1024 bytes', put({ pk: 'a', sk: 'x'.repeat(1_025) })],
    ['an item of more than 400 KB', put({ ...key, body: 'x'.repeat(410_000) })],
    ['a number that is not finite', put({ ...key, n: Number.NaN })],
    ['a number above 2^53 - 1', put({ ...key, n: 2 ** 53 })],
    ['null as a key of an index', put({ ...key, workPk: null, workSk: 'x' })],
    ['an empty key of an index', { kind: 'update', table: 'Campaigns', key, set: { parkedPk: '' } }],
    ['an update of nothing', { kind: 'update', table: 'Campaigns', key, set: { a: undefined } }],
    ['an update of the key', { kind: 'update', table: 'Campaigns', key, set: { sk: 'b' } }],
    ['an attribute named twice', { kind: 'update', table: 'Campaigns', key, set: { a: 1 }, remove: ['a'] }],
    ['a check alone', { kind: 'check', table: 'Campaigns', key, when: [{ item: 'exists' }] }],
    ['a choice of no conditions', { kind: 'delete', table: 'Campaigns', key, when: [{ anyOf: [] }] }],
    [
      'an order of booleans',
      { kind: 'delete', table: 'Campaigns', key, when: [{ attribute: 'a', is: '<', value: true }] },
    ],
  ];

  describe('malformed writes', () => {
    it.each(cases)('throw: %s', async (_name, write) => {
      await expect(tables().write(write)).rejects.toThrow();
      expect((await tables().query({ table: 'Campaigns', pk: key.pk })).items).toEqual([]);
    });

    it('throw: an addition to what is no number', async () => {
      const item = { ...freshKey(), n: 'x', none: null };
      await tables().write(put(item));
      for (const name of ['n', 'none']) {
        const write: Write = { kind: 'update', table: 'Campaigns', key: { pk: item.pk, sk: 'a' }, add: { [name]: 1 } };
        await expect(tables().write(write)).rejects.toThrow();
        await expect(tables().transact([write], freshToken())).rejects.toThrow();
      }
      expect(await tables().get('Campaigns', item)).toEqual(item);
    });
  });
}

function describeTransactions(tables: () => Tables): void {
  const three = () => {
    const { pk } = freshKey();
    return { a: { pk, sk: 'a' }, b: { pk, sk: 'b' }, c: { pk, sk: 'c' }, pk };
  };

  describe('transactions', () => {
    it('that meet on an item, side by side, are all carried out, each once', async () => {
      const { a, pk } = three();
      const names = Array.from({ length: 12 }, (_, i) => `writer-${i}`);
      const work = names.map((sk) =>
        tables().transact(
          [{ kind: 'update', table: 'Campaigns', key: a, add: { n: 1 } }, put({ pk, sk })],
          freshToken(),
        ),
      );
      expect(await Promise.all(work)).toEqual(names.map(() => ({ ok: true })));
      expect(await tables().get('Campaigns', a)).toMatchObject({ n: names.length });
      expect((await tables().query({ table: 'Campaigns', pk })).items).toHaveLength(names.length + 1);
    });

    it('put, update, delete and check at once, over several tables', async () => {
      const { a, b, c, pk } = three();
      for (const key of [a, b, c]) await tables().write(put({ ...key, n: 1 }));
      const result = await tables().transact(
        [
          { kind: 'put', table: 'Mail', item: { ...a, n: 5 } },
          { kind: 'update', table: 'Campaigns', key: a, add: { n: 1 }, when: [{ attribute: 'n', is: '=', value: 1 }] },
          { kind: 'delete', table: 'Campaigns', key: b },
          { kind: 'check', table: 'Campaigns', key: c, when: [{ item: 'exists' }] },
        ],
        freshToken(),
      );
      expect(result).toEqual({ ok: true });
      expect((await tables().query({ table: 'Campaigns', pk })).items).toEqual([
        { ...a, n: 2 },
        { ...c, n: 1 },
      ]);
      expect(await tables().get('Mail', a)).toEqual({ ...a, n: 5 });
    });

    it('are refused whole, with the old item of each write that was refused', async () => {
      const { a, b, c, pk } = three();
      await tables().write(put({ ...a, n: 1, bytes: new Uint8Array([7]) }));
      const result = await tables().transact(
        [
          put({ ...c, n: 1 }),
          { kind: 'update', table: 'Campaigns', key: a, add: { n: 1 }, when: [{ attribute: 'n', is: '>', value: 1 }] },
          { kind: 'check', table: 'Campaigns', key: b, when: [{ item: 'exists' }] },
        ],
        freshToken(),
      );
      const old = { ...a, n: 1, bytes: new Uint8Array([7]) };
      expect(result).toEqual({ ok: false, refusals: [undefined, { old }, { old: undefined }] });
      expect((await tables().query({ table: 'Campaigns', pk })).items).toEqual([old]);
    });

    it('throw whole when one write cannot be carried out', async () => {
      const { a, b, pk } = three();
      await tables().write(put({ ...a, n: 'x' }));
      const writes: Write[] = [put({ ...b, n: 1 }), { kind: 'update', table: 'Campaigns', key: a, add: { n: 1 } }];
      await expect(tables().transact(writes, freshToken())).rejects.toThrow();
      expect((await tables().query({ table: 'Campaigns', pk })).items).toEqual([{ ...a, n: 'x' }]);
    });

    it('take 100 writes, and neither 101 nor none', async () => {
      const { pk } = freshKey();
      const puts = (n: number) => Array.from({ length: n }, (_, i) => put({ pk, sk: `sk-${i}` }));
      await expect(tables().transact(puts(101), freshToken())).rejects.toThrow('1 to 100');
      await expect(tables().transact([], freshToken())).rejects.toThrow('1 to 100');
      expect(await tables().transact(puts(100), freshToken())).toEqual({ ok: true });
      expect((await tables().query({ table: 'Campaigns', pk })).items).toHaveLength(100);
    });

    it('throw when two writes are on one item', async () => {
      const key = freshKey();
      const writes: Write[] = [put({ ...key, n: 1 }), { kind: 'delete', table: 'Campaigns', key }];
      await expect(tables().transact(writes, freshToken())).rejects.toThrow('twice');
    });

    it('side by side on one item all get through, one after the other', async () => {
      const key = freshKey();
      await tables().write(put({ ...key, left: 5 }));
      const take: Write = {
        kind: 'update',
        table: 'Campaigns',
        key,
        add: { left: -1 },
        when: [{ attribute: 'left', is: '>=', value: 1 }],
      };
      const results = await Promise.all(Array.from({ length: 8 }, () => tables().transact([take], freshToken())));
      expect(results.filter(({ ok }) => ok)).toHaveLength(5);
      expect(await tables().get('Campaigns', key)).toEqual({ ...key, left: 0 });
    });
  });
}

function describeTokens(tables: () => Tables): void {
  const take = (key: Key, n = 1): Write => ({
    kind: 'update',
    table: 'Campaigns',
    key,
    add: { left: -n },
    when: [{ attribute: 'left', is: '>=', value: n }],
  });

  describe('tokens', () => {
    it('make a repetition a success without effect, also where the condition no longer holds', async () => {
      const key = freshKey();
      const token = freshToken();
      await tables().write(put({ ...key, left: 1 }));
      for (let i = 0; i < 3; i += 1) expect(await tables().transact([take(key)], token)).toEqual({ ok: true });
      expect(await tables().get('Campaigns', key)).toEqual({ ...key, left: 0 });
      expect(await tables().transact([take(key)], freshToken())).toMatchObject({ ok: false });
    });

    it('name the same writes whatever the order of their attributes', async () => {
      const key = freshKey();
      const token = freshToken();
      await tables().transact([put({ ...key, a: 1, b: { c: 1, d: new Uint8Array([1]) } })], token);
      const again = tables().transact([put({ b: { d: new Uint8Array([1]), c: 1 }, a: 1, ...key })], token);
      expect(await again).toEqual({ ok: true });
    });

    it('throw when other writes come with them', async () => {
      const key = freshKey();
      const token = freshToken();
      await tables().write(put({ ...key, left: 9 }));
      await tables().transact([take(key)], token);
      await expect(tables().transact([take(key, 2)], token)).rejects.toThrow();
      expect(await tables().get('Campaigns', key)).toEqual({ ...key, left: 8 });
    });

    it('of a refused transaction may be used again', async () => {
      const key = freshKey();
      const token = freshToken();
      expect(await tables().transact([take(key)], token)).toEqual({ ok: false, refusals: [{ old: undefined }] });
      await tables().write(put({ ...key, left: 1 }));
      expect(await tables().transact([take(key)], token)).toEqual({ ok: true });
      expect(await tables().get('Campaigns', key)).toEqual({ ...key, left: 0 });
    });

    it('have 1 to 36 characters', async () => {
      await expect(tables().transact([put({ ...freshKey() })], '')).rejects.toThrow('1 to 36');
      await expect(tables().transact([put({ ...freshKey() })], 'x'.repeat(37))).rejects.toThrow('1 to 36');
      expect(await tables().transact([put({ ...freshKey() })], 'x'.repeat(36))).toEqual({ ok: true });
    });
  });
}
