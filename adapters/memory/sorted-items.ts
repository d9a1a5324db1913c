import type { Item } from '../../core/tables.ts';
import { compareStrings } from '../dynamodb/order.ts';

/** The position of an item in its partition: by sort key; in an index also by its table key, which breaks ties. */
export type Order = readonly string[];

export interface Entry {
  order: Order;
  item: Item;
  size: number;
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
    const found = this.#entries[this.#find(order)];
    return found && compareOrders(found.order, order) === 0 ? found : undefined;
  }

  put(entry: Entry): void {
    const index = this.#find(entry.order);
    const found = this.#entries[index];
    const isSame = found !== undefined && compareOrders(found.order, entry.order) === 0;
    this.#entries.splice(index, isSame ? 1 : 0, entry);
  }

  delete(order: Order): void {
    if (this.get(order)) this.#entries.splice(this.#find(order), 1);
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

  put(pk: string, entry: Entry): void {
    const partition = this.#byPk.get(pk) ?? new SortedItems();
    partition.put(entry);
    this.#byPk.set(pk, partition);
  }

  delete(pk: string, order: Order): void {
    const partition = this.#byPk.get(pk);
    partition?.delete(order);
    if (partition?.length === 0) this.#byPk.delete(pk);
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
