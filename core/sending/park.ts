import { HOUR, type Instant } from '../clock.ts';
import { type Need, needOfOlder } from '../runs/need.ts';
import type { HoldReason, Run, RunError } from '../runs/run.ts';
import { runFromItem, runIs, runOrder, updateRun } from '../runs/run-store.ts';
import type { WriteResult } from '../tables.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import { quotaDayOf, wakeAtOf } from '../warm-up/quota-day.ts';
import { quotaDay } from '../warm-up/quota-of-day.ts';
import { runEvent } from '../webhooks/events.ts';
import type { SendingPorts } from './ports.ts';

/**
 * Parks a run that the day's quota refused: state first, then one schedule named after run and day. Refused while
 * segments are open: the last one to close parks, and their refunds are used first. An instant that is still to come
 * stays: a manual resume does not put the run off.
 */
export async function parkRun(run: Run, day: string, need: Need, ports: SendingPorts): Promise<void> {
  const { clock, log, publish, schedules, settings, tables } = ports;
  const domain = await readDomain(tables, run.domain);
  if (!domain) throw new Error(`domain of run ${run.runId} is missing`);
  const now = clock.now();
  const isStillToCome = run.wakeAt !== null && run.wakeAt > now;
  const firstStart = run.startedAt ?? run.createdAt;
  const wakeAt = isStillToCome ? run.wakeAt : wakeAtOf(domain, firstStart, now, settings.quotaDayOffsetMinutes);
  const behind = need.mails > 0 ? need.oldest : null;
  const parked = await tables.write(
    updateRun(
      run.runId,
      { status: 'paused', hold: 'warm-up-quota', holdSince: now, wakeAt, parkDay: day, behind },
      {
        when: [
          runIs('status', '=', 'sending'),
          runIs('open', '=', 0),
          run.wakeAt === null ? { attribute: 'wakeAt', is: 'missing' } : runIs('wakeAt', '=', run.wakeAt),
        ],
        index: { parkedPk: run.domain, parkedSk: runOrder(run) },
      },
    ),
  );
  if (!parked.ok || wakeAt === null) return;
  log.info('run-parked', { runId: run.runId, day, wakeAt, behind });
  if (!isStillToCome) {
    await schedules.create(`p-${run.runId}-${day}`, wakeAt, { queue: 'send', message: { v: 1, runId: run.runId } });
  }
  await publish?.(runEvent('task.paused', asWritten(run, parked), now, { reason: 'warm-up-quota', resumesAt: wakeAt }));
}

/** A run as a conditional write left it. */
const asWritten = (run: Run, { item }: Extract<WriteResult, { ok: true }>): Run => (item ? runFromItem(item) : run);

/**
 * Holds a run whose domain the reputation guard holds, until the guard lets go; like a park, once no segment is open.
 * What it needs of the day on which it goes on is reserved for it as for parked mail.
 */
export async function holdRun(run: Run, until: Instant, ports: SendingPorts): Promise<void> {
  const { clock, log, publish, schedules, settings, tables } = ports;
  const now = clock.now();
  const day = quotaDayOf(now, settings.quotaDayOffsetMinutes);
  const held = await tables.write(
    updateRun(
      run.runId,
      {
        status: 'paused',
        movedAt: now,
        hold: 'reputation',
        holdSince: now,
        wakeAt: until,
        parkDay: day,
        behind: null,
      },
      {
        when: [runIs('status', '=', 'sending'), runIs('open', '=', 0)],
        index: { parkedPk: run.domain, parkedSk: runOrder(run) },
      },
    ),
  );
  if (!held.ok) return;
  log.warn('run-held', { runId: run.runId, reason: 'reputation', wakeAt: until });
  const token = { v: 1 as const, runId: run.runId };
  await schedules.create(`r-${run.runId}-${until.toString(36)}`, until, { queue: 'send', message: token });
  await publish?.(runEvent('task.paused', asWritten(run, held), now, { reason: 'reputation', resumesAt: until }));
}

/** How long a run waits before it tries an account again whose own quota for 24 hours is used up. */
const ACCOUNT_QUOTA_WAIT = HOUR;

/** Stops a run that cannot go on, or not now, because of its domain or account. Only a run that is sending. */
export async function stopRun(run: Run, code: RunError | 'account-quota', ports: SendingPorts): Promise<void> {
  const now = ports.clock.now();
  const changes: Partial<Run> =
    code === 'account-quota'
      ? { status: 'paused', hold: 'account-quota', holdSince: now, wakeAt: now + ACCOUNT_QUOTA_WAIT }
      : { status: 'error', error: code, hold: null, holdSince: null };
  const stopped = await ports.tables.write(updateRun(run.runId, changes, { when: [runIs('status', '=', 'sending')] }));
  ports.log.warn('run-stopped', { runId: run.runId, code });
  if (!stopped.ok) return;
  const event = code === 'account-quota' ? 'task.paused' : 'task.error';
  const told = { reason: code, resumesAt: changes.wakeAt ?? null };
  await ports.publish?.(runEvent(event, asWritten(run, stopped), now, told));
}

const WAKING: HoldReason[] = ['warm-up-quota', 'account-quota', 'reputation'];

/** Whether a hold ends by itself at `wakeAt`. */
export const wakesByItself = (run: Run): boolean => run.status === 'paused' && WAKING.includes(run.hold ?? 'user');

/**
 * Lets a held run go on: when its instant has come, or, on the day on which it parked behind another, as soon as the
 * day has more left than older runs need. A user's pause is never woken. Returns the run as it then is.
 */
export async function wakeRun(run: Run, ports: SendingPorts): Promise<Run> {
  const { clock, settings, tables } = ports;
  if (!wakesByItself(run) || run.hold === null || run.wakeAt === null) return run;
  const now = clock.now();
  const isDue = run.wakeAt <= now;
  const today = quotaDayOf(now, settings.quotaDayOffsetMinutes);
  const mayGoEarly = run.hold === 'warm-up-quota' && run.parkDay === today;
  if (!isDue && !(mayGoEarly && (await hasSurplus(run, today, ports)))) return run;
  // Midnight may have come while we looked: the next day is not the one on which it may go on early.
  if (!isDue && quotaDayOf(clock.now(), settings.quotaDayOffsetMinutes) !== today) return run;
  const woken = await tables.write(
    updateRun(
      run.runId,
      { status: 'sending', hold: null, holdSince: null, behind: null, movedAt: now },
      {
        when: [
          runIs('status', '=', 'paused'),
          runIs('hold', '=', run.hold),
          isDue ? runIs('wakeAt', '<=', now) : runIs('wakeAt', '=', run.wakeAt),
        ],
      },
    ),
  );
  if (woken.ok) {
    ports.log.info('run-woken', { runId: run.runId, early: !isDue });
    await ports.publish?.(runEvent('task.resumed', asWritten(run, woken), now));
  }
  const item = woken.ok ? woken.item : woken.old;
  return item ? runFromItem(item) : run;
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
  return row.left > need.mails;
}
