import type { Instant } from '../clock.ts';
import type { HoldReason, Run, RunError } from '../runs/run.ts';
import type { Task } from './task.ts';

export const TASK_STATUSES = ['waiting', 'preparing', 'sending', 'paused', 'error', 'finished', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

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

/** The state of a task as users see it. `run` is the one that the task shows: its active run, or else its latest. */
export function taskStatus(task: Task, run: Run | undefined): TaskStatus {
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

/** Why the task is held, or null while it is not. */
export function holdOf(task: Task, run: Run | undefined): Hold | null {
  if (taskStatus(task, run) !== 'paused') return null;
  const active = activeRun(task, run);
  if (active === undefined || active.hold === 'user' || active.hold === null) {
    return { reason: 'user', since: active?.holdSince ?? task.pausedAt, resumesAt: null, behind: null };
  }
  return { reason: active.hold, since: active.holdSince, resumesAt: active.wakeAt, behind: active.behind };
}

/** Why the task cannot continue, or null. */
export const errorOf = (task: Task, run: Run | undefined): RunError | null =>
  taskStatus(task, run) === 'error' ? (activeRun(task, run)?.error ?? null) : null;
