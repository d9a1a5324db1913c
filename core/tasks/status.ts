import type { Instant } from '../clock.ts';
import { rangesTotal } from '../runs/ranges.ts';
import type { Counts, HoldReason, Run, RunError } from '../runs/run.ts';
import type { Task } from './task.ts';

export type TaskStatus = 'waiting' | 'preparing' | 'sending' | 'paused' | 'error' | 'finished' | 'cancelled';

export const TASK_STATUSES = [
  'waiting',
  'preparing',
  'sending',
  'paused',
  'error',
  'finished',
  'cancelled',
] as const satisfies readonly TaskStatus[];

export type TaskAction = 'pause' | 'resume' | 'cancel' | 'retry';

/** Why a task is not moving, and when it will. */
export interface Hold {
  reason: HoldReason;
  since: Instant | null;
  resumesAt: Instant | null;
  behind: string | null;
}

const RUN_TO_TASK: Record<Run['status'], TaskStatus> = {
  preparing: 'preparing',
  sending: 'sending',
  paused: 'paused',
  error: 'error',
  finished: 'finished',
  cancelled: 'cancelled',
  missed: 'finished',
};

/** The active run of a task among the run that it shows, if that one is active. */
export const activeRun = (task: Task, run: Run | undefined): Run | undefined =>
  run !== undefined && run.runId === task.activeRunId ? run : undefined;

/** What a user calls the state of a task. `run` is the one that the task shows: its active run, else its latest. */
export function taskStatus(task: Task, run: Run | undefined): TaskStatus {
  const active = activeRun(task, run);
  if (active) return RUN_TO_TASK[active.status];
  if (task.state !== 'live') return task.state;
  return task.pausedAt === null ? 'waiting' : 'paused';
}

/** The table of statuses and actions (design section 2), but for repeats that change nothing. */
export function allowedActions(task: Task, run: Run | undefined): TaskAction[] {
  switch (taskStatus(task, run)) {
    case 'waiting':
      return ['pause', 'cancel', 'retry'];
    case 'preparing':
    case 'sending':
      return ['pause', 'cancel'];
    case 'paused':
      return ['pause', 'resume', 'cancel'];
    case 'error':
      return ['resume', 'cancel'];
    case 'finished':
      return ['retry'];
    case 'cancelled':
      return ['cancel', 'retry'];
  }
}

/** Whether a user may change all but the type (`all`), or only the name; `none` once the task has ended. */
export function editable(task: Task, run: Run | undefined): 'all' | 'name' | 'none' {
  const status = taskStatus(task, run);
  if (status === 'finished' || status === 'cancelled') return 'none';
  if (status === 'waiting') return 'all';
  const active = activeRun(task, run);
  const started = active !== undefined && (active.startedAt !== null || active.retryOf !== null);
  const held = status === 'paused' || status === 'error';
  return held && !started && (active === undefined || active.snapshot === null) ? 'all' : 'name';
}

/** Why the task is held, or null while it is not. */
export function holdOf(task: Task, run: Run | undefined): Hold | null {
  if (taskStatus(task, run) !== 'paused') return null;
  const active = activeRun(task, run);
  if (active === undefined || active.hold === 'user' || active.hold === null) {
    return { reason: 'user', since: active?.holdSince ?? task.pausedAt, resumesAt: null, behind: null };
  }
  return { reason: active.hold, since: active.holdSince, resumesAt: active.wakeAt, behind: active.behind };
}

/** Why the task cannot go on, or null. */
export const errorOf = (task: Task, run: Run | undefined): RunError | null =>
  taskStatus(task, run) === 'error' ? (activeRun(task, run)?.error ?? null) : null;

/** Statuses in which what nobody has claimed is shown as `cached`; otherwise it is about to be claimed. */
const HELD: ReadonlySet<Run['status']> = new Set(['paused', 'error']);

/** Counts of a run, from one read of its row. They add up to `requested`, whatever has crashed. */
export function countsOf(run: Run | undefined): Counts {
  if (!run) return { requested: 0, sent: 0, failed: 0, skipped: 0, unknown: 0, cached: 0, inFlight: 0 };
  const { count, sent, failed, skipped, unknown } = run;
  const unclaimed = count - run.next + rangesTotal(run.rest);
  const cached = HELD.has(run.status) ? unclaimed : 0;
  const inFlight = count - cached - (sent + failed + skipped + unknown);
  return { requested: count, sent, failed, skipped, unknown, cached, inFlight };
}

/** Share of the recipients that have an outcome, 0 to 1, to four places; 1 only when all have. */
export function progressOf(run: Run | undefined): number {
  const { requested, cached, inFlight } = countsOf(run);
  if (requested === 0) return run !== undefined && (run.snapshot !== null || run.finishedAt !== null) ? 1 : 0;
  const done = requested - cached - inFlight;
  return done === requested ? 1 : Math.min(0.9999, Math.round((done / requested) * 10_000) / 10_000);
}
