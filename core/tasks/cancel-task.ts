import { announceTransition, cancel } from '../runs/transitions.ts';
import { changeTask, wrongStatus } from './change-task.ts';
import type { TaskPorts } from './ports.ts';
import { unscheduleTask } from './schedule-task.ts';
import type { ShownTask } from './shown-task.ts';
import { activeRun, allowedActions } from './status.ts';

/**
 * Ends a task permanently: no later occurrence starts, and no further recipient of its run is mailed. Recipients that
 * were never attempted count as skipped as soon as no segment is open. Throws `not-found` and `wrong-status`.
 */
export const cancelTask = (taskId: string, ports: TaskPorts): Promise<ShownTask> =>
  changeTask(taskId, ports, ({ task, run, status }, now) => {
    if (!allowedActions(task, run).includes('cancel')) throw wrongStatus(status, 'cancelled');
    if (status === 'cancelled') return null;
    const active = activeRun(task, run);
    const transition = active && cancel(active, now);
    return {
      task: { state: 'cancelled', pausedAt: null, pausedBy: null, dueAt: null, queuedFor: null, activeRunId: null },
      writes: transition ? [transition.write] : [],
      afterwards: async () => {
        if (transition) await announceTransition(transition, ports);
        await unscheduleTask(task, ports);
      },
    };
  });
