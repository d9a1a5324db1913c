import type { Actor } from '../actor.ts';
import type { Instant } from '../clock.ts';
import type { StackHold } from '../rate/stack-hold.ts';
import type { HoldReason } from '../runs/holds.ts';
import type { Run, RunError } from '../runs/run.ts';
import type { Task } from './task.ts';

export const TASK_STATUSES = ['waiting', 'preparing', 'sending', 'paused', 'error', 'finished', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

export type TaskAction = 'pause' | 'resume' | 'cancel' | 'retry';

/** Why a task is not moving, and when it will. */
export interface Hold {
  reason: HoldReason;
  since: Instant | null;
  /** Who holds it, with the reasons `user` and `hold-all`; null where that is not known. */
  by: Actor | null;
  resumesAt: Instant | null;
  behind: string | null;
  /** The last answer of the mail server, with the reason `mail-server`. */
  lastAnswer: string | null;
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

/** What the status of a task is derived from, beside the run that it shows. */
type TaskState = Pick<Task, 'state' | 'pausedAt' | 'activeRunId'>;
/** The same, and who paused it. */
type HeldState = TaskState & Pick<Task, 'pausedBy'>;

/** The active run of a task among the run that it shows, if that one is active. */
export const activeRun = (task: TaskState, run: Run | undefined): Run | undefined =>
  run !== undefined && run.runId === task.activeRunId ? run : undefined;

/** The state of a task as users see it. `run` is the one that the task shows: its active run, or else its latest. */
export function taskStatus(task: TaskState, run: Run | undefined): TaskStatus {
  const active = activeRun(task, run);
  if (active) return RUN_TO_TASK[active.status];
  if (task.state !== 'live') return task.state;
  return task.pausedAt === null ? 'waiting' : 'paused';
}

/** The actions that each status allows (docs/api.md), except repetitions that change nothing. */
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

/**
 * A run as users see it while the whole stack is held: whatever would send or resume automatically is paused by that,
 * and nobody knows until when. Its row says nothing of it, so that one write holds and releases every run.
 */
export function runUnderHold(run: Run, stackHold: StackHold | null): Run {
  const isMoving = run.status === 'preparing' || run.status === 'sending';
  const resumesByItself = run.status === 'paused' && run.hold !== 'user';
  if (stackHold === null || !(isMoving || resumesByItself)) return run;
  return { ...run, status: 'paused', hold: 'hold-all', holdSince: stackHold.since, wakeAt: null, behind: null };
}

/**
 * Why a run is held, or null while it is not. A user's hold promises nothing, whatever held the run before. `holders`:
 * who paused its task, and who holds the whole stack.
 */
export function holdOfRun(
  { status, hold, holdSince, wakeAt, behind, refusal }: Run,
  { pausedBy, stackHold }: Holders,
): Hold | null {
  if (status !== 'paused' || hold === null) return null;
  if (hold === 'user') return heldBy('user', holdSince, pausedBy);
  if (hold === 'hold-all') return heldBy('hold-all', holdSince, stackHold?.by ?? null);
  const lastAnswer = hold === 'mail-server' ? (refusal?.answer ?? null) : null;
  return { reason: hold, since: holdSince, by: null, resumesAt: wakeAt, behind, lastAnswer };
}

interface Holders extends Pick<Task, 'pausedBy'> {
  stackHold: StackHold | null;
}

/** Why the task is held, or null while it is not. While the whole stack is held, a task that waits says so, too. */
export function holdOf(task: HeldState, run: Run | undefined, stackHold: StackHold | null = null): Hold | null {
  const status = taskStatus(task, run);
  if (status === 'waiting' && stackHold !== null) return heldBy('hold-all', stackHold.since, stackHold.by);
  if (status !== 'paused') return null;
  const active = activeRun(task, run);
  const { pausedAt, pausedBy } = task;
  return (
    (active && holdOfRun(active, { pausedBy, stackHold })) ?? heldBy('user', active?.holdSince ?? pausedAt, pausedBy)
  );
}

/** A hold that lasts until somebody ends it. */
const heldBy = (reason: HoldReason, since: Instant | null, by: Actor | null): Hold => ({
  reason,
  since,
  by,
  resumesAt: null,
  behind: null,
  lastAnswer: null,
});

/** Why the task cannot continue, or null. */
export const errorOf = (task: TaskState, run: Run | undefined): RunError | null =>
  taskStatus(task, run) === 'error' ? (activeRun(task, run)?.error ?? null) : null;
