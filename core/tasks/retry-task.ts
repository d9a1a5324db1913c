import type { Instant } from '../clock.ts';
import { runKey } from '../keys.ts';
import { Problem } from '../problems.ts';
import type { Run } from '../runs/run.ts';
import { runRow } from '../runs/run-store.ts';
import type { Write } from '../tables.ts';
import { changeTask, wrongStatus } from './change-task.ts';
import { newRun, newRunWrite } from './new-run.ts';
import type { TaskPorts } from './ports.ts';
import { bestEffort, startMessage } from './schedule-task.ts';
import type { ShownTask } from './shown-task.ts';
import { allowedActions } from './status.ts';
import type { Task } from './task.ts';

export type RetryOutcome = 'failed' | 'unknown';

/**
 * Mails the recipients of the task's latest run that have one of the outcomes again, in a new run. Without any, no run
 * is created. Unknown recipients may get the mail a second time: the user asks for them by name. Throws `not-found` and
 * `wrong-status`.
 */
export const retryTask = (taskId: string, outcomes: RetryOutcome[], ports: TaskPorts): Promise<ShownTask> =>
  changeTask(taskId, ports, ({ task, run, status }, now) => {
    if (!allowedActions(task, run).includes('retry')) throw wrongStatus(status, 'retried');
    if (!run && task.state !== 'live')
      throw new Problem('wrong-status', `the task is ${status} and had no run: nobody got it`);
    if (!run || outcomes.every((outcome) => run[outcome] === 0)) return null;
    if (run.open > 0 || run.doubts.length > 0) {
      throw new Problem('wrong-status', 'the outcome of some mails of the latest run is not resolved yet');
    }
    if (run.snapshot === null)
      throw new Problem('wrong-status', 'the recipients of the latest run are no longer stored');
    const retry = retryOf(task, run, [...new Set(outcomes)].sort(), now);
    return {
      task: {
        activeRunId: retry.runId,
        runId: retry.runId,
        // A cancelled task has no occurrence left; once the retry is over it has finished.
        state: task.state === 'live' ? 'live' : 'finished',
      },
      writes: [newRunWrite(retry), stillKnown(run)],
      afterwards: () =>
        bestEffort('run-token-not-sent', taskId, ports, () =>
          ports.startQueue.send(startMessage(taskId, retry.scheduledFor)),
        ),
    };
  });

/** The recipients of the retried run are not being forgotten. */
const stillKnown = (run: Run): Write => ({
  kind: 'check',
  table: 'Campaigns',
  key: runKey(run.runId),
  when: [/* fence: retry-of-forgotten */ runRow.present('snapshot')],
});

function retryOf(task: Task, run: Run, outcomes: RetryOutcome[], now: Instant): Run {
  // The run of an occurrence has the occurrence's instant in its id: a retry must not use it.
  let at = now;
  while (at === task.dueAt || at === task.queuedFor || at === run.scheduledFor) at += 1;
  return { ...newRun(task, at, now), lists: run.lists, retryOf: run.runId, retryOutcomes: outcomes };
}
