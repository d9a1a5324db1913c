import type { IndexName, Item, Key, Query } from '../../core/tables.ts';
import { indexKeys } from '../dynamodb/table-definitions.ts';
import { Partitions, type SortedItems } from './sorted-items.ts';

interface IndexChange {
  visibleAt: number;
  old: Item | undefined;
  item: Item | undefined;
}

interface Index {
  name: IndexName;
  partitions: Partitions;
  /** Changes that reads of the index do not see yet, oldest first. */
  pending: IndexChange[];
}

/** One table and its indexes. Items that it holds are never changed, only replaced. */
export class MemoryTable {
  readonly #items: Partitions;
  readonly #indexes: Index[];

  private constructor(items: Partitions, indexes: Index[]) {
    this.#items = items;
    this.#indexes = indexes;
  }

  static withIndexes(names: readonly IndexName[]): MemoryTable {
    return new MemoryTable(
      new Partitions(),
      names.map((name) => ({ name, partitions: new Partitions(), pending: [] })),
    );
  }

  get(key: Key): Item | undefined {
    return this.#items.get(key.pk)?.get([key.sk])?.item;
  }

  /** Replaces an item, or removes it. Its indexes follow at `indexedAt`. */
  replace(key: Key, item: Item | undefined, indexedAt: number): void {
    const order = [key.sk];
    const old = (item ? this.#items.put(key.pk, { order, item }) : this.#items.delete(key.pk, order))?.item;
    for (const { pending } of this.#indexes) {
      // Changes never overtake each other.
      pending.push({ visibleAt: Math.max(indexedAt, pending.at(-1)?.visibleAt ?? 0), old, item });
    }
  }

  partition({ pk, index: name }: Query, now: number): SortedItems | undefined {
    if (!name) return this.#items.get(pk);
    const index = this.#indexes.find((candidate) => candidate.name === name);
    if (index) catchUp(index, now);
    return index?.partitions.get(pk);
  }

  items(): Generator<Item> {
    return this.#items.items();
  }

  copy(): MemoryTable {
    return new MemoryTable(
      this.#items.copy(),
      this.#indexes.map(({ name, partitions, pending }) => ({
        name,
        partitions: partitions.copy(),
        pending: [...pending],
      })),
    );
  }
}

function place(name: IndexName, item: Item | undefined): { pk: string; order: string[] } | undefined {
  const names = indexKeys(name);
  const pk = item?.[names.pk];
  const sk = item?.[names.sk];
  if (!item || typeof pk !== 'string' || typeof sk !== 'string') return undefined;
  return { pk, order: [sk, item.pk, item.sk] };
}

/** All that an index holds of an item. */
function keysOf(name: IndexName, { pk, sk, ...attributes }: Item): Item {
  const names = indexKeys(name);
  return { pk, sk, [names.pk]: attributes[names.pk], [names.sk]: attributes[names.sk] };
}

function catchUp({ name, partitions, pending }: Index, now: number): void {
  let due = 0;
  for (const { visibleAt, old, item } of pending) {
    if (visibleAt > now) break;
    due += 1;
    const before = place(name, old);
    if (before) partitions.delete(before.pk, before.order);
    const after = place(name, item);
    if (!after || !item) continue;
    partitions.put(after.pk, { order: after.order, item: keysOf(name, item) });
  }
  pending.splice(0, due);
}
