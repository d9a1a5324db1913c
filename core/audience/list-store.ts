import type { Instant } from '../clock.ts';
import { countKey, countsOf, deletedListKey, LISTS, listKey } from '../keys.ts';
import { Problem } from '../problems.ts';
import { rowOf } from '../row.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import { DIGITS } from './address-hash.ts';

/** Maximum number of members of a list. */
export const MAX_LIST_MEMBERS = 5_000_000;

/** A list as it is stored; how many members it has is in its counters. */
export interface List {
  listId: string;
  name: string;
  description: string | null;
  createdAt: Instant;
}

const row = rowOf<List>('list');

const listToItem = (list: List): Item => row.item(listKey(list.listId), list);

const listFromItem = (item: Item): List => {
  const r = row.reader(item);
  return {
    listId: r.text('listId'),
    name: r.text('name'),
    description: r.textOrNull('description'),
    createdAt: r.instant('createdAt'),
  };
};

/**
 * The row of a new list and its 16 counters. Members are only ever written together with a counter that exists, so that
 * the counts are exact and nothing is added to a list that is being deleted.
 */
export const newListWrites = (list: List): Write[] => [
  { kind: 'put', table: 'Audience', item: listToItem(list), when: [{ item: 'missing' }] },
  ...DIGITS.map(
    (digit): Write => ({
      kind: 'put',
      table: 'Audience',
      item: { ...countKey(list.listId, digit), count: 0 },
    }),
  ),
];

/** Removes a list immediately and leaves its members to be removed later; refused when it does not exist. */
export const deleteListWrites = (listId: string): Write[] => [
  { kind: 'delete', table: 'Audience', key: listKey(listId), when: [{ item: 'exists' }] },
  { kind: 'put', table: 'Audience', item: { ...deletedListKey(listId), listId } },
  ...DIGITS.map((digit): Write => ({ kind: 'delete', table: 'Audience', key: countKey(listId, digit) })),
];

/** Changes a partition's counter; refused when the list is gone. */
export const addToCount = (listId: string, digit: string, by: number): Write => ({
  kind: 'update',
  table: 'Audience',
  key: countKey(listId, digit),
  add: { count: by },
  when: [{ item: 'exists' }],
});

/** A list, or undefined. Strongly consistent. */
export async function readList(tables: Tables, listId: string): Promise<List | undefined> {
  const item = await tables.get('Audience', listKey(listId));
  return item && listFromItem(item);
}

export const listNotFound = (listId: string): Problem => new Problem('not-found', `there is no list ${listId}`);

/** A list that the URL names. Throws `not-found`. */
export async function requireList(tables: Tables, listId: string): Promise<List> {
  const list = await readList(tables, listId);
  if (!list) throw listNotFound(listId);
  return list;
}

/** The exact number of members of a list; 0 when there is no such list. */
export async function countMembers(tables: Tables, listId: string): Promise<number> {
  const { items } = await tables.query({ table: 'Audience', pk: countsOf(listId), prefix: 'COUNT#' });
  return items.reduce((sum, item) => sum + Number(item.count), 0);
}

/** Lists, newest first. */
export async function listsPage(
  tables: Tables,
  page: { limit: number; after: Cursor | null },
): Promise<{ lists: List[]; next: Cursor | null }> {
  const { items, next } = await tables.query({ table: 'Audience', pk: LISTS, reverse: true, ...page });
  return { lists: items.map(listFromItem), next };
}
