import { describe, expect, it } from '@jest/globals';
import { cursorsOf } from '../../../lambdas/http/cursor.ts';

describe('cursorsOf', () => {
  const cursor = { pk: 'LISTS', sk: '0017' };
  const lists = cursorsOf('lists');

  it('reads what was written', () => {
    expect(lists.read(lists.page([], cursor).nextCursor ?? '')).toEqual(cursor);
    expect(lists.page(['a'], null)).toEqual({ items: ['a'], nextCursor: null });
    expect(lists.read(undefined)).toBeNull();
  });

  it.each([
    'nonsense',
    '',
    'x'.repeat(3_000),
    cursorsOf('tasks').page([], cursor).nextCursor ?? '',
    cursorsOf('lists', '17', 'recipients').page([], cursor).nextCursor ?? '',
    Buffer.from('["lists",{"pk":1}]').toString('base64url'),
    Buffer.from('["lists",null]').toString('base64url'),
  ])('refuses %s', (text) => {
    expect(() => lists.read(text)).toThrow('is not a cursor of this list');
  });
});
