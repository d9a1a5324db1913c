import type { Instant } from '../clock.ts';
import type { StartMessage } from '../queue.ts';
import type { Run } from '../runs/run.ts';
import type { EndTask } from '../sending/ports.ts';
import type { Tables, Write } from '../tables.ts';
import { startMessage } from './schedule-task.ts';
import type { Task } from './task.ts';
import { readTask, replaceTask } from './task-store.ts';

/**
 * The writes of the end of a run in its task, for the transaction that ends the run; and the occurrence that waited for
 * it.
 */
function endRunWrites(
  task: Task | undefined,
  run: Run,
  now: Instant,
): { writes: Write[]; startNext: StartMessage | null } {
  if (task?.activeRunId !== run.runId) return { writes: [], startNext: null };
  const isOver = task.state === 'live' && task.dueAt === null && task.queuedFor === null;
  const { write } = replaceTask(task, { activeRunId: null, state: isOver ? 'finished' : task.state }, now);
  const mayStart = task.state === 'live' && task.pausedAt === null && task.queuedFor !== null;
  return {
    writes: [write],
    startNext: mayStart && task.queuedFor !== null ? startMessage(task.taskId, task.queuedFor) : null,
  };
}

/** The sender's port for the end of a run; the task is read strongly. */
export const createEndTask =
  (tables: Tables): EndTask =>
  async (run, now) =>
    endRunWrites(await readTask(tables, run.taskId), run, now);
