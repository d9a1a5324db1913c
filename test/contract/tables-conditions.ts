import { describe, expect, it } from '@jest/globals';
import type { Condition, Item, Tables, Value } from '../../core/tables.ts';

type Operator = '=' | '<>' | '<' | '<=' | '>' | '>=';

const ITEM: Item = {
  pk: 'conditions',
  sk: 'a',
  n: 10,
  s: 'm',
  astral: '\u{1F600}',
  yes: true,
  nothing: null,
  bytes: new Uint8Array([5, 200]),
  list: [1, [2]],
  map: { a: 1, b: { c: 2 } },
};
const MISSING = { pk: 'conditions', sk: 'missing' };

const compared = (attribute: string, value: Value, holding: Operator[]): [string, Value, Operator[]] => [
  attribute,
  value,
  holding,
];

/** An attribute of the item, a value to compare it with, and the operators that hold. */
const ORDERED = [
  compared('n', 10, ['=', '<=', '>=']),
  compared('n', 9, ['<>', '>', '>=']),
  compared('n', 100, ['<>', '<', '<=']),
  compared('n', '10', ['<>']),
  compared('s', 'm', ['=', '<=', '>=']),
  compared('s', 'l', ['<>', '>', '>=']),
  compared('s', 'mm', ['<>', '<', '<=']),
  compared('s', '', ['<>', '>', '>=']),
  // By UTF-8 bytes, an emoji comes after U+FFFD; by UTF-16 units, before.
  compared('astral', '\uFFFD', ['<>', '>', '>=']),
  compared('bytes', new Uint8Array([5, 200]), ['=', '<=', '>=']),
  compared('bytes', new Uint8Array([5, 100, 1]), ['<>', '>', '>=']),
  compared('yes', 'true', ['<>']),
  compared('nothing', 0, ['<>']),
  compared('never', 10, []),
  compared('never', '', []),
];

const EQUAL = [
  compared('yes', true, ['=']),
  compared('yes', false, ['<>']),
  compared('nothing', null, ['=']),
  compared('n', null, ['<>']),
  compared('never', null, []),
  compared('list', [1, [2]], ['=']),
  compared('list', [[2], 1], ['<>']),
  compared('map', { b: { c: 2 }, a: 1 }, ['=']),
  compared('map', { a: 1 }, ['<>']),
  compared('map', [], ['<>']),
];

/** Each condition, asked by a check in a transaction of its own. */
export function describeConditions(tables: () => Tables): void {
  let tokens = 0;
  async function holds(when: Condition[], key = { pk: ITEM.pk, sk: ITEM.sk }): Promise<boolean> {
    await tables().write({ kind: 'put', table: 'Campaigns', item: ITEM });
    tokens += 1;
    return (await tables().transact([{ kind: 'check', table: 'Campaigns', key, when }], `condition-${tokens}`)).ok;
  }

  describe('conditions', () => {
    it.each([
      ...ORDERED.map((row) => [...row, ['=', '<>', '<', '<=', '>', '>='] as Operator[]] as const),
      ...EQUAL.map((row) => [...row, ['=', '<>'] as Operator[]] as const),
    ])('%s compared with %j holds for %j', async (attribute, value, holding, operators) => {
      const held: Operator[] = [];
      for (const is of operators) if (await holds([{ attribute, is, value }])) held.push(is);
      expect(held).toEqual(holding);
    });

    it('fail every comparison on an item that does not exist', async () => {
      for (const is of ['=', '<>', '<', '<=', '>', '>='] as const) {
        expect(await holds([{ attribute: 'n', is, value: 10 }], MISSING)).toBe(false);
      }
    });

    it('tell an item that exists from one that does not', async () => {
      expect(await holds([{ item: 'exists' }])).toBe(true);
      expect(await holds([{ item: 'missing' }])).toBe(false);
      expect(await holds([{ item: 'exists' }], MISSING)).toBe(false);
      expect(await holds([{ item: 'missing' }], MISSING)).toBe(true);
    });

    it('take an attribute that is null for present', async () => {
      expect(await holds([{ attribute: 'nothing', is: 'present' }])).toBe(true);
      expect(await holds([{ attribute: 'nothing', is: 'missing' }])).toBe(false);
      expect(await holds([{ attribute: 'never', is: 'present' }])).toBe(false);
      expect(await holds([{ attribute: 'never', is: 'missing' }])).toBe(true);
      expect(await holds([{ attribute: 'never', is: 'missing' }], MISSING)).toBe(true);
    });

    it('hold together when all do', async () => {
      const yes: Condition = { attribute: 'n', is: '=', value: 10 };
      const no: Condition = { attribute: 's', is: '=', value: 'x' };
      expect(await holds([yes, { item: 'exists' }])).toBe(true);
      expect(await holds([yes, no])).toBe(false);
    });

    it('of a choice hold when one does, also inside another choice', async () => {
      const yes: Condition = { attribute: 'n', is: '=', value: 10 };
      const no: Condition = { attribute: 's', is: '<>', value: 'm' };
      expect(await holds([{ anyOf: [no, yes] }])).toBe(true);
      expect(await holds([{ anyOf: [no, no] }])).toBe(false);
      expect(await holds([{ anyOf: [no, { anyOf: [no, yes] }] }])).toBe(true);
      expect(await holds([{ anyOf: [yes] }, no])).toBe(false);
      expect(await holds([{ anyOf: [{ item: 'missing' }, { attribute: 'never', is: '<>', value: 1 }] }])).toBe(false);
    });
  });
}
