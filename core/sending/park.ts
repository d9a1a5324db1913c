import { HOUR, type Instant } from '../clock.ts';
import { type Need, needOfOlder } from '../runs/need.ts';
import type { Run, RunError } from '../runs/run.ts';
import { apply, awaitAccount, awaitReputation, park, stop, wake, wakesByItself } from '../runs/transitions.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import { quotaDayOf, wakeAtOf } from '../warm-up/quota-day.ts';
import { quotaDay } from '../warm-up/quota-of-day.ts';
import type { SendingPorts } from './ports.ts';

/**
 * Parks a run that the day's quota refused: state first, then one schedule named after run and day. Refused while
 * segments are open: the last one to close parks, and their refunds are used first. A future wake time is kept, so that
 * a manual resume does not delay the run (docs/decisions/0005-a-future-wake-time-is-kept.md).
 */
export async function parkRun(run: Run, day: string, need: Need, ports: SendingPorts): Promise<void> {
  const { clock, schedules, settings, tables } = ports;
  const domain = await readDomain(tables, run.domain);
  if (!domain) throw new Error(`domain of run ${run.runId} is missing`);
  const now = clock.now();
  const kept = /* fence: park-keeps-wake */ (run.wakeAt ?? 0) > now ? run.wakeAt : null;
  const wakeAt = kept ?? wakeAtOf(domain, run.startedAt ?? run.createdAt, now, settings.quotaDayOffsetMinutes);
  const behind = need.mails > 0 ? need.oldest : null;
  const parked = await apply(park(run, { wakeAt, day, behind }, now), ports);
  if (!parked.done || kept !== null) return;
  const name = /* fence: park-schedule */ `p-${run.runId}-${day}`;
  await schedules.create(name, wakeAt, { queue: 'send', message: { v: 1, runId: run.runId } });
}

/**
 * Holds a run whose domain the reputation guard holds, until the guard ends its hold; like a park, once no segment is
 * open. Its need of the day on which it resumes is reserved for it as for parked mail.
 */
export async function holdForReputation(run: Run, until: Instant, ports: SendingPorts): Promise<void> {
  const { clock, schedules, settings } = ports;
  const now = clock.now();
  const held = await apply(
    awaitReputation(run, { until, day: quotaDayOf(now, settings.quotaDayOffsetMinutes) }, now),
    ports,
  );
  if (!held.done) return;
  const token = { v: 1 as const, runId: run.runId };
  await schedules.create(`r-${run.runId}-${until.toString(36)}`, until, { queue: 'send', message: token });
}

/** How long a run waits before it tries an account again whose own quota for 24 hours is used up. */
const ACCOUNT_QUOTA_WAIT = HOUR;

/** Stops a run that cannot continue, or not now, because of its domain or account. Only a run that is sending. */
export async function stopRun(run: Run, code: RunError | 'account-quota', ports: SendingPorts): Promise<void> {
  const now = ports.clock.now();
  await apply(
    code === 'account-quota' ? awaitAccount(run, now + ACCOUNT_QUOTA_WAIT, now) : stop(run, code, now),
    ports,
  );
}

/**
 * Resumes a held run: at its `wakeAt`, or, on the day on which it parked behind another, as soon as the day has more
 * left than older runs need. A user's pause is never woken. Returns the run as it then is.
 */
export async function wakeRun(run: Run, ports: SendingPorts): Promise<Run> {
  const { clock, settings } = ports;
  if (!wakesByItself(run) || run.wakeAt === null) return run;
  const now = clock.now();
  const isDue = /* fence: wake-time */ run.wakeAt <= now;
  const today = quotaDayOf(now, settings.quotaDayOffsetMinutes);
  const mayGoEarly = run.hold === 'warm-up-quota' && run.parkDay === today;
  if (!isDue && !(mayGoEarly && (await hasSurplus(run, today, ports)))) return run;
  // Midnight may have passed during the reads: the run may not resume early on the next day.
  if (!isDue && quotaDayOf(clock.now(), settings.quotaDayOffsetMinutes) !== today) return run;
  return (await apply(wake(run, { early: !isDue }, now), ports)).run ?? run;
}

/** Whether a day has more left than the older parked runs of the domain need. */
export async function hasSurplus(
  run: Run,
  day: string,
  { clock, tables, settings }: Pick<SendingPorts, 'clock' | 'tables' | 'settings'>,
): Promise<boolean> {
  const domain = await readDomain(tables, run.domain);
  if (!domain) return false;
  const { row } = await quotaDay(tables, domain, day);
  if (row.left <= 0 || (row.heldUntil ?? 0) > clock.now()) return false;
  const need = await needOfOlder(tables, run, day, settings.quotaDayOffsetMinutes, row.left);
  /* fence: surplus */ return row.left > need.mails;
}
