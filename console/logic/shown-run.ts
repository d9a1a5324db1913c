import type { Run, Task } from '../api/answers.ts';

/** What of a run its task's page shows: its numbers, and how it stands. */
export type ShownRun = Pick<Run, 'runId' | 'status' | 'error' | 'hold' | 'progress' | 'counts' | 'reason'> & {
  startedAt: string | null;
  finishedAt: string | null;
};

/** The run that was chosen, else the one that the task itself shows; null before the first one. */
export function shownRun(task: Task, runs: readonly Run[], wanted: string | undefined): ShownRun | null {
  const chosen = runs.find(({ runId }) => runId === (wanted ?? task.runId));
  // The task is read more often than its runs: of its own run it knows the newer numbers.
  const { runId, progress, counts, hold, error, startedAt, finishedAt } = task;
  if (runId === null || (wanted !== undefined && wanted !== runId)) return chosen ?? null;
  // A task that waits for its next occurrence shows the run before it, which has ended.
  const status = task.status === 'waiting' ? (chosen?.status ?? 'finished') : task.status;
  const standing = task.status === 'waiting' ? { hold: null, error: null } : { hold, error };
  return { runId, status, progress, counts, ...standing, reason: chosen?.reason ?? null, startedAt, finishedAt };
}
