import type { Instant } from '../clock.ts';
import { suppressedIn } from '../keys.ts';
import type { Item, Tables } from '../tables.ts';
import { DIGITS } from './address-hash.ts';
import { domainScope, GLOBAL_SCOPE } from './exclusion-log.ts';
import { inForce } from './expiry.ts';
import { inHashOrder } from './hash-order.ts';
import type { ListChoice } from './list-choice.ts';
import { countMembers, readList } from './list-store.ts';
import { memberFromItem } from './member-row.ts';
import { mergedByHash } from './merged-by-hash.ts';
import type { SkipReason } from './snapshot.ts';
import type { SnapshotEntry } from './snapshot-writer.ts';
import { hashPartitions, memberPartitions } from './spread.ts';

/**
 * Every member of any of the lists once, in the order of the address hashes, with the reason why they must not be
 * mailed: a merge of streams in one order, which takes little memory whatever their lengths. Yields pages; a list that
 * does not exist has no members.
 */
export async function* frozenAudience(
  tables: Tables,
  { lists, domain, now }: { lists: ListChoice; domain: string; now: Instant },
): AsyncGenerator<SnapshotEntry[]> {
  const { listIds, excludeListIds } = lists;
  const streams = listIds.length + excludeListIds.length;
  const reasons: [SkipReason, HashesInOrder][] = [
    ['suppressed', HashesInOrder.suppressedIn(tables, GLOBAL_SCOPE, now)],
    ['unsubscribed', HashesInOrder.suppressedIn(tables, domainScope(domain), now)],
    /* fence: excluded-lists */ ...excludeListIds.map((listId): [SkipReason, HashesInOrder] => [
      'excluded-list',
      new HashesInOrder(membersInOrder(tables, listId, streams)),
    ]),
  ];
  for await (const members of mergedByHash(listIds.map((listId) => membersInOrder(tables, listId, streams)))) {
    const entries: SnapshotEntry[] = [];
    for (const item of members) {
      const { sk: hash } = item;
      let skip: SkipReason | null = null;
      for (const [reason, hashes] of reasons) {
        // Awaited only when a page is used up: this runs millions of times.
        while (hashes.isBehind(hash)) await hashes.readPage();
        if (hashes.has(hash)) skip ??= reason;
      }
      const { email, data } = memberFromItem(item);
      entries.push({ hash, email, data, skip });
    }
    yield entries;
  }
}

async function* membersInOrder(tables: Tables, listId: string, streams: number): AsyncGenerator<Item[]> {
  const list = await readList(tables, listId);
  if (!list) return;
  yield* inHashOrder(tables, memberPartitions(list), await countMembers(tables, listId), streams);
}

async function* inForceOf(pages: AsyncGenerator<Item[]>, now: Instant): AsyncGenerator<Item[]> {
  for await (const page of pages) yield page.filter((item) => inForce(item, now));
}

/** A stream of hashes, asked about ever greater ones. */
class HashesInOrder {
  readonly #pages: AsyncGenerator<Item[]>;
  #page: Item[] = [];
  #at = 0;
  #isAtEnd = false;

  constructor(pages: AsyncGenerator<Item[]>) {
    this.#pages = pages;
  }

  static suppressedIn(tables: Tables, scope: string, now: Instant): HashesInOrder {
    const partitions = hashPartitions(DIGITS.length, (digit) => suppressedIn(scope, digit));
    return new HashesInOrder(inForceOf(inHashOrder(tables, partitions, 0), now));
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
