import { suppressedIn } from '../keys.ts';
import type { Item, Tables } from '../tables.ts';
import { DIGITS } from './address-hash.ts';
import { domainScope, GLOBAL_SCOPE } from './exclusion-log.ts';
import { inHashOrder } from './hash-order.ts';
import { countMembers, readList } from './list-store.ts';
import { memberFromItem } from './member-row.ts';
import type { SnapshotEntry } from './snapshot-writer.ts';
import { hashPartitions, memberPartitions } from './spread.ts';

/**
 * Every member of a list once, in the order of the address hashes, with the reason why a domain must not mail it: a
 * merge of three streams in one order, which takes little memory whatever their lengths. Yields pages; none where there
 * is no such list.
 */
export async function* frozenAudience(
  tables: Tables,
  { listId, domain }: { listId: string; domain: string },
): AsyncGenerator<SnapshotEntry[]> {
  const list = await readList(tables, listId);
  if (!list) return;
  const suppressed = HashesInOrder.suppressedIn(tables, GLOBAL_SCOPE);
  const unsubscribed = HashesInOrder.suppressedIn(tables, domainScope(domain));
  const count = await countMembers(tables, listId);
  for await (const members of inHashOrder(tables, memberPartitions(list), count)) {
    const entries: SnapshotEntry[] = [];
    for (const item of members) {
      const { sk: hash } = item;
      // Awaited only when a page is used up: this runs millions of times.
      while (suppressed.isBehind(hash)) await suppressed.readPage();
      while (unsubscribed.isBehind(hash)) await unsubscribed.readPage();
      const skip = suppressed.has(hash) ? 'suppressed' : unsubscribed.has(hash) ? 'unsubscribed' : null;
      const { email, data } = memberFromItem(item);
      entries.push({ hash, email, data, skip });
    }
    yield entries;
  }
}

/** A stream of hashes, asked about ever greater ones. */
class HashesInOrder {
  readonly #pages: AsyncGenerator<Item[]>;
  #page: Item[] = [];
  #at = 0;
  #isAtEnd = false;

  private constructor(pages: AsyncGenerator<Item[]>) {
    this.#pages = pages;
  }

  static suppressedIn(tables: Tables, scope: string): HashesInOrder {
    const partitions = hashPartitions(DIGITS.length, (digit) => suppressedIn(scope, digit));
    return new HashesInOrder(inHashOrder(tables, partitions, 0));
  }

  /** Whether another page must be read before `has` can answer. */
  isBehind(hash: string): boolean {
    return !this.#isAtEnd && (this.#page.at(-1)?.sk ?? '') < hash;
  }

  async readPage(): Promise<void> {
    const next = await this.#pages.next();
    this.#page = next.done ? [] : next.value;
    this.#at = 0;
    this.#isAtEnd = next.done === true;
  }

  has(hash: string): boolean {
    while ((this.#page[this.#at]?.sk ?? hash) < hash) this.#at += 1;
    return this.#page[this.#at]?.sk === hash;
  }
}
