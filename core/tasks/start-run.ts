import { type Instant, MINUTE, SECOND } from '../clock.ts';
import { commit } from '../commit.ts';
import type { StartMessage } from '../queue.ts';
import { type Run, runIdOf } from '../runs/run.ts';
import { readRun } from '../runs/run-store.ts';
import { TablesBusy } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { freezeAfterImport, freezeRun } from './freeze-run.ts';
import { missedRunWrite, newRun, newRunWrite } from './new-run.ts';
import { type DueDecision, decideDue } from './occurrences.ts';
import type { StartPorts } from './ports.ts';
import { scheduleNext } from './schedule-task.ts';
import type { Task } from './task.ts';
import { readTask, replaceTask } from './task-store.ts';

export type { StartPorts } from './ports.ts';

/** A schedule may fire this much before its instant, by the clock of the starter. */
const CLOCK_SKEW = SECOND;
/**
 * EventBridge Scheduler promises the minute, not the second, so that a message may come early in the minute of its
 * instant: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
const EARLY_BY_AT_MOST = MINUTE + CLOCK_SKEW;
/** Before the next invocation, where tables refused this one to its end. */
const BUSY_SECONDS = 10;
/** So late an occurrence is sent again by the reconciler, too, and its messages must not grow more and more. */
const BUSY_FOR = 16 * MINUTE;
/** Concurrent changes of the task between its read and its write, before the queue retries the message. */
const TRIES = 10;

/**
 * "This occurrence is due." Starts its run, or queues it, or records it as missed; then freezes the run's snapshot and
 * lets it send. Safe to repeat and to interrupt anywhere: the run of an occurrence always has the same id, and a
 * message that fits nothing does nothing.
 */
export async function startOccurrence(message: StartMessage, ports: StartPorts): Promise<void> {
  try {
    await start(message, ports);
  } catch (error) {
    const late = ports.clock.now() - Date.parse(message.scheduledFor);
    if (!(error instanceof TablesBusy) || late >= BUSY_FOR) throw error;
    // The queue would show the message again only after an hour and a half.
    ports.log.warn('start-busy', { taskId: message.taskId, reason: error.message });
    await ports.startQueue.send(message, BUSY_SECONDS);
  }
}

async function start(message: StartMessage, ports: StartPorts): Promise<void> {
  const { tables } = ports;
  const at = Date.parse(message.scheduledFor);
  await tries(TRIES, `start of task ${message.taskId}`, async () => {
    const task = await readTask(tables, message.taskId);
    if (!task) return;
    const existing = await readRun(tables, runIdOf(task.taskId, at));
    if (existing) return await continueRun(task, existing, ports);
    if (isDue(task, at) && at - ports.clock.now() > CLOCK_SKEW) return await delay(message, at, ports);
    const handled = await handleDue(task, at, ports);
    if (handled === 'changed-meanwhile') return AGAIN;
    await scheduleNext(handled.task, ports);
    if (handled.started) await freezeRun(task.taskId, handled.started.runId, ports);
    return;
  });
}

/** Whether an occurrence is one that the task waits for, due or queued. */
const isDue = (task: Task, at: Instant): boolean =>
  task.state === 'live' && task.pausedAt === null && (at === task.dueAt || at === task.queuedFor);

/** Delays a message that came early; one that is earlier than a schedule can be is dropped. */
async function delay(message: StartMessage, at: Instant, { clock, startQueue }: StartPorts): Promise<void> {
  const early = at - clock.now();
  if (early <= EARLY_BY_AT_MOST) await startQueue.send(message, Math.ceil(early / SECOND));
}

/** An earlier delivery has created the run: the steps that it may have missed are repeated. */
async function continueRun(task: Task, run: Run, ports: StartPorts): Promise<void> {
  await scheduleNext(task, ports);
  if (run.status === 'paused' && run.hold === 'list-import') await freezeAfterImport(task.taskId, run, ports);
  else if (run.status === 'preparing') await freezeRun(task.taskId, run.runId, ports);
  else if (run.status === 'sending') await ports.sendQueue.send({ v: 1, runId: run.runId });
}

/** Writes the task, the run that starts and the missed ones in one transaction. */
async function handleDue(
  task: Task,
  at: Instant,
  { clock, log, random, tables }: StartPorts,
): Promise<'changed-meanwhile' | { task: Task; started: Run | null }> {
  if (!isDue(task, at)) return { task, started: null };
  const now = clock.now();
  const decision = decideDue(task, at - now <= CLOCK_SKEW ? Math.max(now, at) : now, task.activeRunId !== null);
  if (decision.start === null && decision.handled === 0) return { task, started: null };

  const started = decision.start === null ? null : /* fence: run-instant */ newRun(task, decision.start, now);
  const { task: next, write } = replaceTask(task, afterDecision(task, decision, started), now);
  const missed = decision.missed.map((occurrence) => missedRunWrite(task, occurrence, now));
  const writes = [write, ...(started ? [newRunWrite(started)] : []), ...missed];
  const result = await commit(writes, { tables, random });
  if (!result.ok) return 'changed-meanwhile';
  if (started) log.info('run-started', { runId: started.runId });
  if (decision.missedCount > 0) {
    log.warn('occurrences-missed', { taskId: task.taskId, missed: decision.missedCount, recorded: missed.length });
  }
  return { task: next, started };
}

function afterDecision(task: Task, decision: DueDecision, started: Run | null): Partial<Task> {
  const { queue, handled, next } = decision;
  const activeRunId = started?.runId ?? task.activeRunId;
  return {
    dueAt: next,
    queuedFor: queue,
    occurrences: task.occurrences + handled,
    activeRunId,
    runId: started?.runId ?? task.runId,
    state: next === null && queue === null && activeRunId === null ? 'finished' : 'live',
  };
}
