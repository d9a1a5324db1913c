import type { Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import { Problem } from '../problems.ts';
import type { Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import type { TaskPorts } from './ports.ts';
import { readShownTask, type ShownTask } from './shown-task.ts';
import type { TaskStatus } from './status.ts';
import { taskStatus } from './status.ts';
import type { Task } from './task.ts';
import { replaceTask } from './task-store.ts';

/** Changes by the engine, between the read and the write of an action, before the caller gets an error. */
const TRIES = 12;

/** The effect of an action, decided on the rows that were read. */
export interface Change {
  task: Partial<Task>;
  /** Conditional writes of the same transaction. */
  writes: Write[];
  /** Hints, once the change is written. */
  afterwards?: (changed: ShownTask) => Promise<void>;
}

export const wrongStatus = (status: TaskStatus, what: string): Problem =>
  new Problem('wrong-status', `a task that is ${status} cannot be ${what}`);

/**
 * Reads a task, decides, and writes task and run together on condition that neither changed since; otherwise again.
 * `decide` returns null when there is nothing to change.
 */
export async function changeTask(
  taskId: string,
  ports: TaskPorts,
  decide: (shown: ShownTask & { status: TaskStatus }, now: Instant) => Change | null | Promise<Change | null>,
): Promise<ShownTask> {
  return await tries(TRIES, `change of task ${taskId}`, async () => {
    const shown = await readShownTask(taskId, ports);
    const now = ports.clock.now();
    const change = await decide({ ...shown, status: taskStatus(shown.task, shown.run) }, now);
    if (change === null) return shown;
    const { write } = replaceTask(shown.task, change.task, now);
    const result = await commit([write, ...change.writes], ports);
    if (!result.ok) return AGAIN;
    const changed = await readShownTask(taskId, ports);
    await change.afterwards?.(changed);
    return changed;
  });
}
