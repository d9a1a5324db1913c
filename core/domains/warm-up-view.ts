import type { Instant } from '../clock.ts';
import { needOfOlder } from '../runs/need.ts';
import type { Tables } from '../tables.ts';
import type { Domain } from '../warm-up/domain.ts';
import { requireDomain } from '../warm-up/domain-store.ts';
import { UNLIMITED } from '../warm-up/plans.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import { quotaDay } from '../warm-up/quota-of-day.ts';
import { quotaDaysPage } from '../warm-up/quota-store.ts';
import { type ReputationChange, readChanges } from '../warm-up/reputation-store.ts';

/** The quota of a domain today. `limit`, `left` and `level` are null for `unlimited`. */
export interface QuotaToday {
  level: number | null;
  day: string;
  limit: number | null;
  left: number | null;
  /** What older parked runs will need today. */
  reserved: number;
  sent: number;
  other: number;
  /** Until when the reputation holds bulk mail; null while it does not. */
  heldUntil: Instant | null;
}

/** The warm-up of a domain as the API shows it. */
export interface WarmUpView
  extends QuotaToday,
    Pick<Domain, 'plan' | 'steps' | 'levelRule' | 'parkUntil' | 'limitOther'> {
  history: {
    day: string;
    level: number | null;
    limit: number | null;
    sent: number;
    other: number;
    /** What the mails of the day did to hold and level. */
    changes: ReputationChange[];
  }[];
}

/** The most days that the history shows. */
const HISTORY_DAYS = 100;

const shown = (limit: number): number | null => (limit >= UNLIMITED ? null : limit);

/** Throws `not-found`. */
export async function readWarmUp(
  tables: Tables,
  name: string,
  now: Instant,
  offsetMinutes: number,
): Promise<WarmUpView> {
  const domain = await requireDomain(tables, name);
  const { days } = await quotaDaysPage(tables, name, { limit: HISTORY_DAYS });
  const today = await readQuotaToday(tables, domain, now, offsetMinutes);
  const changes = await readChanges(tables, name, days.at(-1)?.day ?? today.day);
  return {
    plan: domain.plan,
    steps: domain.steps,
    levelRule: domain.levelRule,
    parkUntil: domain.parkUntil,
    limitOther: domain.limitOther,
    ...today,
    history: days.map((past) => ({
      day: past.day,
      level: shown(past.limit) === null ? null : past.level,
      limit: shown(past.limit),
      sent: past.granted,
      other: past.other,
      changes: changes.filter((change) => change.day === past.day),
    })),
  };
}

/** Today's quota of a domain, and what of it is reserved; a day without use is computed. */
export async function readQuotaToday(
  tables: Tables,
  domain: Domain,
  now: Instant,
  offsetMinutes: number,
): Promise<QuotaToday> {
  const day = quotaDayOf(now, offsetMinutes);
  const { row } = await quotaDay(tables, domain, day);
  const newest = { domain: domain.domain, startedAt: Number.MAX_SAFE_INTEGER, createdAt: 0, runId: '~' };
  const need = await needOfOlder(tables, newest, day, offsetMinutes, row.left);
  const isLimited = domain.plan !== 'unlimited';
  const heldUntil = domain.reputation?.heldUntil ?? 0;
  return {
    level: isLimited ? row.level : null,
    day,
    limit: isLimited ? row.limit : null,
    left: isLimited ? row.left : null,
    reserved: Math.min(need.mails, row.left),
    sent: row.granted,
    other: row.other,
    heldUntil: heldUntil > now ? heldUntil : null,
  };
}
