import { compareStrings } from '../../../adapters/dynamodb/order.ts';
import { indexKeys } from '../../../adapters/dynamodb/table-definitions.ts';
import type { Instant } from '../../../core/clock.ts';
import type { IndexName } from '../../../core/tables.ts';
import { type Attributes, itemSize, textOf } from './attributes.ts';
import type { KeyRange } from './expressions.ts';

interface Entry {
  /** Sort key; in an index also the keys of the table, which break ties. */
  order: readonly string[];
  item: Attributes;
  size: number;
}

const PAGE_BYTES = 1_024 * 1_024;

function compareOrders(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length; i += 1) {
    const difference = compareStrings(a[i] ?? '', b[i] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The items of one partition key, in the order of their sort keys. */
class Collection {
  readonly entries: Entry[] = [];

  get(order: readonly string[]): Entry | undefined {
    const found = this.entries[this.firstFrom(order)];
    return found && compareOrders(found.order, order) === 0 ? found : undefined;
  }

  put(entry: Entry): void {
    const last = this.entries.at(-1);
    if (last === undefined || compareOrders(last.order, entry.order) < 0) {
      this.entries.push(entry);
      return;
    }
    const index = this.firstFrom(entry.order);
    const found = this.entries[index];
    const isSame = found !== undefined && compareOrders(found.order, entry.order) === 0;
    this.entries.splice(index, isSame ? 1 : 0, entry);
  }

  delete(order: readonly string[]): void {
    if (this.get(order)) this.entries.splice(this.firstFrom(order), 1);
  }

  /** Index of the first entry that is not before an order. */
  firstFrom(order: readonly string[]): number {
    return this.firstWhere((other) => compareOrders(other, order) >= 0);
  }

  firstWhere(test: (order: readonly string[]) => boolean): number {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (test((this.entries[middle] as Entry).order)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

class Collections {
  readonly #byKey = new Map<string, Collection>();

  get(pk: string): Collection | undefined {
    return this.#byKey.get(pk);
  }

  made(pk: string): Collection {
    const collection = this.#byKey.get(pk) ?? new Collection();
    this.#byKey.set(pk, collection);
    return collection;
  }

  *all(): Generator<Attributes> {
    for (const { entries } of this.#byKey.values()) for (const { item } of entries) yield item;
  }
}

interface Index {
  name: IndexName;
  collections: Collections;
  pending: { visibleAt: Instant; old: Attributes | undefined; item: Attributes | undefined }[];
}

export interface PageRequest {
  range: KeyRange;
  index: IndexName | null;
  limit: number | undefined;
  after: Attributes | undefined;
  reverse: boolean;
}

export interface AttributePage {
  items: Attributes[];
  last: Attributes | undefined;
  bytes: number;
}

/** The items of one table and of its indexes, which hold keys only and lag. */
export class StoredTable {
  readonly #items = new Collections();
  readonly #indexes: Index[];

  constructor(indexes: readonly IndexName[]) {
    this.#indexes = indexes.map((name) => ({ name, collections: new Collections(), pending: [] }));
  }

  get(pk: string, sk: string): Attributes | undefined {
    return this.#items.get(pk)?.get([sk])?.item;
  }

  /** Replaces an item, or removes it. Answers the units that the indexes write for it. */
  replace(pk: string, sk: string, item: Attributes | undefined, indexedAt: Instant): number {
    const old = this.#indexes.length > 0 ? this.get(pk, sk) : undefined;
    if (item) this.#items.made(pk).put({ order: [sk], item, size: itemSize(item) });
    else this.#items.get(pk)?.delete([sk]);
    let units = 0;
    for (const { name, pending } of this.#indexes) {
      const [before, after] = [placeIn(name, old), placeIn(name, item)];
      if (before?.pk === after?.pk && before?.order[0] === after?.order[0]) continue;
      units += (before ? 1 : 0) + (after ? 1 : 0);
      pending.push({ visibleAt: Math.max(indexedAt, pending.at(-1)?.visibleAt ?? 0), old, item });
    }
    return units;
  }

  *all(): Generator<Attributes> {
    yield* this.#items.all();
  }

  /** How many items a partition key has. */
  count(pk: string): number {
    return this.#items.get(pk)?.entries.length ?? 0;
  }

  page({ range, index: name, limit, after, reverse }: PageRequest, now: Instant): AttributePage {
    const index = this.#indexes.find((candidate) => candidate.name === name);
    if (index) catchUp(index, now);
    const collection = (index?.collections ?? this.#items).get(range.pk);
    const page: AttributePage = { items: [], last: undefined, bytes: 0 };
    if (!collection) return page;
    const [begin, end] = bounds(collection, range, after && orderOf(after, name), reverse);
    const most = Math.min(end - begin, limit ?? Number.POSITIVE_INFINITY);
    while (page.items.length < most && page.bytes <= PAGE_BYTES) {
      const at = reverse ? end - 1 - page.items.length : begin + page.items.length;
      const { item, size } = collection.entries[at] as Entry;
      page.items.push(item);
      page.bytes += size;
    }
    if (page.items.length < end - begin) page.last = keyOf(page.items.at(-1), name);
    return page;
  }
}

const orderOf = (item: Attributes, name: IndexName | null): string[] =>
  name === null ? [textOf(item.sk)] : [textOf(item[indexKeys(name).sk]), textOf(item.pk), textOf(item.sk)];

function keyOf(item: Attributes | undefined, name: IndexName | null): Attributes | undefined {
  if (!item) return undefined;
  const names = name === null ? ['pk', 'sk'] : ['pk', 'sk', indexKeys(name).pk, indexKeys(name).sk];
  return Object.fromEntries(names.map((each) => [each, item[each]])) as Attributes;
}

function placeIn(name: IndexName, item: Attributes | undefined): { pk: string; order: string[] } | undefined {
  const names = indexKeys(name);
  const pk = item?.[names.pk]?.S;
  if (!item || pk === undefined || item[names.sk]?.S === undefined) return undefined;
  return { pk, order: orderOf(item, name) };
}

function catchUp({ name, collections, pending }: Index, now: Instant): void {
  let due = 0;
  for (const { visibleAt, old, item } of pending) {
    if (visibleAt > now) break;
    due += 1;
    const before = placeIn(name, old);
    if (before) collections.get(before.pk)?.delete(before.order);
    const after = placeIn(name, item);
    const keys = keyOf(item, name);
    if (after && keys) collections.made(after.pk).put({ order: after.order, item: keys, size: itemSize(keys) });
  }
  pending.splice(0, due);
}

/** The entries that range and cursor leave, as `[begin, end)`. */
function bounds(
  collection: Collection,
  { from, to, prefix }: KeyRange,
  after: string[] | undefined,
  reverse: boolean,
): [number, number] {
  const sk = (order: readonly string[]) => order[0] ?? '';
  const lowest = from ?? prefix;
  let begin = lowest === undefined ? 0 : collection.firstWhere((order) => compareStrings(sk(order), lowest) >= 0);
  let end = collection.entries.length;
  if (to !== undefined) end = collection.firstWhere((order) => compareStrings(sk(order), to) > 0);
  if (prefix !== undefined) {
    end = collection.firstWhere((order) => compareStrings(sk(order), prefix) > 0 && !sk(order).startsWith(prefix));
  }
  if (after && reverse) end = Math.min(end, collection.firstFrom(after));
  if (after && !reverse)
    begin = Math.max(
      begin,
      collection.firstWhere((order) => compareOrders(order, after) > 0),
    );
  return [begin, Math.max(begin, end)];
}
