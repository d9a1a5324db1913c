import { DAY, type Instant } from '../clock.ts';
import { exclusionKey, exclusionsFrom, exclusionsOf } from '../keys.ts';
import type { Random } from '../random.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Item, Tables, Write } from '../tables.ts';

/** Longer than any run lasts: 5 million readers from level 1 take 20 days. */
const KEPT_FOR = 400 * DAY;

/** The scope of an exclusion: all mail, the bulk mail of one domain, or the mail to one list. */
export const GLOBAL_SCOPE = 'G';
export const domainScope = (domain: string): string => `D#${domain}`;
export const listScope = (listId: string): string => `L#${listId}`;

const row = rowOf<{ hash: string; ttl: number }>('exclusion');
const hashOf = (item: Item): string => row.reader(item).text('hash');

/**
 * Notes "look at this address again" in the log of a scope. It goes into the transaction that changes the row, so that
 * no exclusion lacks its entry. The entry decides nothing: the rows are the truth.
 */
export const logExclusion = (scope: string, hash: string, now: Instant, random: Random): Write => ({
  kind: 'put',
  table: 'Audience',
  item: row.item(exclusionKey(scope, now, random.id()), { hash, ttl: ttlAt(now + KEPT_FOR) }),
});

/** Hashes logged in a scope at `from` or later, page by page. Strongly consistent. */
export async function* readExclusionLog(tables: Tables, scope: string, from: Instant): AsyncGenerator<string[]> {
  const range = { table: 'Audience', pk: exclusionsOf(scope), from: exclusionsFrom(Math.max(0, from)) } as const;
  let page = await tables.query(range);
  yield page.items.map(hashOf);
  while (page.next) {
    page = await tables.query({ ...range, after: page.next });
    yield page.items.map(hashOf);
  }
}
