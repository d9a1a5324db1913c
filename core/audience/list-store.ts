import { DAY, type Instant } from '../clock.ts';
import { filteredPage } from '../filtered-page.ts';
import { countKey, countsOf, deletedListKey, LISTS, listKey } from '../keys.ts';
import { Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Cursor, Item, Key, Tables, Write } from '../tables.ts';
import { DIGITS } from './address-hash.ts';
import { EARLIER_LIST_PARTITIONS, type Spread } from './spread.ts';

/** Maximum number of members of a list. */
export const MAX_LIST_MEMBERS = 5_000_000;
/** Maximum length of the description of a list, in characters. */
export const MAX_LIST_DESCRIPTION_LENGTH = 1_000;

/** A list as it is stored; how many members it has is the sum of its counters. */
export interface List extends Spread {
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
    partitions: r.number('partitions', EARLIER_LIST_PARTITIONS),
  };
};

/**
 * Counters of the members whose hashes begin with one digit. Those of all digits still fit into the transaction that
 * deletes a list (docs/decisions/0035-counters-of-a-list.md).
 */
const COUNTERS = 5;
/** A writer that began before the deletion is over by then. */
const TOMBSTONE_LIFE = DAY;

/** A part of the number of members; it may be below 0. The first change makes it. */
interface ListCount {
  count: number;
  /** A tombstone: the list has been deleted. */
  isDeleted?: true;
  ttl?: number;
}

const countRow = rowOf<ListCount>('counter');

/** What is left of a deleted list until its members are removed. */
const deletedRow = rowOf<Spread>('deleted list');

/** Reads what is left of a deleted list. */
export const deletedListFromItem = (item: Item): Spread => {
  const r = deletedRow.reader(item);
  return { listId: r.text('listId'), partitions: r.number('partitions', EARLIER_LIST_PARTITIONS) };
};

const shares = Array.from({ length: COUNTERS }, (_, share) => share);

/** Refused when the id is taken. */
export const newListWrite = (list: List): Write => ({
  kind: 'put',
  table: 'Audience',
  item: listToItem(list),
  when: [{ item: 'missing' }],
});

/**
 * Removes a list immediately and leaves its members to be removed later; refused when it does not exist. All its
 * counters become tombstones: members are only ever written together with a counter, so that nobody is added any more.
 */
export const deleteListWrites = ({ listId, partitions }: Spread, now: Instant): Write[] => {
  const tombstone: ListCount = { count: 0, isDeleted: true, ttl: ttlAt(now + TOMBSTONE_LIFE) };
  return [
    { kind: 'delete', table: 'Audience', key: listKey(listId), when: [{ item: 'exists' }] },
    { kind: 'put', table: 'Audience', item: deletedRow.item(deletedListKey(listId), { listId, partitions }) },
    ...DIGITS.flatMap((digit) =>
      shares.map(
        (share): Write => ({
          kind: 'put',
          table: 'Audience',
          item: countRow.item(countKey(listId, digit, share), tombstone),
        }),
      ),
    ),
  ];
};

/**
 * Changes a counter, together with the members of one partition that it counts; refused when the list is gone. Writers
 * of one list seldom meet on it: each partition has a counter of its own, or any of five where it holds a whole digit.
 */
export const addToCount = (list: Spread, partition: number, by: number, random: Pick<Random, 'fraction'>): Write => ({
  kind: 'update',
  table: 'Audience',
  key: counterOf(list, partition, random),
  ...countRow.change({}, { count: by }),
  when: [countRow.missing('isDeleted')],
});

function counterOf({ listId, partitions }: Spread, partition: number, random: Pick<Random, 'fraction'>): Key {
  const inDigit = partitions / DIGITS.length;
  const share = inDigit === 1 ? Math.floor(random.fraction() * COUNTERS) : partition % inDigit;
  return countKey(listId, Math.floor(partition / inDigit).toString(16), share);
}

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
  return items.reduce((sum, item) => sum + countRow.reader(item).number('count'), 0);
}

/** Changes the name or the description of a list; `undefined` stays. Returns the list, or undefined when it is gone. */
export async function updateList(
  tables: Tables,
  listId: string,
  changes: { name?: string | undefined; description?: string | null | undefined },
): Promise<List | undefined> {
  const given = withoutUndefined(changes);
  if (Object.keys(given).length === 0) return readList(tables, listId);
  const result = await tables.write({
    kind: 'update',
    table: 'Audience',
    key: listKey(listId),
    ...row.change(given),
    when: [{ item: 'exists' }],
  });
  return result.ok && result.item ? listFromItem(result.item) : undefined;
}

const withoutUndefined = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;

/**
 * Lists, newest first; those with `text` in their names, in letters of any case. With a text, a page may have fewer
 * than `limit` before the end.
 */
export async function listsPage(
  tables: Tables,
  page: { limit: number; after: Cursor | null },
  text: string | null = null,
): Promise<{ lists: List[]; next: Cursor | null }> {
  const wanted = text?.toLowerCase() ?? null;
  const { found, next } = await filteredPage(
    tables,
    { table: 'Audience', pk: LISTS, reverse: true },
    (item) => wanted === null || listFromItem(item).name.toLowerCase().includes(wanted),
    page,
  );
  return { lists: found.map(listFromItem), next };
}
