import type { Clock, Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import type { Log } from '../log.ts';
import type { Queue, RunToken } from '../queue.ts';
import type { Random } from '../random.ts';
import type { SendingSettings } from '../rate/settings.ts';
import type { Publish } from '../runs/events.ts';
import { resumeFreedRuns } from '../sending/resume-freed.ts';
import type { Tables } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import type { Domain } from '../warm-up/domain.ts';
import { replaceDomain, requireDomain } from '../warm-up/domain-store.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import { relimitDay } from '../warm-up/quota-ledger.ts';
import { quotaDay } from '../warm-up/quota-of-day.ts';

export type PlanChange = Partial<
  Pick<Domain, 'plan' | 'steps' | 'level' | 'levelRule' | 'parkUntil' | 'limitOther' | 'sendingPool'>
>;

export interface PlanPorts {
  tables: Tables;
  clock: Clock;
  random: Random;
  sendQueue: Queue<RunToken>;
  settings: SendingSettings;
  log: Log;
  /** Publishes resumed runs to webhooks. @default no events are published */
  publish?: Publish;
}

const TRIES = 20;

/**
 * Changes the warm-up of a domain. It takes effect immediately: today's limit becomes that of the new plan, but never
 * falls below the grants; runs that it frees resume, oldest first. Throws `not-found`.
 */
export async function changePlan(ports: PlanPorts, name: string, change: PlanChange): Promise<void> {
  const { tables, clock, settings } = ports;
  await tries(TRIES, `warm-up plan of domain ${name}`, async () => {
    const now = clock.now();
    const domain = await requireDomain(tables, name);
    const today = quotaDayOf(now, settings.quotaDayOffsetMinutes);
    const changed = changedDomain(domain, change, today, now);
    const { row, stored } = await quotaDay(tables, domain, today);
    const writes = [replaceDomain(changed), ...(stored ? [relimitDay(changed, row, change.level ?? row.level)] : [])];
    return (await commit(writes, ports)).ok ? undefined : AGAIN;
  });
  await resumeFreedRuns(name, ports);
}

/** A domain under a changed plan. */
export const changedDomain = (domain: Domain, change: PlanChange, today: string, now: Instant): Domain => {
  const plan = change.plan ?? domain.plan;
  return {
    ...domain,
    ...change,
    steps: plan === 'custom' ? (change.steps ?? domain.steps) : null,
    ...(change.level === undefined ? {} : { levelSetOn: today, reputation: withoutMissedRises(domain.reputation) }),
    updatedAt: now,
  };
};

/** An operator's level starts without the rises that were missed before. */
const withoutMissedRises = (reputation: Domain['reputation']): Domain['reputation'] =>
  reputation ? { ...reputation, risesMissed: 0 } : null;
