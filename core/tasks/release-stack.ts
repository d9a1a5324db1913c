import type { Clock } from '../clock.ts';
import { Problem } from '../problems.ts';
import type { SendingSettings } from '../rate/settings.ts';
import { readStackHold, type TablesIdentity, unholdStack } from '../rate/stack-hold.ts';
import { runsWithWork } from '../runs/run-store.ts';
import { reconcileRuns } from '../sending/reconcile.ts';
import type { Tables } from '../tables.ts';
import { pauseTask } from './pause-task.ts';
import type { TaskPorts } from './ports.ts';
import { watchedTasks } from './task-store.ts';

export type ReleasePorts = TaskPorts & { clock: Clock; identity: TablesIdentity; settings: SendingSettings };

/**
 * Releases a held stack: every run that has work gets a token, oldest first. Restored tables do not know what was sent
 * after their copy was made, so tasks in progress or due by then are paused first, and resume only when their user
 * resumes them. Safe to repeat; interrupted, the stack is still held (docs/decisions/0021-one-row-holds-the-stack.md).
 */
export async function releaseStack(ports: ReleasePorts): Promise<void> {
  const hold = await readStackHold(ports);
  if (hold === null) return;
  if (hold.reason === 'restored') {
    for (const taskId of await tasksUnderWay(ports)) await pauseUnlessOver(taskId, ports);
  }
  await unholdStack(ports);
  ports.log.warn('stack-released', { reason: hold.reason });
  await reconcileRuns(ports);
}

/** Tasks with a run that is not over, or an occurrence that is due. */
async function tasksUnderWay({
  tables,
  clock,
}: {
  tables: Tables;
  clock: ReleasePorts['clock'];
}): Promise<Set<string>> {
  const found = new Set<string>();
  for await (const taskIds of watchedTasks(tables, clock.now())) for (const taskId of taskIds) found.add(taskId);
  for await (const runs of runsWithWork(tables)) {
    for (const { status, taskId } of runs) {
      if (status === 'preparing' || status === 'sending' || status === 'paused') found.add(taskId);
    }
  }
  return found;
}

async function pauseUnlessOver(taskId: string, ports: ReleasePorts): Promise<void> {
  try {
    await pauseTask(taskId, ports);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
}
