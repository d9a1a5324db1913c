import type { Actor } from '../actor.ts';
import { taskEvent } from '../runs/events.ts';
import { announceTransition, pause } from '../runs/transitions.ts';
import { changeTask, wrongStatus } from './change-task.ts';
import type { TaskPorts } from './ports.ts';
import type { ShownTask } from './shown-task.ts';
import { activeRun, allowedActions } from './status.ts';

/**
 * Holds a task until the user resumes it: its run stops before its next window, and no occurrence starts. The user's
 * hold replaces any other; `wakeAt` stays in the row. `by`: who asks for it; null for the product itself. Throws
 * `not-found` and `wrong-status`.
 */
export const pauseTask = (taskId: string, ports: TaskPorts, by: Actor | null = null): Promise<ShownTask> =>
  changeTask(taskId, ports, ({ task, run, status }, now) => {
    if (!allowedActions(task, run).includes('pause')) throw wrongStatus(status, 'paused');
    const active = activeRun(task, run);
    if (active === undefined) {
      if (task.pausedAt !== null) return null;
      const event = taskEvent('task.paused', { taskId, run: undefined }, now, { reason: 'user' });
      return { task: { pausedAt: now, pausedBy: by }, writes: [], afterwards: async () => ports.publish?.(event) };
    }
    if (active.hold === 'user') return null;
    const transition = pause(active, now);
    return {
      task: { pausedAt: now, pausedBy: by },
      writes: [transition.write],
      afterwards: (changed) => announceTransition(transition, ports, activeRun(changed.task, changed.run)),
    };
  });
