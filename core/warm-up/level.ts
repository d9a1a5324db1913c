import type { Domain } from './domain.ts';
import { stepsOf } from './plans.ts';
import { daysBetween } from './quota-day.ts';
import type { QuotaDay } from './quota-ledger.ts';

/** The inputs for the level of a day without a row. */
export interface LevelHistory {
  /** The latest earlier day that has a row. */
  latest: QuotaDay | null;
  /** The first day since `levelSetOn` on which bulk mail was sent. */
  firstSending: QuotaDay | null;
}

/**
 * The level of a quota day from what came before. A level that an operator sets holds from that day on.
 * `sending-days`: one more than the latest earlier day, if bulk mail was sent on it.
 * `calendar-days`: one more for each day since the first bulk mail.
 * `reputation`: that of the latest earlier day, or one less if its mails were bad; mail events raise it at once.
 * The day after the guard held the domain, no level rises. A level never passes the last step of the plan, which
 * repeats.
 */
export function levelOf(domain: Domain, day: string, history: LevelHistory): number {
  const { latest, firstSending } = history;
  const highest = Math.max(stepsOf(domain).length, domain.level);
  if (domain.plan === 'unlimited') return domain.level;
  if (domain.levelRule === 'calendar-days') {
    if (firstSending === null || firstSending.day >= day) return Math.min(domain.level, highest);
    const days = daysBetween(firstSending.day, day) - (domain.reputation?.risesMissed ?? 0);
    return Math.min(domain.level + Math.max(0, days), highest);
  }
  if (latest === null || latest.day < domain.levelSetOn) return Math.min(domain.level, highest);
  if (domain.levelRule === 'reputation') {
    const isLowered = isBetween(domain.reputation?.loweredOn, latest.day, day);
    return Math.max(1, Math.min(latest.level - (isLowered ? 1 : 0), highest));
  }
  const rises = latest.granted > 0 && !isBetween(domain.reputation?.guardedOn, latest.day, day);
  return Math.min(latest.level + (rises ? 1 : 0), highest);
}

/** Whether a day is the latest with a row or after it, but before the one to be computed. */
const isBetween = (at: string | undefined, latest: string, day: string): boolean =>
  at !== undefined && at >= latest && at < day;
