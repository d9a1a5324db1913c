import { DAY, type Instant, MINUTE } from '../../core/clock.ts';
import { rangesTotal } from '../../core/runs/ranges.ts';
import type { Run, Segment } from '../../core/runs/run.ts';
import { runOrder } from '../../core/runs/run-store.ts';
import type { Page, Query } from '../../core/tables.ts';
import { endOfDay, quotaDayOf } from '../../core/warm-up/quota-day.ts';
import type { Process } from './machine.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

/** A surplus that nobody uses for longer is a violation: three ticks of the reconciler, and a bit. */
const UNUSED_FOR = 16 * MINUTE;

/** What nobody has claimed. */
export const cachedOf = (run: Run): number => run.count - run.next + rangesTotal(run.rest);

/**
 * What a run needs of a day, in the words of the design and not in the code's: it was parked once, it is sending or
 * held by the quota until that day, and somebody of it is cached.
 */
function needOf(run: Run, dayEnd: Instant): number {
  const goesOnToday = run.hold === 'warm-up-quota' && run.wakeAt !== null && run.wakeAt < dayEnd;
  const isWaiting = run.status === 'sending' || (run.status === 'paused' && goesOnToday);
  return run.parkDay !== null && isWaiting ? cachedOf(run) : 0;
}

/** What a day has left beyond the needs of older runs; 0 while it has no row. */
export function surplusFor(world: World, run: Run, day: string): number {
  const left = world.truth.quota(run.domain, day)?.left ?? 0;
  const dayEnd = endOfDay(day, world.workload.settings.quotaDayOffsetMinutes);
  const mine = runOrder(run);
  let need = 0;
  for (const other of world.truth.runs.values()) {
    if (other.domain === run.domain && runOrder(other) < mine) need += needOf(other, dayEnd);
  }
  return Math.max(0, left - need);
}

/**
 * A claim that was looked for may be carried out so much later: an invocation takes 5 minutes, a late effect 10 more.
 */
const LATEST_CLAIM = 16 * MINUTE;

interface Watch {
  domain: string;
  at: Instant;
  /**
   * The least that each older run needed at any moment since the claimer looked, by the end of the day: a claim reads
   * the clock once, so that one that looks just after midnight may still be about the day before.
   */
  leastOf: Map<Instant, Map<string, number>>;
}

/**
 * I17. A claim looks at the needs of older runs, then takes. What an older run needed at every moment from that look
 * to the claim, and the index showed, must be left after it.
 */
export class OrderWatch {
  readonly #world: World;
  readonly #watches = new Map<Process, Watch>();
  readonly #unusedSince = new Map<string, Instant>();

  constructor(world: World) {
    this.#world = world;
  }

  #dayEnd(by: Process): Instant {
    const offset = this.#world.workload.settings.quotaDayOffsetMinutes;
    return endOfDay(quotaDayOf(by.clock.now(), offset), offset);
  }

  looked(by: Process, query: Query, page: Page): void {
    if (query.index !== 'parked' || by.kind !== 'sender') return;
    const today = this.#dayEnd(by);
    const leastOf: Watch['leastOf'] = new Map([today - DAY, today].map((dayEnd) => [dayEnd, new Map()]));
    for (const { parkedSk } of page.items) {
      const runId = String(parkedSk).slice(String(parkedSk).indexOf('#') + 1);
      const run = this.#world.truth.runs.get(runId);
      if (run) for (const [dayEnd, least] of leastOf) least.set(runId, needOf(run, dayEnd));
    }
    this.#watches.set(by, { domain: query.pk, at: this.#world.machine.now, leastOf });
  }

  changed(run: Run): void {
    for (const [by, { leastOf, at }] of this.#watches) {
      // A claim of a dead process may still be on its way for a while.
      if (!by.isAlive && at < this.#world.machine.now - LATEST_CLAIM) this.#watches.delete(by);
      for (const [dayEnd, least] of leastOf) {
        const known = least.get(run.runId);
        if (known) least.set(run.runId, Math.min(known, needOf(run, dayEnd)));
      }
    }
  }

  claimed(by: Process, segment: Segment, left: number, report: Report): void {
    const run = this.#world.truth.runs.get(segment.runId);
    const watch = this.#watches.get(by);
    if (!run || watch?.domain !== run.domain) {
      report('I17', `run ${segment.runId} is claimed without a look`);
      return;
    }
    const least = watch.leastOf.get(endOfDay(segment.day, this.#world.workload.settings.quotaDayOffsetMinutes));
    if (!least) {
      report('I17', `run ${segment.runId} is claimed for ${segment.day}, which is long over`);
      return;
    }
    const mine = runOrder(run);
    let need = 0;
    for (const [runId, mails] of least) {
      const other = this.#world.truth.runs.get(runId);
      if (other && runOrder(other) < mine) need += mails;
    }
    if (need > 0) this.#world.cover('claimed a surplus');
    if (left < need) report('I17', `run ${run.runId} takes of ${need} that older runs need, and leaves ${left}`);
  }

  /** In calm: quota that a run parked today behind another could use is used within two ticks. */
  checkUnused(report: Report): void {
    const { machine, truth, workload } = this.#world;
    const offset = workload.settings.quotaDayOffsetMinutes;
    const day = quotaDayOf(machine.now, offset);
    for (const run of truth.runs.values()) {
      const isParked = run.status === 'paused' && run.hold === 'warm-up-quota' && run.parkDay === day;
      const isHeld = isParked && run.behind !== null && cachedOf(run) > 0;
      if (!isHeld) {
        this.#unusedSince.delete(run.runId);
        continue;
      }
      const surplus = surplusFor(this.#world, run, day);
      if (surplus === 0) {
        this.#unusedSince.delete(run.runId);
        continue;
      }
      const since = this.#unusedSince.get(run.runId) ?? machine.now;
      this.#unusedSince.set(run.runId, since);
      if (machine.now - since > UNUSED_FOR) {
        report('I17', `run ${run.runId} is parked since ${since}, while ${surplus} mails could be sent today`);
      }
    }
  }
}
