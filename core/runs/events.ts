import { type Instant, isoOrNull } from '../clock.ts';
import { countsOf } from './counts.ts';
import type { Run } from './run.ts';

/** The changes of tasks that are published. `task.started` and `task.finished` come once for each run. */
export const TASK_EVENTS = ['task.started', 'task.paused', 'task.resumed', 'task.error', 'task.finished'] as const;
export type TaskEventName = (typeof TASK_EVENTS)[number];

/** A change of a run, or of a task that has no run yet. */
export interface TaskEvent {
  event: TaskEventName;
  taskId: string;
  at: Instant;
  /** Ids and facts only. */
  data: Record<string, unknown>;
}

/** Publishes a fact that is written already. Never throws: a publisher does not depend on its receivers. */
export type Publish = (event: TaskEvent) => Promise<void>;

/** Why a run or task is held, and until when. */
export interface Standstill {
  reason?: string | null;
  resumesAt?: Instant | null;
}

export const taskEvent = (
  event: TaskEventName,
  { taskId, run }: { taskId: string; run: Run | undefined },
  at: Instant,
  { reason = null, resumesAt = null }: Standstill = {},
): TaskEvent => ({
  event,
  taskId,
  at,
  data: {
    taskId,
    runId: run?.runId ?? null,
    reason,
    resumesAt: isoOrNull(resumesAt),
    counts: countsOf(run),
  },
});
