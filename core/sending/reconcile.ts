import { type Instant, MINUTE } from '../clock.ts';
import type { Log } from '../log.ts';
import { cachedOf } from '../runs/need.ts';
import type { Run } from '../runs/run.ts';
import { runsWithWork } from '../runs/run-store.ts';
import { wakesByItself } from '../runs/transitions.ts';
import { forEachOf } from '../streams.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import { readQuotaDay } from '../warm-up/quota-store.ts';
import type { SendingPorts } from './ports.ts';

/** How often the reconciler runs. */
const RECONCILE_EVERY = 5 * MINUTE;
/** Tokens sent side by side. */
const STREAMS = 20;

/** The first time at which a run needs a token; null for one that waits for its user. */
export function wantsTokenAt(run: Run, now: Instant, offsetMinutes: number): Instant | null {
  /* fence: reconcile-open */ if (run.open > 0) return now;
  // One that waits for the rate has a token on its way; should that be lost, its time passes all the same.
  if (run.status === 'sending') return Math.max(now, run.tokenAt ?? 0);
  /* fence: reconcile-cancelled */ if (run.status === 'cancelled' && run.finishedAt === null) return now;
  /* fence: reconcile-doubts */ const times = run.doubts.map(({ dueAt }) => dueAt);
  /* fence: reconcile-look */ if (run.lookAt !== null) times.push(run.lookAt);
  if (wakesByItself(run) && run.wakeAt !== null) {
    const isBehind = run.behind !== null && run.parkDay === quotaDayOf(now, offsetMinutes);
    /* fence: reconcile-due */ times.push(isBehind ? now : run.wakeAt);
  }
  return times.length === 0 ? null : Math.min(...times);
}

/**
 * A run that should send and whose last segment is this old does not move: doubts are resolved in 20 minutes, and a
 * freeze that fails is begun again after 16.
 */
const STALLED_AFTER = 30 * MINUTE;

/**
 * Whether a run should move and does not: an operator has to look at it. One that stands in the line for the rate has
 * its turn when its token comes, however long ago it moved (docs/decisions/0044-the-line-is-no-hold.md).
 */
export function isStalled(run: Run, now: Instant): boolean {
  const turn = Math.max(run.wakeAt ?? 0, run.tokenAt ?? 0);
  const lastMoved = Math.max(run.movedAt ?? 0, run.startedAt ?? run.createdAt, turn);
  const shouldMove = run.status === 'sending' || run.status === 'preparing' || wakesByItself(run);
  return shouldMove && now - lastMoved > STALLED_AFTER;
}

/** Maximum number of domains whose quota one round reads; the sum leaves out the rest. */
const MOST_DOMAINS = 100;

/** What domains have left today, undefined where nothing has opened the day yet; each is read once a round. */
class QuotaLeft {
  readonly #left = new Map<string, Promise<number | undefined>>();
  readonly #read: (domain: string) => Promise<number | undefined>;

  constructor({ clock, settings, tables }: Pick<SendingPorts, 'clock' | 'settings' | 'tables'>) {
    const day = quotaDayOf(clock.now(), settings.quotaDayOffsetMinutes);
    this.#read = async (domain) => (await readQuotaDay(tables, domain, day))?.left;
  }

  of(domain: string): Promise<number | undefined> {
    const left = this.#left.get(domain) ?? this.#read(domain);
    this.#left.set(domain, left);
    return left;
  }
}

/** Whether all that could move a run today is quota that older runs do not need. */
function waitsForSurplus(run: Run, now: Instant, offsetMinutes: number): boolean {
  const ownTime = wantsTokenAt({ ...run, behind: null }, now, offsetMinutes);
  return ownTime === null || ownTime > now;
}

/** The totals of the unfinished runs. */
class Work {
  #runs = 0;
  #parked = 0;
  readonly #domains = new Set<string>();

  add(run: Run): void {
    this.#runs += 1;
    if (wakesByItself(run)) this.#parked += cachedOf(run);
    if (this.#domains.size < MOST_DOMAINS) this.#domains.add(run.domain);
  }

  /** Logs how much is parked, and what the domains have left today; nothing without unfinished runs. */
  async tell(left: QuotaLeft, log: Log) {
    if (this.#runs === 0) return;
    let quotaLeft = 0;
    for (const domain of this.#domains) quotaLeft += (await left.of(domain)) ?? 0;
    log.info('work', { runs: this.#runs, parked: this.#parked, quotaLeft });
  }
}

/**
 * The safety net under lost messages and schedules: sends a token to every run that has work, and nothing else. What is
 * not reached by `until` is left to the next round. `nextAt`: when the next round will find work, according to the
 * tables now; null for never.
 */
export async function reconcileRuns(
  ports: Pick<SendingPorts, 'clock' | 'tables' | 'sendQueue' | 'settings' | 'log'>,
  until: Instant = Number.POSITIVE_INFINITY,
): Promise<{ tokens: number; nextAt: Instant | null }> {
  const { clock, tables, sendQueue, settings } = ports;
  const now = clock.now();
  const offset = settings.quotaDayOffsetMinutes;
  let tokens = 0;
  let nextAt: Instant | null = null;
  const work = new Work();
  const left = new QuotaLeft(ports);
  await forEachOf(runsWithWork(tables), { streams: STREAMS, until, clock }, async (run) => {
    if (run.finishedAt === null) work.add(run);
    if (isStalled(run, now)) ports.log.warn('run-stalled', { runId: run.runId, status: run.status });
    const at = wantsTokenAt(run, now, offset);
    if (at === null) return;
    const again = Math.max(at, now + RECONCILE_EVERY);
    nextAt = nextAt === null ? again : Math.min(nextAt, again);
    if (at > now) return;
    // A refund may leave something of the day: it is found in the next round.
    if (waitsForSurplus(run, now, offset) && (await left.of(run.domain)) === 0) return;
    await sendQueue.send({ v: 1, runId: run.runId });
    tokens += 1;
  });
  await work.tell(left, ports.log);
  return { tokens, nextAt };
}
