import { runIs, updateRun } from '../runs/run-store.ts';
import { taskEvent } from '../webhooks/events.ts';
import { changeTask, wrongStatus } from './change-task.ts';
import type { TaskPorts } from './ports.ts';
import type { ShownTask } from './shown-task.ts';
import { activeRun, allowedActions } from './status.ts';

/**
 * Holds a task until the user resumes it: its run stops before its next window, and no occurrence starts. The user's
 * hold replaces a hold for another reason; the row keeps the time at which the quota was due. Throws `not-found` and
 * `wrong-status`.
 */
export const pauseTask = (taskId: string, ports: TaskPorts): Promise<ShownTask> =>
  changeTask(taskId, ports, ({ task, run, status }, now) => {
    if (!allowedActions(task, run).includes('pause')) throw wrongStatus(status, 'paused');
    const active = activeRun(task, run);
    const afterwards = async (changed: ShownTask) =>
      ports.publish?.(
        taskEvent('task.paused', { taskId, run: activeRun(changed.task, changed.run) }, now, { reason: 'user' }),
      );
    if (active === undefined)
      return task.pausedAt === null ? { task: { pausedAt: now }, writes: [], afterwards } : null;
    if (active.hold === 'user') return null;
    const hold = updateRun(
      active.runId,
      { status: 'paused', hold: 'user', holdSince: now, behind: null },
      { when: [runIs('status', '=', active.status)] },
    );
    return { task: { pausedAt: now }, writes: [hold], afterwards };
  });
