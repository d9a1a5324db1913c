import type { Instant } from '../clock.ts';
import { dropUnclaimed } from '../runs/drop.ts';
import type { Run } from '../runs/run.ts';
import { runIs, updateRun } from '../runs/run-store.ts';
import type { Write } from '../tables.ts';
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
    return {
      task: { state: 'cancelled', pausedAt: null, dueAt: null, queuedFor: null, activeRunId: null },
      writes: active ? [stop(active, now)] : [],
      afterwards: () => unscheduleTask(task, ports),
    };
  });

/** While segments are open, the last one to close counts what is left. */
function stop(run: Run, now: Instant): Write {
  if (run.open === 0) return dropUnclaimed(run, now, [run.status]);
  return updateRun(
    run.runId,
    { status: 'cancelled', hold: null, holdSince: null, behind: null, error: null },
    { when: [runIs('status', '=', run.status), runIs('open', '<>', 0)] },
  );
}
