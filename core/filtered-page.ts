import type { Cursor, Item, Query, Tables } from './tables.ts';

/** Items that one call looks at: a rare filter answers less than a page, and where to continue. */
const MAX_LOOKED_AT = 2_000;
const MIN_PER_READ = 100;

/**
 * A page of those items of a query that `matches` takes. It may have fewer than `limit`, or none, before the end.
 * Without a match an item costs its read alone, so that a search through a long list takes a few calls.
 */
export async function filteredPage(
  tables: Tables,
  query: Omit<Query, 'limit' | 'after'>,
  matches: (item: Item) => boolean,
  { limit, after }: { limit: number; after: Cursor | null },
): Promise<{ found: Item[]; next: Cursor | null }> {
  const found: Item[] = [];
  let next = after;
  for (let lookedAt = 0; lookedAt < MAX_LOOKED_AT; ) {
    // No more than what may all match: the cursor stands at the end of what was read.
    const page = await tables.query({ ...query, limit: limit - found.length, after: next });
    lookedAt += Math.max(MIN_PER_READ, page.items.length);
    found.push(...page.items.filter(matches));
    next = page.next;
    if (next === null || found.length >= limit) break;
  }
  return { found, next };
}
