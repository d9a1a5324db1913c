import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../adapters/memory/clock.ts';
import { MemoryTables } from '../../adapters/memory/tables.ts';
import { SqliteTables } from '../../adapters/sqlite/tables.ts';
import type { Condition, Cursor, Item, Query, TableName, Tables, Value, Write } from '../../core/tables.ts';
import { outcomeOf, sequences } from '../support/agreement.ts';
import { startDynamoTables } from '../support/dynamo-tables.ts';

/** Random histories, and the most calls of each. */
const HISTORIES = sequences(300);
const CALLS_MAX = 14;

type Call =
  | { call: 'get'; table: TableName; sk: string }
  | { call: 'getMany'; table: TableName; sks: string[] }
  | { call: 'query'; query: Omit<Query, 'pk'>; pages: number }
  | { call: 'write'; write: Write }
  | { call: 'transact'; writes: Write[]; token: string };

// A small space, so that calls meet. The partition is another one in each history.
const PK = 'partition';
const table = fc.constantFrom<TableName>('Campaigns', 'Campaigns', 'Mail');
const sk = fc.constantFrom('a', 'ab', 'b', '\uFFFD', '\u{1F600}');
const attribute = fc.constantFrom('n', 's', 'x.y', 'workSk', 'sk');
const value: fc.Arbitrary<Value> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 3 }) },
  { weight: 2, arbitrary: fc.constantFrom('', 'a', 'b', '\u{1F600}') },
  fc.constantFrom<Value>(null, true, false, 1.5, [], [1, null], {}, { a: 1 }, { a: { b: [''] } }),
  fc.uint8Array({ maxLength: 2 }).map((bytes) => new Uint8Array(bytes)),
);
const attributes = fc.record(
  { n: fc.oneof(fc.integer({ min: -2, max: 3 }), value), s: value, 'x.y': value },
  { requiredKeys: [] },
);
/** Sometimes in the index, sometimes with one of its attributes only. */
const indexed = fc.record({ workPk: fc.constant(PK), workSk: fc.constantFrom('1', '2', '3') }, { requiredKeys: [] });
const operator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=');

const simple: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ item: fc.constantFrom('exists', 'missing') }) },
  { weight: 1, arbitrary: fc.record({ attribute, is: fc.constantFrom('present', 'missing') }) },
  { weight: 4, arbitrary: fc.record({ attribute, is: operator, value }) },
);
const condition = fc.oneof(
  { weight: 4, arbitrary: simple },
  { weight: 1, arbitrary: fc.record({ anyOf: fc.array(simple, { maxLength: 3 }) }) },
);
const when = fc.option(fc.array(condition, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 3 });

const put = fc
  .tuple(table, sk, attributes, indexed, when)
  .map(([t, key, a, i, w]): Write => ({ kind: 'put', table: t, item: { pk: PK, sk: key, ...a, ...i }, when: w }));
const update = fc
  .record(
    {
      set: fc.tuple(attributes, indexed).map(([a, i]) => ({ ...a, ...i })),
      add: fc.record({ n: fc.integer({ min: -2, max: 2 }), m: fc.integer({ min: 1, max: 2 }) }, { requiredKeys: [] }),
      remove: fc.uniqueArray(fc.constantFrom('s', 'workSk', 'workPk', 'm'), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .chain((change) =>
    fc
      .tuple(table, sk, when)
      .map(([t, key, w]): Write => ({ kind: 'update', table: t, key: { pk: PK, sk: key }, ...change, when: w })),
  );
const remove = fc
  .tuple(table, sk, when)
  .map(([t, key, w]): Write => ({ kind: 'delete', table: t, key: { pk: PK, sk: key }, when: w }));
const check = fc
  .tuple(table, sk, fc.array(condition, { minLength: 1, maxLength: 2 }))
  .map(([t, key, w]): Write => ({ kind: 'check', table: t, key: { pk: PK, sk: key }, when: w }));
const single = fc.oneof(
  { weight: 4, arbitrary: put },
  { weight: 4, arbitrary: update },
  { weight: 1, arbitrary: remove },
);
const any = fc.oneof({ weight: 6, arbitrary: single }, { weight: 1, arbitrary: check });

const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ call: fc.constant('write' as const), write: single }) },
  {
    weight: 3,
    arbitrary: fc.record({
      call: fc.constant('transact' as const),
      // Now and then two writes on one item, which throws.
      writes: fc.array(any, { minLength: 1, maxLength: 3 }),
      token: fc.constantFrom('1', '2', '3', '4', '5'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ call: fc.constant('get' as const), table, sk }) },
  {
    weight: 1,
    arbitrary: fc.record({ call: fc.constant('getMany' as const), table, sks: fc.array(sk, { maxLength: 3 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      call: fc.constant('query' as const),
      pages: fc.integer({ min: 1, max: 3 }),
      query: fc.record(
        {
          table,
          index: fc.constant('work' as const),
          from: fc.oneof(sk, fc.constantFrom('', '2')),
          to: fc.oneof(sk, fc.constantFrom('', '2')),
          prefix: fc.constantFrom('', 'a', '1', 'x'),
          reverse: fc.boolean(),
          limit: fc.integer({ min: 1, max: 3 }),
        },
        { requiredKeys: ['table'] },
      ),
    }),
  },
);

/** Moves a call into the partition of its history. */
function placed(made: Call, pk: string): Call {
  const inside = (write: Write): Write =>
    write.kind === 'put'
      ? { ...write, item: moved(write.item, pk) }
      : {
          ...write,
          key: { ...write.key, pk },
          ...(write.kind === 'update' && write.set?.workPk ? { set: { ...write.set, workPk: pk } } : {}),
        };
  if (made.call === 'write') return { ...made, write: inside(made.write) };
  if (made.call === 'transact') return { ...made, writes: made.writes.map(inside), token: `${pk}-${made.token}` };
  return made;
}

const moved = (item: Item, pk: string): Item => ({ ...item, pk, ...(item.workPk ? { workPk: pk } : {}) });

/** Items of one sort key have no defined order in an index. */
const inDefinedOrder = (items: Item[], query: Omit<Query, 'pk'>): Item[] =>
  query.index ? items.toSorted((a, b) => (String([a.workSk, a.sk]) < String([b.workSk, b.sk]) ? -1 : 1)) : items;

async function answer(tables: Tables, made: Call, pk: string): Promise<unknown> {
  switch (made.call) {
    case 'get':
      return tables.get(made.table, { pk, sk: made.sk });
    case 'getMany':
      return tables.getMany(
        made.table,
        made.sks.map((key) => ({ pk, sk: key })),
      );
    case 'write':
      return tables.write(made.write);
    case 'transact':
      return tables.transact(made.writes, made.token);
    case 'query': {
      const items: Item[] = [];
      let after: Cursor | null = null;
      let pages = 0;
      // A walk through an index is compared when it is whole.
      for (; pages === 0 || (after && (made.query.index || pages < made.pages)); pages += 1) {
        const page = await tables.query({ ...made.query, pk, after });
        items.push(...page.items);
        after = page.next;
      }
      return { items: inDefinedOrder(items, made.query), pages, next: after };
    }
  }
}

/** Each history on both, call by call. */
async function expectAgreement(expected: Tables, actual: Tables): Promise<void> {
  const seen = new Map<string, number>();
  let histories = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 3, maxLength: CALLS_MAX }), async (calls) => {
      histories += 1;
      const pk = `${PK}-${histories}`;
      for (const made of calls) {
        const here = placed(made, pk);
        const wanted = await outcomeOf(() => answer(expected, here, pk));
        expect(await outcomeOf(() => answer(actual, here, pk))).toEqual(wanted);
        const kind = `${made.call} ${wanted === 'threw' ? 'threw' : 'answered'}`;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }
    }),
    { numRuns: HISTORIES },
  );
  // Guards against a space so poor that nothing meets.
  for (const kind of ['write answered', 'write threw', 'transact answered', 'transact threw', 'query answered']) {
    expect(seen.get(kind) ?? 0).toBeGreaterThan(HISTORIES / 20);
  }
}

const atNoon = () => new ManualClock(Date.parse('2027-01-05T12:00:00Z'));

describe('MemoryTables answer random histories as do', () => {
  it('DynamoTables', async () => {
    const { tables, stop } = await startDynamoTables();
    try {
      await expectAgreement(new MemoryTables(atNoon()), tables);
    } finally {
      await stop();
    }
  });

  it('SqliteTables', async () => {
    const tables = await SqliteTables.open({ path: null, clock: atNoon() });
    await expectAgreement(new MemoryTables(atNoon()), tables);
    await tables.close();
  });
});
