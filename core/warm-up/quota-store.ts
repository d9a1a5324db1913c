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
  unknown: (item.unknown as number | undefined) ?? 0,
  failed: (item.failed as number | undefined) ?? 0,
  skipped: (item.skipped as number | undefined) ?? 0,
  heldUntil: item.heldUntil as number | undefined,
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
  const heldUntil = domain.reputation?.heldUntil;
  return {
    row: { domain: domain.domain, day, level, limit, left: limit, sent: 0, other: 0, heldUntil },
    stored: false,
  };
}

/** What became of a segment's recipients, as far as it changes the row of its day. */
export interface DayTally {
  /** Quota that was granted and certainly not used. */
  unused: number;
  failed: number;
  skipped: number;
  unknown: number;
}

/**
 * Gives back what a segment was granted and did not use, to the day on which it was granted, and counts who was not
 * mailed or is in doubt. Who was mailed is in `sent` since the claim, so that a segment without either changes nothing.
 */
export const refund = (domain: string, day: string, { unused, failed, skipped, unknown }: DayTally): Write => ({
  kind: 'update',
  table: 'WarmUp',
  key: quotaKey(domain, day),
  add: { left: unused, sent: -unused, ...nonZero({ failed, skipped, unknown }) },
  when: [{ item: 'exists' }],
});

/** Doubts of a day that evidence has settled. */
export const settleUnknown = (domain: string, day: string, sent: number): Write => ({
  kind: 'update',
  table: 'WarmUp',
  key: quotaKey(domain, day),
  add: { unknown: -sent },
  when: [{ item: 'exists' }],
});

/** A day at a higher level, on condition that nobody changed its limit since it was read. */
export const raiseQuotaDay = (row: QuotaDay, level: number, limit: number): Write => ({
  kind: 'update',
  table: 'WarmUp',
  key: quotaKey(row.domain, row.day),
  set: { level, limit },
  add: { left: limit - row.limit },
  when: [
    { attribute: 'level', is: '=', value: row.level },
    { attribute: 'limit', is: '=', value: row.limit },
  ],
});

const nonZero = (counts: Record<string, number>): Record<string, number> =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0));
