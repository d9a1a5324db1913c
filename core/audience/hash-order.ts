import type { Cursor, Item, Page, Tables } from '../tables.ts';
import { DIGITS } from './address-hash.ts';

/** Ranges whose first pages are read ahead. */
const RANGES_AHEAD = 6;
/** About a page of members: a range of more is read page after page, many smaller ones cost a query each. */
const ITEMS_PER_RANGE = 2_000;
/** 4096 ranges are enough for the largest list. */
const MAX_PREFIX_DIGITS = 3;

/**
 * The items of 16 partitions in the order of their hashes, page by page, read strongly and ahead: at most
 * `RANGES_AHEAD` + 2 pages are in memory. `expected` is about how many there are, so that a long list is read in many
 * ranges side by side and a short one with few queries.
 */
export async function* inHashOrder(
  tables: Tables,
  partitionOf: (digit: string) => string,
  expected: number,
): AsyncGenerator<Item[]> {
  const ahead: { pages: AsyncGenerator<Page>; first: Promise<IteratorResult<Page>> }[] = [];
  for (const prefix of [...prefixesFor(expected), null]) {
    if (prefix !== null) {
      const pages = pagesOf(tables, partitionOf(prefix.slice(0, 1)), prefix);
      const first = pages.next();
      // It may fail before its turn; it is awaited, and the failure seen, when its turn comes.
      first.catch(() => undefined);
      ahead.push({ pages, first });
    }
    while (ahead.length > (prefix === null ? 0 : RANGES_AHEAD)) {
      const range = ahead.shift();
      if (range) yield* itemsOf(range.pages, range.first);
    }
  }
}

function prefixesFor(expected: number): string[] {
  let prefixes = DIGITS;
  for (let digits = 1; digits < MAX_PREFIX_DIGITS && expected / prefixes.length > ITEMS_PER_RANGE; digits += 1) {
    prefixes = prefixes.flatMap((prefix) => DIGITS.map((digit) => prefix + digit));
  }
  return prefixes;
}

async function* itemsOf(pages: AsyncGenerator<Page>, first: Promise<IteratorResult<Page>>): AsyncGenerator<Item[]> {
  let page = await first;
  while (!page.done) {
    const following = pages.next();
    following.catch(() => undefined);
    if (page.value.items.length > 0) yield page.value.items;
    page = await following;
  }
}

async function* pagesOf(tables: Tables, pk: string, prefix: string): AsyncGenerator<Page> {
  let after: Cursor | null = null;
  do {
    const page: Page = await tables.query({ table: 'Audience', pk, prefix, after });
    yield page;
    after = page.next;
  } while (after !== null);
}
