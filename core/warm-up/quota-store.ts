import { quotaDaysOf, quotaKey } from '../keys.ts';
import type { Cursor, Item, Tables } from '../tables.ts';
import { type QuotaDay, quotaDayFromItem } from './quota-ledger.ts';

/** Strongly consistent. */
export async function readQuotaDay(tables: Tables, domain: string, day: string): Promise<QuotaDay | undefined> {
  const item = await tables.get('WarmUp', quotaKey(domain, day));
  return item && quotaDayFromItem(item);
}

/** The days that have a row, latest first. */
export async function quotaDaysPage(
  tables: Tables,
  domain: string,
  page: { limit: number; before?: string; after?: Cursor | null },
): Promise<{ days: QuotaDay[]; next: Cursor | null }> {
  const { items, next } = await tables.query({
    table: 'WarmUp',
    pk: quotaDaysOf(domain),
    reverse: true,
    limit: page.limit,
    ...(page.before === undefined ? {} : { to: page.before }),
    ...(page.after === undefined ? {} : { after: page.after }),
  });
  return { days: items.map(quotaDayFromItem), next };
}

/** The days from one ISO date to another, inclusive, that have a row. */
export async function quotaDaysBetween(tables: Tables, domain: string, from: string, to: string): Promise<QuotaDay[]> {
  const days: QuotaDay[] = [];
  let after: Cursor | null = null;
  do {
    const page: { items: Item[]; next: Cursor | null } = await tables.query({
      table: 'WarmUp',
      pk: quotaDaysOf(domain),
      from,
      to,
      limit: 1_000,
      after,
    });
    days.push(...page.items.map(quotaDayFromItem));
    after = page.next;
  } while (after !== null);
  return days;
}

/** The first day from one ISO date to another, inclusive, on which bulk mail was sent. */
export async function firstSendingDay(
  tables: Tables,
  domain: string,
  from: string,
  to: string,
): Promise<QuotaDay | null> {
  let after: Cursor | null = null;
  do {
    const page = await tables.query({
      table: 'WarmUp',
      pk: quotaDaysOf(domain),
      from,
      to,
      limit: 100,
      after,
    });
    const first = page.items.map(quotaDayFromItem).find(({ granted }) => granted > 0);
    if (first) return first;
    after = page.next;
  } while (after !== null);
  return null;
}
