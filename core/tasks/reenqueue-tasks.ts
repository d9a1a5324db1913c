import { everyListOf } from '../audience/list-choice.ts';
import { type Instant, MINUTE } from '../clock.ts';
import type { Run } from '../runs/run.ts';
import { runsWithWork } from '../runs/run-store.ts';
import { forEachOf } from '../streams.ts';
import type { Tables } from '../tables.ts';
import type { SchedulePorts } from './ports.ts';
import { scheduleOccurrence, startMessage } from './schedule-task.ts';
import type { Task } from './task.ts';
import { firstWatchedAfter, readTasks, watchedAt, watchedTasks } from './task-store.ts';

/** An occurrence this near gets its schedule again, if it is missing. */
const LOOK_AHEAD = 15 * MINUTE;
/** A start this late has been lost; a schedule still missing this long after its task changed was never created. */
const PATIENCE = 2 * MINUTE;
/** A freeze may take as long as its function, 15 minutes; after this it is started again. */
const FREEZE_PATIENCE = 16 * MINUTE;
/** A reenqueued task is checked again after this. */
const AGAIN = 5 * MINUTE;
/** Tasks and runs seen to side by side: each may take a call of the scheduler. */
const STREAMS = 20;

export interface ReenqueuedTasks {
  /** Start messages sent. */
  reenqueued: number;
  /** Occurrences whose schedule was lost. */
  repaired: number;
  /** When the next check will find work, according to the tables now; null for never. */
  nextAt: Instant | null;
}

type Reenqueued = { reenqueued: boolean; repaired: boolean; nextAt: Instant | null };

/**
 * The safety net under lost schedules and start messages: recreates missing schedules, and sends a start message for
 * every overdue occurrence and every run that has been preparing for too long. It starts nothing itself. What is not
 * reached by `until` is left to the next round: the earliest occurrences come first.
 */
export async function reenqueueTasks(
  ports: SchedulePorts,
  now: Instant,
  until: Instant = Number.POSITIVE_INFINITY,
): Promise<ReenqueuedTasks> {
  const { tables, clock } = ports;
  const results: Reenqueued[] = [];
  const bounds = { streams: STREAMS, until, clock };
  await forEachOf(tasksToWatch(tables, now + LOOK_AHEAD), bounds, async (task) => {
    results.push(await reenqueueTask(task, now, ports));
  });
  await forEachOf(preparingRuns(tables), bounds, async (run) => {
    results.push(await reenqueuePreparing(run, now, ports));
  });
  const later = await firstWatchedAfter(tables, now + LOOK_AHEAD);
  const times = [...results.map(({ nextAt }) => nextAt), later === null ? null : later - LOOK_AHEAD].filter(
    (at) => at !== null,
  );
  return {
    reenqueued: results.filter(({ reenqueued }) => reenqueued).length,
    repaired: results.filter(({ repaired }) => repaired).length,
    nextAt: times.length === 0 ? null : Math.min(...times),
  };
}

/** The tasks to look at up to an instant, in the order of their instants. */
async function* tasksToWatch(tables: Tables, to: Instant): AsyncGenerator<Task[]> {
  // The index lags behind: the row itself knows the next occurrence.
  for await (const taskIds of watchedTasks(tables, to)) yield await readTasks(tables, taskIds);
}

const nothing: Reenqueued = { reenqueued: false, repaired: false, nextAt: null };

async function reenqueueTask(task: Task, now: Instant, ports: SchedulePorts): Promise<Reenqueued> {
  const at = watchedAt(task);
  if (at === null) return nothing;
  if (at > now) {
    const made = at <= now + LOOK_AHEAD && (await scheduleOccurrence(task.taskId, at, ports)) === 'created';
    const repaired = made && now - task.updatedAt > PATIENCE;
    if (repaired) ports.log.warn('schedule-repaired', { taskId: task.taskId, scheduledFor: at });
    return { reenqueued: false, repaired, nextAt: at + PATIENCE };
  }
  // A task that was resumed, or whose run has just ended, got its message at that moment.
  const lostAt = Math.max(at, task.updatedAt) + PATIENCE;
  if (now < lostAt) return { ...nothing, nextAt: lostAt };
  await ports.startQueue.send(startMessage(task.taskId, at));
  const repaired = task.type !== 'immediate' && at === task.dueAt;
  if (repaired) ports.log.warn('schedule-repaired', { taskId: task.taskId, scheduledFor: at });
  return { reenqueued: true, repaired, nextAt: now + AGAIN };
}

async function reenqueuePreparing(run: Run, now: Instant, ports: SchedulePorts): Promise<Reenqueued> {
  // A run that waits for an import is checked every time: the starter knows whether the import is over.
  const lostAt = run.status === 'paused' ? now : run.createdAt + FREEZE_PATIENCE;
  if (now < lostAt) return { ...nothing, nextAt: lostAt };
  await ports.startQueue.send(startMessage(run.taskId, run.scheduledFor));
  return { reenqueued: true, repaired: false, nextAt: now + AGAIN };
}

/** Sends a start message for each run that waits for a list to be filled. A hint: the starter checks the list. */
export async function wakeRunsOfList(
  ports: Pick<SchedulePorts, 'tables' | 'startQueue'>,
  listId: string,
): Promise<void> {
  for await (const runs of preparingRuns(ports.tables)) {
    for (const run of runs) {
      if (run.status !== 'paused' || !everyListOf(run.lists).includes(listId)) continue;
      await ports.startQueue.send(startMessage(run.taskId, run.scheduledFor));
    }
  }
}

/** Runs in the index `work` that are preparing, or wait for an import to do so. */
async function* preparingRuns(tables: Tables): AsyncGenerator<Run[]> {
  const isPreparing = ({ status, hold }: Run): boolean =>
    status === 'preparing' || (status === 'paused' && hold === 'list-import');
  for await (const runs of runsWithWork(tables)) yield runs.filter(isPreparing);
}
