import { quotaDaysOf, quotaKey } from '../keys.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import type { Domain, QuotaDay } from './domain.ts';
import { type LevelHistory, levelOf } from './level.ts';
import { limitAt } from './plans.ts';

export const quotaDayFromItem = (item: Item): QuotaDay => ({
  domain: item.domain as string,
  day: item.sk,
  level: item.level as number,
  limit: item.limit as number,
  left: item.left as number,
  sent: (item.sent as number | undefined) ?? 0,
  other: (item.other as number | undefined) ?? 0,
});

export const quotaDayToItem = (row: QuotaDay): Item => ({ ...quotaKey(row.domain, row.day), ...row });

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

/** The day before an ISO date. */
const dayBefore = (day: string): string => new Date(Date.parse(day) - 1).toISOString().slice(0, 10);

async function levelHistory(tables: Tables, domain: Domain, day: string): Promise<LevelHistory> {
  const { days } = await quotaDaysPage(tables, domain.domain, { limit: 1, before: dayBefore(day) });
  return {
    latest: days[0] ?? null,
    firstSending: domain.levelRule === 'calendar-days' ? await firstSendingDay(tables, domain, day) : null,
  };
}

async function firstSendingDay(tables: Tables, domain: Domain, day: string): Promise<QuotaDay | null> {
  let after: Cursor | null = null;
  do {
    const page = await tables.query({
      table: 'WarmUp',
      pk: quotaDaysOf(domain.domain),
      from: domain.levelSetOn,
      to: day,
      limit: 100,
      after,
    });
    const first = page.items.map(quotaDayFromItem).find(({ sent }) => sent > 0);
    if (first) return first;
    after = page.next;
  } while (after !== null);
  return null;
}

/** A day as it is, or as its first claim would make it. A day without use is computed, not stored. */
export async function quotaDay(
  tables: Tables,
  domain: Domain,
  day: string,
): Promise<{ row: QuotaDay; stored: boolean }> {
  const stored = await readQuotaDay(tables, domain.domain, day);
  if (stored) return { row: stored, stored: true };
  const level = levelOf(domain, day, await levelHistory(tables, domain, day));
  const limit = limitAt(domain, level);
  return { row: { domain: domain.domain, day, level, limit, left: limit, sent: 0, other: 0 }, stored: false };
}

/** Gives back what a segment was granted and did not use, to the day on which it was granted. */
export const refund = (domain: string, day: string, n: number): Write => ({
  kind: 'update',
  table: 'WarmUp',
  key: quotaKey(domain, day),
  add: { left: n, sent: -n },
  when: [{ item: 'exists' }],
});
