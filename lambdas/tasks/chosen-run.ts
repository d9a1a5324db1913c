import { invalidField } from '../../core/problems.ts';
import type { Run } from '../../core/runs/run.ts';
import { readRun } from '../../core/runs/run-store.ts';
import type { Tables } from '../../core/tables.ts';
import type { ShownTask } from '../../core/tasks/shown-task.ts';

/** The run of a task that a query names, by default the one that the task shows. Throws `invalid-request`. */
export async function chosenRun(
  { task, run }: ShownTask,
  runId: string | undefined,
  { tables }: { tables: Tables },
): Promise<Run | undefined> {
  if (runId === undefined) return run;
  const named = runId.startsWith(`${task.taskId}-`) ? await readRun(tables, runId) : undefined;
  if (!named) throw invalidField('/runId', `the task has no run ${runId}`, 'no-such', { runId });
  return named;
}
