import type { Item } from '../../core/tables.ts';
import { compareStrings } from '../dynamodb/order.ts';

/** The position of an item in its partition: by sort key; in an index also by its table key, which breaks ties. */
export type Order = readonly string[];

export interface Entry {
  order: Order;
  item: Item;
}

export function compareOrders(a: Order, b: Order): number {
  for (let i = 0; i < a.length; i += 1) {
    const difference = compareStrings(a[i] ?? '', b[i] ?? '');
    if (difference !== 0) return difference;
  }
  return 0;
}

/** One partition: items in their order, found by bisection. Entries are replaced, never changed. */
export class SortedItems {
  readonly #entries: Entry[];

  constructor(entries: Entry[] = []) {
    this.#entries = entries;
  }

  get length(): number {
    return this.#entries.length;
  }

  at(index: number): Entry | undefined {
    return this.#entries[index];
  }

  get(order: Order): Entry | undefined {
    return this.#entryAt(this.#find(order), order);
  }

  /** Stores an entry, and returns the one that it replaces. */
  put(entry: Entry): Entry | undefined {
    const index = this.#find(entry.order);
    const old = this.#entryAt(index, entry.order);
    if (old) this.#entries[index] = entry;
    else this.#entries.splice(index, 0, entry);
    return old;
  }

  /** Removes an entry, and returns it. */
  delete(order: Order): Entry | undefined {
    const index = this.#find(order);
    const old = this.#entryAt(index, order);
    if (old) this.#entries.splice(index, 1);
    return old;
  }

  /** Index of the first entry of which `test` is true; it must stay true for all later ones. */
  firstWhere(test: (order: Order) => boolean): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const entry = this.#entries[middle];
      if (entry && test(entry.order)) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  copy(): SortedItems {
    return new SortedItems([...this.#entries]);
  }

  #entryAt(index: number, order: Order): Entry | undefined {
    const entry = this.#entries[index];
    return entry && compareOrders(entry.order, order) === 0 ? entry : undefined;
  }

  #find(order: Order): number {
    return this.firstWhere((other) => compareOrders(other, order) >= 0);
  }
}

/** Partitions by their key; an empty one is removed. */
export class Partitions {
  readonly #byPk: Map<string, SortedItems>;

  constructor(byPk: Map<string, SortedItems> = new Map()) {
    this.#byPk = byPk;
  }

  get(pk: string): SortedItems | undefined {
    return this.#byPk.get(pk);
  }

  /** Stores an entry, and returns the one that it replaces. */
  put(pk: string, entry: Entry): Entry | undefined {
    const partition = this.#byPk.get(pk) ?? new SortedItems();
    this.#byPk.set(pk, partition);
    return partition.put(entry);
  }

  /** Removes an entry, and returns it. */
  delete(pk: string, order: Order): Entry | undefined {
    const partition = this.#byPk.get(pk);
    const old = partition?.delete(order);
    if (partition?.length === 0) this.#byPk.delete(pk);
    return old;
  }

  *items(): Generator<Item> {
    for (const partition of this.#byPk.values()) {
      for (let i = 0; i < partition.length; i += 1) yield (partition.at(i) as Entry).item;
    }
  }

  copy(): Partitions {
    return new Partitions(new Map([...this.#byPk].map(([pk, partition]) => [pk, partition.copy()])));
  }
}
