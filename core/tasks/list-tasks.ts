import { everyListOf } from '../audience/list-choice.ts';
import type { StackHold } from '../rate/stack-hold.ts';
import type { Tables } from '../tables.ts';
import { type ShownTask, underHold, withRuns } from './shown-task.ts';
import { type TaskStatus, taskStatus } from './status.ts';
import type { Task, TaskType } from './task.ts';
import { tasksPage } from './task-store.ts';

const TASKS_PER_READ = 100;
/** Tasks that one call reads: a rare filter returns less than a page, and a cursor to continue. */
const MAX_LOOKED_AT = 1_000;
/** A function returns at most 6 MB, and the data of a task may have 64 KB. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

export interface TaskFilter {
  status?: TaskStatus | undefined;
  type?: TaskType | undefined;
  /** In any role. */
  listId?: string | undefined;
}

/**
 * Tasks with the runs that they show, newest first, those before the id `before`. `next`: where to continue; null at
 * the end. A page may have fewer than `limit` tasks, or none, before the end. `stackHold`: tasks are filtered and shown
 * as it makes them look.
 */
export async function listTasks(
  tables: Tables,
  filter: TaskFilter,
  page: { limit: number; before: string | null },
  stackHold: StackHold | null = null,
): Promise<{ tasks: ShownTask[]; next: string | null }> {
  const found: ShownTask[] = [];
  let before = page.before;
  let bytes = 0;
  for (let lookedAt = 0; lookedAt < MAX_LOOKED_AT; lookedAt += TASKS_PER_READ) {
    const tasks: Task[] = await tasksPage(tables, { limit: TASKS_PER_READ, before });
    for (const read of await withRuns(tables, tasks)) {
      const shown = underHold(read, stackHold);
      before = shown.task.taskId;
      if (!matches(shown, filter)) continue;
      found.push(shown);
      bytes += JSON.stringify(shown.task).length;
      if (found.length === page.limit || bytes > MAX_PAGE_BYTES) return { tasks: found, next: before };
    }
    if (tasks.length < TASKS_PER_READ) return { tasks: found, next: null };
  }
  return { tasks: found, next: before };
}

const matches = ({ task, run }: ShownTask, { status, type, listId }: TaskFilter): boolean =>
  (type === undefined || task.type === type) &&
  (listId === undefined || everyListOf(task.lists).includes(listId)) &&
  (status === undefined || taskStatus(task, run) === status);
