import type { Instant } from '../clock.ts';
import { readStackHold, type TablesIdentity } from '../rate/stack-hold.ts';
import { taskEvent } from '../runs/events.ts';
import { announceTransition, resume, type Transition } from '../runs/transitions.ts';
import type { Write } from '../tables.ts';
import { changeTask, wrongStatus } from './change-task.ts';
import { missedRunWrite } from './new-run.ts';
import { findMisfires } from './occurrences.ts';
import type { TaskPorts } from './ports.ts';
import { bestEffort, scheduleTask, startMessage } from './schedule-task.ts';
import type { ShownTask } from './shown-task.ts';
import { activeRun, allowedActions } from './status.ts';
import type { Task } from './task.ts';

export type ResumePorts = TaskPorts & { identity: TablesIdentity };

/**
 * Resumes a held task immediately, or checks again what stopped it. Its `wakeAt` stays in the row: if today's quota
 * refuses again, the run is held until the same time. Occurrences during the pause are missed, except the latest if it
 * is not late. Throws `not-found` and `wrong-status`.
 */
export const resumeTask = (taskId: string, ports: ResumePorts): Promise<ShownTask> =>
  changeTask(taskId, ports, async ({ task, run, status }, now) => {
    if (!allowedActions(task, run).includes('resume')) {
      // What only the hold of the whole stack pauses has nothing to resume before the release.
      const isMoving = status === 'preparing' || status === 'sending';
      if (isMoving && (await readStackHold(ports)) !== null) return null;
      throw wrongStatus(status, 'resumed');
    }
    const active = activeRun(task, run);
    const occurrences = endPause(task, now);
    const transition = active && resume(active, now);
    return {
      task: { ...occurrences.task, pausedAt: null, pausedBy: null },
      writes: [...occurrences.writes, ...(transition ? [transition.write] : [])],
      afterwards: async (changed) => {
        await hint(changed, ports);
        await publishResumed(changed, { transition, hadStarted: active?.startedAt !== null }, now, ports);
      },
    };
  });

/** The occurrences that came due during the pause. The latest one is still due, if it is caught up. */
function endPause(task: Task, now: Instant): { task: Partial<Task>; writes: Write[] } {
  if (task.state !== 'live' || task.pausedAt === null) return { task: {}, writes: [] };
  const { missed, missedCount, due, next } = findMisfires(task, now);
  // A timed task that was paused past its start starts now.
  const dueAt = due !== null && task.type === 'timed' ? now : (due ?? next);
  const isOver = dueAt === null && task.queuedFor === null && task.activeRunId === null;
  return {
    task: { dueAt, occurrences: task.occurrences + missedCount, state: isOver ? 'finished' : 'live' },
    writes: missed.map((occurrence) => missedRunWrite(task, occurrence, now)),
  };
}

/** A run that was paused before it ever sent has now started, too. */
async function publishResumed(
  { task, run }: ShownTask,
  { transition, hadStarted }: { transition: Transition | undefined; hadStarted: boolean },
  now: Instant,
  ports: TaskPorts,
): Promise<void> {
  const active = activeRun(task, run);
  const shown = { taskId: task.taskId, run: active };
  if (!transition) return await ports.publish?.(taskEvent('task.resumed', shown, now));
  await announceTransition(transition, ports, active);
  if (!hadStarted && active?.startedAt === now) await ports.publish?.(taskEvent('task.started', shown, now));
}

/** Everything here is repeated by the reconciler. */
async function hint({ task, run }: ShownTask, ports: TaskPorts): Promise<void> {
  await scheduleTask(task, ports);
  const active = activeRun(task, run);
  await bestEffort('run-token-not-sent', task.taskId, ports, async () => {
    if (active?.status === 'sending') await ports.sendQueue.send({ v: 1, runId: active.runId });
    if (active?.status === 'preparing') await ports.startQueue.send(startMessage(task.taskId, active.scheduledFor));
  });
}
