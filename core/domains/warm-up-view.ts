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

/** The warm-up of a domain as the API shows it. `limit` and `level` are null for `unlimited`. */
export interface WarmUpView extends Pick<Domain, 'plan' | 'steps' | 'levelRule' | 'parkUntil' | 'limitOther'> {
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
  const day = quotaDayOf(now, offsetMinutes);
  const { row } = await quotaDay(tables, domain, day);
  const { days } = await quotaDaysPage(tables, name, { limit: HISTORY_DAYS });
  const changes = await readChanges(tables, name, days.at(-1)?.day ?? day);
  const newest = { domain: name, startedAt: Number.MAX_SAFE_INTEGER, createdAt: 0, runId: '~' };
  const need = await needOfOlder(tables, newest, day, offsetMinutes, row.left);
  const isLimited = domain.plan !== 'unlimited';
  return {
    plan: domain.plan,
    steps: domain.steps,
    level: isLimited ? row.level : null,
    levelRule: domain.levelRule,
    parkUntil: domain.parkUntil,
    limitOther: domain.limitOther,
    day,
    limit: isLimited ? row.limit : null,
    left: isLimited ? row.left : null,
    reserved: Math.min(need.mails, row.left),
    sent: row.granted,
    other: row.other,
    heldUntil: (domain.reputation?.heldUntil ?? 0) > now ? (domain.reputation?.heldUntil ?? null) : null,
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
