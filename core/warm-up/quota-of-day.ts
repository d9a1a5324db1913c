import type { Tables } from '../tables.ts';
import type { Domain } from './domain.ts';
import { type LevelHistory, levelOf } from './level.ts';
import { limitAt } from './plans.ts';
import { dayBefore } from './quota-day.ts';
import type { QuotaDay } from './quota-ledger.ts';
import { firstSendingDay, quotaDaysPage, readQuotaDay } from './quota-store.ts';

/** A day of which nothing is used, as its first claim would make it. */
export function freshDay(domain: Domain, day: string, history: LevelHistory): QuotaDay {
  const level = levelOf(domain, day, history);
  const limit = limitAt(domain, level);
  const heldUntil = domain.reputation?.heldUntil;
  return { domain: domain.domain, day, level, limit, left: limit, granted: 0, other: 0, heldUntil };
}

/** A day as it is, or as its first claim would make it. A day without use is computed, not stored. */
export async function quotaDay(
  tables: Tables,
  domain: Domain,
  day: string,
): Promise<{ row: QuotaDay; stored: boolean }> {
  const stored = await readQuotaDay(tables, domain.domain, day);
  if (stored) return { row: stored, stored: true };
  return { row: freshDay(domain, day, await levelHistory(tables, domain, day)), stored: false };
}

/** The inputs for the level of a day, as far as the domain's rule reads them. */
export async function levelHistory(tables: Tables, domain: Domain, day: string): Promise<LevelHistory> {
  const { days } = await quotaDaysPage(tables, domain.domain, { limit: 1, before: dayBefore(day) });
  return {
    latest: days[0] ?? null,
    firstSending:
      domain.levelRule === 'calendar-days'
        ? await firstSendingDay(tables, domain.domain, domain.levelSetOn, day)
        : null,
  };
}
