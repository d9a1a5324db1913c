import { DAY, type Instant, MINUTE, SECOND } from '../../core/clock.ts';
import { endOfDay, quotaDayOf } from '../../core/warm-up/quota-day.ts';
import { checkEnd, checkTidiness, isAtRest, isOver, lastInstant, tasksOf } from './check-end.ts';
import { checkHandOver } from './check-mails.ts';
import { OrderWatch, surplusFor } from './check-order.ts';
import { checkChange } from './check-rows.ts';
import type { FaultKind } from './faults.ts';
import type { Report } from './report.ts';
import { disturb, release, resume } from './user-actions.ts';
import { type HistoryOptions, World } from './world.ts';

export interface Violation {
  invariant: string;
  message: string;
  at: Instant;
}

export interface History {
  seed: number;
  violations: Violation[];
  steps: number;
  /** Digest of all that happened: the same for the same seed. */
  digest: string;
  trace: string[];
  faults: ReadonlyMap<FaultKind, number>;
  enabled: FaultKind[];
  coverage: ReadonlyMap<string, number>;
  /** Digests of the different states of the runs. */
  states: ReadonlySet<string>;
}

/** More than any history that is not stuck. */
const MOST_STEPS = 60_000;
const MOST_VIOLATIONS = 5;
/** The last disturbance and everything that it began is over so long after the calm has begun. */
const SETTLING = 60 * MINUTE;
/** What the users hold stays held so long in the calm: meanwhile the engine alone must tidy it. */
const CALM_BEFORE_RESUME = 40 * MINUTE;
/** What is watched after the last run is over, for mails that nobody may send any more. */
const AFTERWARDS = 2 * 60 * MINUTE;

/** Lives through one history, and reports what it broke. It ends at the first violations. */
export async function liveHistory(options: HistoryOptions): Promise<History> {
  const world = new World(options);
  const { machine, truth } = world;
  const violations: Violation[] = [];
  const states = new Set<string>();
  const report: Report = (invariant, message) => {
    if (violations.length >= MOST_VIOLATIONS) return;
    violations.push({ invariant, message, at: machine.now });
    machine.trace.add(machine.now, `VIOLATION ${invariant}: ${message}`);
  };
  watch(world, report, states);
  await world.prepare();
  options.scenario?.begin(world);
  let restAt: Instant | null = null;
  let bound: Instant | null = null;
  let looks = -1;
  machine.at(world.workload.calmFrom, () => {
    machine.faults.stop();
    release(world);
  });
  machine.at(world.workload.calmFrom + CALM_BEFORE_RESUME, () => goOnWithEverything(world));
  machine.at(world.workload.calmFrom + SETTLING, async () => {
    bound = await lastInstant(world);
  });
  while (violations.length === 0 && (await machine.step())) {
    if (world.errors.length > 0) report('error', describe(world.errors));
    if (machine.steps > MOST_STEPS) report('I8', 'the history does not come to an end');
    if (truth.changes !== looks && machine.faults.isCalm) {
      looks = truth.changes;
      if (restAt === null && isAtRest(world)) restAt = machine.now;
    }
    if (restAt !== null && machine.now > restAt + AFTERWARDS) break;
    if (restAt === null && bound !== null && machine.now > bound) report('I8', unfinished(world));
  }
  if (violations.length === 0) checkEnd(world, report);
  return {
    seed: options.seed,
    violations,
    steps: machine.steps,
    digest: machine.trace.digest(),
    trace: machine.trace.lines,
    faults: machine.faults.counts,
    enabled: machine.faults.enabled(),
    coverage: world.coverage,
    states,
  };
}

const describe = (errors: unknown[]): string =>
  errors.map((error) => (error instanceof Error ? (error.stack ?? error.message) : String(error))).join('; ');

const unfinished = (world: World): string => {
  const runs = [...world.truth.runs.values()].filter((run) => !isOver(run));
  return `not over: ${runs.map((run) => JSON.stringify(run)).join(' ')} ${JSON.stringify(tasksOf(world))}`;
};

/** Hangs the invariants into the world. */
function watch(world: World, report: Report, states: Set<string>): void {
  const { machine, truth } = world;
  const order = new OrderWatch(world);
  let lastTick = -1;
  truth.onQuery = (by, query, page) => order.looked(by, query, page);
  world.claimed = (by, segment, left) => order.claimed(by, segment, left, report);
  truth.onRate = (by, from, to) => world.pace.moved(by, from, to, report);
  truth.onChange = (change) => {
    for (const { after, text } of change.runs) {
      order.changed(after);
      machine.trace.add(machine.now, `= ${text}`);
      states.add(
        `${after.status} ${after.hold} ${after.open} ${after.next} ${after.count} ${after.rest.length} ${after.doubts.length}`,
      );
    }
    checkChange(world, change, report);
  };
  truth.onNoEffect = (_by, writes, result) => {
    if (result.ok) world.cover('repeated transaction recognized');
    const isClose = writes.some((write) => write.kind === 'update' && write.set?.status === 'done');
    if (isClose && !result.ok && result.refusals[0]) world.cover('close refused');
  };
  world.onHandOver = (by, mail) => checkHandOver(world, by, mail, report);
  truth.onReleased = () => {
    world.ledger.held = null;
    world.cover('released');
  };
  watchSchedules(world, report);
  machine.onStep = (process) => {
    if (machine.faults.isCalm) return;
    if (process.kind !== 'sender' && process.kind !== 'starter') return;
    disturb(world, machine.faults);
    if (machine.faults.strikes('double-reconcile')) world.reconcile();
  };
  world.reconcileEvery5Minutes(() => {
    if (machine.faults.isCalm) {
      order.checkUnused(report);
      checkTidiness(world, report);
    }
    const isQuiet = truth.changes === lastTick && machine.live.size === 0 && !hasWork(world);
    lastTick = truth.changes;
    return isQuiet;
  });
}

/** I7: one parked schedule for a run and day. */
function watchSchedules(world: World, report: Report): void {
  const made = new Map<string, string>();
  world.schedules.onCreate = (name, _at, target) => {
    if (target.queue !== 'send') return;
    const parkDay = world.truth.runs.get(target.message.runId)?.parkDay;
    const forDay = `${target.message.runId} on ${parkDay}`;
    if (made.has(forDay) && made.get(forDay) !== name) report('I7', `${forDay} has two schedules`);
    made.set(forDay, name);
  };
}

/** Whether the reconciler may find something, by a rule that is not the code's. */
function hasWork(world: World): boolean {
  const now = world.machine.now + SECOND;
  const offset = world.workload.settings.quotaDayOffsetMinutes;
  const today = quotaDayOf(now, offset);
  const isFirstOfDay = endOfDay(today, offset) - now > DAY - 10 * MINUTE;
  if (isFirstOfDay) return true;
  for (const run of world.truth.runs.values()) {
    if (run.status === 'sending' || run.status === 'preparing' || run.open > 0) return true;
    if (run.status === 'cancelled' && run.finishedAt === null) return true;
    if (run.doubts.some(({ dueAt }) => dueAt <= now)) return true;
    if (run.lookAt !== null && run.lookAt <= now) return true;
    if (run.status !== 'paused' || run.hold === 'user') continue;
    if (run.wakeAt !== null && run.wakeAt <= now) return true;
    if (run.behind !== null && run.parkDay === today && surplusFor(world, run, today) > 0) return true;
  }
  return tasksOf(world).some(({ state, pausedAt, dueAt, queuedFor, activeRunId }) => {
    if (state !== 'live' || pausedAt !== null) return false;
    return (dueAt !== null && dueAt <= now + 20 * MINUTE) || (queuedFor !== null && activeRunId === null);
  });
}

/** The users end their pauses, and see to what cannot go on. */
function goOnWithEverything(world: World): void {
  for (const task of tasksOf(world)) resume(world, task.taskId);
}
