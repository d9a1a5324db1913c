import { commit } from '../commit.ts';
import { DELETED_TASKS, deletedTaskKey, segmentsOfRun, statisticsOfRun } from '../keys.ts';
import type { Objects } from '../objects.ts';
import { Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import { asJson, rowOf } from '../row.ts';
import type { Run } from '../runs/run.ts';
import { deleteRunWrite, runsOfTaskPage } from '../runs/run-store.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { wrongStatus } from './change-task.ts';
import { removeItems, removeSegments, removeSnapshotObjects } from './forget-runs.ts';
import { readShownTask } from './shown-task.ts';
import { taskStatus } from './status.ts';
import { deleteTaskWrite } from './task-store.ts';

const TRIES = 5;
/** Deleted tasks, and runs of one, that are read at once. */
const TASKS_PER_ROUND = 10;
const RUNS_PER_READ = 50;
/** More rows of statistics than a run ever has. */
const MOST_STATISTICS = 1_000;

/** What is left of a deleted task until its runs are removed. */
interface DeletedTask {
  taskId: string;
  /** Its attachments in the object store. */
  attachments: string[];
}

const row = rowOf<DeletedTask>('deleted task').encoding({ attachments: asJson() });

const deletedFromItem = (item: Item): DeletedTask => {
  const r = row.reader(item);
  return { taskId: r.text('taskId'), attachments: r.decoded('attachments', []) };
};

/**
 * Deletes a task that is over. It disappears at once; its runs, with who got what, are removed afterwards. Throws
 * `not-found`, and `wrong-status` for a task that may still send.
 */
export async function deleteTask(taskId: string, ports: { tables: Tables; random: Random }): Promise<void> {
  await tries(TRIES, `deletion of task ${taskId}`, async () => {
    const { task, run } = await readShownTask(taskId, ports);
    const status = taskStatus(task, run);
    if (status !== 'finished' && status !== 'cancelled') throw wrongStatus(status, 'deleted: cancel it first');
    if (run && !isSettled(run)) {
      throw new Problem('wrong-status', 'the outcome of some mails is not resolved yet: try again in an hour');
    }
    const deleted = { taskId, attachments: task.attachments.map(({ key }) => key) };
    const mark: Write = { kind: 'put', table: 'Campaigns', item: row.item(deletedTaskKey(taskId), deleted) };
    return (await commit([deleteTaskWrite(task), mark], ports)).ok ? undefined : AGAIN;
  });
}

/** Nobody looks at the run any more, so that it may go. */
const isSettled = ({ finishedAt, open, doubts }: Run): boolean =>
  finishedAt !== null && open === 0 && /* fence: delete-settled */ doubts.length === 0;

/** The reconciler looks at it no more, either. */
const isAtRest = (run: Run): boolean => isSettled(run) && run.lookAt === null;

interface RemovalPorts {
  tables: Tables;
  objects: Pick<Objects, 'remove'>;
  random: Random;
}

/** Removes what is left of deleted tasks, up to about `budget` segments. `removed`: tasks that are gone for good. */
export async function removeDeletedTasks(
  ports: RemovalPorts,
  budget: number,
): Promise<{ removed: number; isLeft: boolean }> {
  const { items } = await ports.tables.query({ table: 'Campaigns', pk: DELETED_TASKS, limit: TASKS_PER_ROUND });
  let [removed, left] = [0, budget];
  for (const { taskId, attachments } of items.map(deletedFromItem)) {
    const runs = await removeRuns(taskId, left, ports);
    left -= runs.segments;
    if (!runs.isDone) continue;
    for (const key of attachments) await ports.objects.remove(key);
    await ports.tables.write({ kind: 'delete', table: 'Campaigns', key: deletedTaskKey(taskId) });
    removed += 1;
  }
  return { removed, isLeft: removed < items.length };
}

async function removeRuns(
  taskId: string,
  budget: number,
  ports: RemovalPorts,
): Promise<{ segments: number; isDone: boolean }> {
  let [segments, isDone] = [0, true];
  let after: Cursor | null = null;
  do {
    const page: Awaited<ReturnType<typeof runsOfTaskPage>> = await runsOfTaskPage(ports.tables, taskId, {
      limit: RUNS_PER_READ,
      after,
    });
    for (const run of page.runs) {
      if (segments >= budget) return { segments, isDone: false };
      if (!isAtRest(run)) isDone = false;
      else segments += await removeRun(run, budget - segments, ports);
    }
    after = page.next;
  } while (after !== null);
  return { segments, isDone: isDone && segments < budget };
}

/** The run's row goes last: what is broken off in between is found again by it. */
async function removeRun(run: Run, budget: number, ports: RemovalPorts): Promise<number> {
  const removed = await removeSegments(segmentsOfRun(run.runId), budget, ports);
  if (removed >= budget) return removed;
  await removeItems({ pk: statisticsOfRun(run.runId) }, MOST_STATISTICS, ports);
  if (run.snapshot !== null) await removeSnapshotObjects(run.snapshot, ports);
  await ports.tables.write(deleteRunWrite(run.runId));
  return removed;
}
