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
  /** Any of them. */
  status?: readonly TaskStatus[] | undefined;
  type?: TaskType | undefined;
  /** In any role. */
  listId?: string | undefined;
  templateId?: string | undefined;
  domain?: string | undefined;
  /** A part of the name or of the subject, in letters of any case. */
  q?: string | undefined;
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

const matches = ({ task, run }: ShownTask, { status, q, listId, ...fields }: TaskFilter): boolean =>
  FIELDS.every((name) => fields[name] === undefined || task[name] === fields[name]) &&
  (listId === undefined || everyListOf(task.lists).includes(listId)) &&
  (q === undefined || [task.name, task.subject].some((text) => includes(text, q))) &&
  (status === undefined || status.includes(taskStatus(task, run)));

const FIELDS = ['type', 'templateId', 'domain'] as const;

const includes = (text: string | null, part: string): boolean =>
  (text ?? '').toLowerCase().includes(part.toLowerCase());
