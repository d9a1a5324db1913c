import type { Cursor, Item, Page, Tables } from '../tables.ts';
import { DIGITS } from './address-hash.ts';
import type { HashPartition } from './spread.ts';

/** Ranges whose first pages are read ahead. */
const RANGES_AHEAD = 6;
/** Items of streams that are merged, in one round of their pages: more streams have smaller pages. */
const ITEMS_PER_ROUND = 8_000;
/** The most that a query takes as its limit. */
const MAX_PAGE = 1_000;
/** About a page of members: a range of more is read page after page, many smaller ones cost a query each. */
const ITEMS_PER_RANGE = 2_000;

/** The items of a partition whose hashes begin with `prefix`, where there is one. */
interface Range {
  pk: string;
  prefix?: string;
  /** Items of a page. @default as many as the tables give */
  limit?: number;
}

/**
 * The items of partitions in the order of their hashes, page by page, read strongly and ahead: at most `RANGES_AHEAD` +
 * 2 pages are in memory. `expected` is about how many there are, so that a long list is read in many ranges side by
 * side and a short one with few queries. `streams`: how many such streams are merged; together they take about the
 * memory of one.
 */
export async function* inHashOrder(
  tables: Tables,
  partitions: HashPartition[],
  expected: number,
  streams = 1,
): AsyncGenerator<Item[]> {
  const rangesAhead = Math.max(1, Math.floor(RANGES_AHEAD / streams));
  const limit = streams === 1 ? {} : { limit: Math.min(MAX_PAGE, Math.ceil(ITEMS_PER_ROUND / streams)) };
  const ahead: { pages: AsyncGenerator<Page>; first: Promise<IteratorResult<Page>> }[] = [];
  for (const range of [...rangesOf(partitions, expected), null]) {
    if (range !== null) {
      const pages = pagesOf(tables, { ...range, ...limit });
      const first = pages.next();
      // It may fail before its turn; it is awaited, and the failure seen, when its turn comes.
      first.catch(() => undefined);
      ahead.push({ pages, first });
    }
    while (ahead.length > (range === null ? 0 : rangesAhead)) {
      const oldest = ahead.shift();
      if (oldest) yield* itemsOf(oldest.pages, oldest.first);
    }
  }
}

/** Whole partitions, or by two or three digits of the hashes: 4096 ranges are enough for the largest list. */
function rangesOf(partitions: HashPartition[], expected: number): Range[] {
  if (expected <= partitions.length * ITEMS_PER_RANGE) return partitions.map(({ pk }) => ({ pk }));
  const ranges = partitions.flatMap(({ pk, beginnings }) => beginnings.map((prefix) => ({ pk, prefix })));
  if (expected <= ranges.length * ITEMS_PER_RANGE) return ranges;
  return ranges.flatMap(({ pk, prefix }) => DIGITS.map((digit) => ({ pk, prefix: prefix + digit })));
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

async function* pagesOf(tables: Tables, range: Range): AsyncGenerator<Page> {
  let after: Cursor | null = null;
  do {
    const page: Page = await tables.query({ table: 'Audience', ...range, after });
    yield page;
    after = page.next;
  } while (after !== null);
}
