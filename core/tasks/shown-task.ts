import { Problem } from '../problems.ts';
import type { StackHold } from '../rate/stack-hold.ts';
import type { Run } from '../runs/run.ts';
import { readRun, readRuns } from '../runs/run-store.ts';
import type { Tables } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { runUnderHold } from './status.ts';
import type { Task } from './task.ts';
import { readTask } from './task-store.ts';

/** A task with the run that it shows: its active run, else its latest. */
export interface ShownTask {
  task: Task;
  run: Run | undefined;
}

/** Runs of one task that may end between the reads of the task and of its run, before they are shown as read. */
const READS = 3;

/** The runs that a task names. */
type RunsOf = Pick<Task, 'taskId' | 'activeRunId' | 'runId'>;

const shownRunId = (task: RunsOf): string | null => task.activeRunId ?? task.runId;

/**
 * Task and run are two reads. A run ends in one transaction with its task, so an ended run that the task still calls
 * active was read after that transaction, and the task before it: a recurring task would look finished.
 */
const isTorn = ({ task, run }: { task: RunsOf; run: Run | undefined }): boolean =>
  run?.runId === task.activeRunId && run?.finishedAt != null;

/** Strongly consistent. Throws `not-found`. */
export async function readShownTask(taskId: string, { tables }: { tables: Tables }): Promise<ShownTask> {
  let shown: ShownTask;
  const readOnce = async () => {
    const task = await readTask(tables, taskId);
    if (!task) throw new Problem('not-found', `there is no task ${taskId}`);
    const runId = shownRunId(task);
    shown = { task, run: runId === null ? undefined : await readRun(tables, runId) };
    return isTorn(shown) ? AGAIN : shown;
  };
  return await tries(READS, `task ${taskId} and its run`, readOnce, () => shown);
}

/** Runs read at once. */
const READ_AT_ONCE = 100;

/** Adds to each of many tasks the run that it shows. */
export async function withRuns<T extends RunsOf>(
  tables: Tables,
  tasks: T[],
): Promise<{ task: T | Task; run: Run | undefined }[]> {
  const runIds = tasks.map(shownRunId).filter((runId) => runId !== null);
  const runs = new Map<string, Run>();
  for (let from = 0; from < runIds.length; from += READ_AT_ONCE)
    for (const run of await readRuns(tables, runIds.slice(from, from + READ_AT_ONCE))) runs.set(run.runId, run);
  const shown = tasks.map((task) => ({ task, run: runs.get(shownRunId(task) ?? '') }));
  return Promise.all(shown.map((one) => (isTorn(one) ? readShownTask(one.task.taskId, { tables }) : one)));
}

/** A task as users see it while the whole stack is held, or is not. */
export const underHold = <T>(
  { task, run }: { task: T; run: Run | undefined },
  stackHold: StackHold | null,
): { task: T; run: Run | undefined } => ({ task, run: run && runUnderHold(run, stackHold) });
