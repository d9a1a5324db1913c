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

/** The schedule of an occurrence always has the same name: making it again is success. */
const scheduleName = (taskId: string, at: Instant): string => `t-${taskId}-${at.toString(36)}`;

/** Makes the schedule of an occurrence that is still to come. */
export const scheduleOccurrence = (
  taskId: string,
  at: Instant,
  { schedules }: Pick<SchedulePorts, 'schedules'>,
): Promise<'created' | 'exists'> =>
  schedules.create(scheduleName(taskId, at), at, { queue: 'start', message: startMessage(taskId, at) });

/** Makes the schedule of a task's next occurrence, if one is to come and nobody holds the task. */
export async function scheduleNext(task: Task, ports: Pick<SchedulePorts, 'clock' | 'schedules'>): Promise<void> {
  if (task.state !== 'live' || task.pausedAt !== null || task.dueAt === null) return;
  if (task.dueAt > ports.clock.now()) await scheduleOccurrence(task.taskId, task.dueAt, ports);
}

/**
 * Starts what is due of a task, or schedules what is to come. Its row is written already: a failure here is only late,
 * because the reconciler does the same again.
 */
export async function scheduleTask(task: Task, ports: SchedulePorts): Promise<void> {
  await bestEffort('task-not-scheduled', task.taskId, ports, async () => {
    const at = watchedAt(task);
    if (at !== null && at <= ports.clock.now()) await ports.startQueue.send(startMessage(task.taskId, at));
    else await scheduleNext(task, ports);
  });
}

/** Removes the schedule of an occurrence that will not be; one that stays fires into nothing. */
export async function unscheduleTask(task: Task, ports: SchedulePorts): Promise<void> {
  const { dueAt } = task;
  if (dueAt === null) return;
  await bestEffort('schedule-not-removed', task.taskId, ports, () =>
    ports.schedules.remove(scheduleName(task.taskId, dueAt)),
  );
}

/** Runs a step that is only a hint; its failure is logged, since the tables already say all. */
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
