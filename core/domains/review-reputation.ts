import type { Clock, Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import type { Log } from '../log.ts';
import type { Queue, RunToken } from '../queue.ts';
import type { Random } from '../random.ts';
import type { SendingSettings } from '../rate/settings.ts';
import type { Publish } from '../runs/events.ts';
import { resumeFreedRuns } from '../sending/resume-freed.ts';
import type { Tables, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import type { Domain, Reputation } from '../warm-up/domain.ts';
import { readDomain, replaceDomain } from '../warm-up/domain-store.ts';
import { stepsOf } from '../warm-up/plans.ts';
import { daysBetween, endOfDay, quotaDayOf } from '../warm-up/quota-day.ts';
import { holdDay, raiseDay } from '../warm-up/quota-ledger.ts';
import { quotaDay } from '../warm-up/quota-of-day.ts';
import { readQuotaDay } from '../warm-up/quota-store.ts';
import {
  blockCause,
  GUARD_HOLD,
  guardCause,
  lowerCause,
  mayRise,
  type ReputationFigures,
} from '../warm-up/reputation.ts';
import { newChangeWrite, type ReputationChange, readFigures } from '../warm-up/reputation-store.ts';

export interface ReputationPorts {
  tables: Tables;
  clock: Clock;
  random: Random;
  log: Log;
  sendQueue: Queue<RunToken>;
  settings: SendingSettings;
  /** Publishes resumed runs to webhooks. @default no events are published */
  publish?: Publish;
}

/** Verdicts and lost races with other changes of the domain; after them the next batch of events reviews it again. */
const TRIES = 8;

/** The subject of a review: the mails of one day of a domain, now. */
interface Review {
  domain: Domain;
  /** The quota day of the mails. */
  day: string;
  today: string;
  now: Instant;
  figures: ReputationFigures;
}

/** The change to make. `name`: it is made once per day of mails under this name. */
interface Verdict {
  name: string;
  change: ReputationChange;
  reputation: Reputation;
}

/**
 * Reviews a day's figures after they changed: the guard may hold the domain, and under the level rule `reputation` the
 * level may change or the day be blocked. Each change is recorded with its figures, once a day.
 */
export async function reviewReputation(name: string, day: string, ports: ReputationPorts): Promise<void> {
  const figures = await readFigures(ports.tables, name, day);
  if (!figures) return;
  const lookOnce = async () => {
    const domain = await readDomain(ports.tables, name);
    if (!domain) return;
    const now = ports.clock.now();
    const today = quotaDayOf(now, ports.settings.quotaDayOffsetMinutes);
    const review: Review = { domain, day, today, now, figures };
    const verdict = verdictOf(review, ports.settings.quotaDayOffsetMinutes);
    if (verdict === null) {
      await riseWhileGood(review, ports);
      return;
    }
    // A change alters the subject: only the same verdict twice is an end.
    return (await carryOut(review, verdict, ports)) === 'done-before' ? undefined : AGAIN;
  };
  await tries(TRIES, `reputation of domain ${name}`, lookOnce, () => undefined);
}

/** The first change to make that was not made for this day before. */
function verdictOf(review: Review, offsetMinutes: number): Verdict | null {
  const { domain, day, today, now, figures } = review;
  const before = domain.reputation ?? {};
  const change = { day, at: now, level: null, until: null, figures };
  const guard = guardCause(figures);
  if (guard !== null && !before.guardedFor?.includes(day)) {
    const until = Math.max(now + GUARD_HOLD, before.heldUntil ?? 0);
    return {
      name: 'held',
      change: { ...change, kind: 'held', cause: guard, until },
      reputation: {
        ...before,
        heldUntil: until,
        guardedOn: today,
        guardedFor: remember(before.guardedFor, day),
        risesMissed: (before.risesMissed ?? 0) + 1,
      },
    };
  }
  if (domain.levelRule !== 'reputation') return null;
  const block = blockCause(figures);
  if (block !== null && day === today && before.blockedOn !== today) {
    const until = Math.max(endOfDay(today, offsetMinutes), before.heldUntil ?? 0);
    return {
      name: 'blocked',
      change: { ...change, kind: 'blocked', cause: block, until },
      reputation: { ...before, heldUntil: until, blockedOn: today },
    };
  }
  const lower = lowerCause(figures);
  if (lower === null || daysBetween(day, today) > 1 || before.loweredFor === day) return null;
  return {
    name: 'lowered',
    change: { ...change, kind: 'lowered', cause: lower },
    reputation: { ...before, loweredOn: today, loweredFor: day },
  };
}

/** Days whose mails tripped the guard already; older mails prove nothing more. */
const REMEMBERED_DAYS = 10;
const remember = (days: string[] | undefined, day: string): string[] => [...(days ?? []), day].slice(-REMEMBERED_DAYS);

/** State of the domain, its open days and the record in one transaction, so that no claim slips in between. */
async function carryOut(
  { domain, today, now }: Review,
  { name, change, reputation }: Verdict,
  { tables, random, settings, log }: ReputationPorts,
): Promise<'done' | 'done-before' | 'again'> {
  const level = change.kind === 'lowered' ? await levelAfterLowering(tables, domain, today) : change.level;
  const writes: Write[] = [
    newChangeWrite(domain.domain, name, { ...change, level }),
    replaceDomain({ ...domain, reputation, updatedAt: now }),
  ];
  if (change.until !== null) {
    // The next day, too: a sender with another clock may be past midnight already.
    const next = quotaDayOf(endOfDay(today, settings.quotaDayOffsetMinutes), settings.quotaDayOffsetMinutes);
    for (const day of [today, next]) {
      const isStored = (await readQuotaDay(tables, domain.domain, day)) !== undefined;
      writes.push(holdDay(domain.domain, day, isStored, change.until));
    }
  }
  const result = await commit(writes, { tables, random });
  if (!result.ok) return result.refusals[0] ? 'done-before' : 'again';
  log.warn('reputation-changed', { domain: domain.domain, kind: change.kind, cause: change.cause, day: change.day });
  return 'done';
}

async function levelAfterLowering(tables: Tables, domain: Domain, today: string): Promise<number> {
  const { row } = await quotaDay(tables, domain, today);
  return Math.max(1, row.level - 1);
}

/** Raises today's level step by step, as long as its figures are good enough for the limit that it then has. */
async function riseWhileGood({ domain, day, today, now, figures }: Review, ports: ReputationPorts): Promise<void> {
  const { tables, random, log } = ports;
  if (domain.levelRule !== 'reputation' || domain.plan === 'unlimited' || day !== today) return;
  const { guardedOn, loweredOn, heldUntil } = domain.reputation ?? {};
  const isWatched = guardedOn !== undefined && daysBetween(guardedOn, today) <= 1;
  if (isWatched || loweredOn === today || (heldUntil ?? 0) > now) return;
  let hasRisen = false;
  for (let step = 0; step < stepsOf(domain).length; step += 1) {
    const row = await readQuotaDay(tables, domain.domain, today);
    if (!row || row.level >= stepsOf(domain).length || !mayRise(figures, row.limit)) break;
    const level = row.level + 1;
    const change: ReputationChange = { day, at: now, kind: 'raised', cause: 'quality', level, until: null, figures };
    const writes = [newChangeWrite(domain.domain, `raised#${level}`, change), raiseDay(domain, row, level)];
    if (!(await commit(writes, { tables, random })).ok) break;
    log.info('reputation-changed', { domain: domain.domain, kind: 'raised', level, day });
    hasRisen = true;
  }
  if (hasRisen) await resumeFreedRuns(domain.domain, ports);
}
