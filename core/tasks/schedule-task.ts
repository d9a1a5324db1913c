import { type Instant, iso } from '../clock.ts';
import type { StartMessage } from '../queue.ts';
import type { SchedulePorts } from './ports.ts';
import type { Task } from './task.ts';
import { watchedAt } from './task-store.ts';

export const startMessage = (taskId: string, scheduledFor: Instant): StartMessage => ({
  v: 1,
  taskId,
  scheduledFor: iso(scheduledFor),
});

/** The schedule of an occurrence always has the same name: creating it again is success. */
const scheduleName = (taskId: string, at: Instant): string => `t-${taskId}-${at.toString(36)}`;

/** Creates the schedule of a future occurrence. */
export const scheduleOccurrence = (
  taskId: string,
  at: Instant,
  { schedules }: Pick<SchedulePorts, 'schedules'>,
): Promise<'created' | 'exists'> =>
  schedules.create(scheduleName(taskId, at), at, { queue: 'start', message: startMessage(taskId, at) });

/** Creates the schedule of a task's next occurrence, if there is one and the task is not held. */
export async function scheduleNext(task: Task, ports: Pick<SchedulePorts, 'clock' | 'schedules'>): Promise<void> {
  if (task.state !== 'live' || task.pausedAt !== null || task.dueAt === null) return;
  if (task.dueAt > ports.clock.now()) await scheduleOccurrence(task.taskId, task.dueAt, ports);
}

/**
 * Starts the due occurrence of a task, or schedules the next one. The row is written already: a failure here only
 * delays it, because the reconciler does the same later.
 */
export async function scheduleTask(task: Task, ports: SchedulePorts): Promise<void> {
  await bestEffort('task-not-scheduled', task.taskId, ports, async () => {
    const at = watchedAt(task);
    if (at !== null && at <= ports.clock.now()) await ports.startQueue.send(startMessage(task.taskId, at));
    else await scheduleNext(task, ports);
  });
}

/** Removes the schedule of a cancelled occurrence; one that stays has no effect when it fires. */
export async function unscheduleTask(task: Task, ports: SchedulePorts): Promise<void> {
  const { dueAt } = task;
  if (dueAt === null) return;
  await bestEffort('schedule-not-removed', task.taskId, ports, () =>
    ports.schedules.remove(scheduleName(task.taskId, dueAt)),
  );
}

/**
 * Runs a step that is only a hint; its failure is logged, because the tables have the truth and the reconciler repairs
 * the rest.
 */
export async function bestEffort(
  event: string,
  taskId: string,
  { log }: Pick<SchedulePorts, 'log'>,
  step: () => Promise<void>,
): Promise<void> {
  try {
    await step();
  } catch (error) {
    log.error(event, error, { taskId });
  }
}
