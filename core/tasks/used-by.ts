import type { Tables } from '../tables.ts';
import { withRuns } from './shown-task.ts';
import { type TaskStatus, taskStatus } from './status.ts';
import { latestTasksUsing, type TaskReference } from './task-store.ts';

/** Tasks that are named. */
export const MAX_USERS_SHOWN = 10;

/** An unfinished task that uses something. */
export interface TaskUser {
  taskId: string;
  name: string | null;
  status: TaskStatus;
}

/** The latest unfinished tasks that use a list, template, domain or sender address: at most 10, newest first. */
export async function usersOf(tables: Tables, reference: TaskReference): Promise<TaskUser[]> {
  const shown = await withRuns(tables, await latestTasksUsing(tables, reference, MAX_USERS_SHOWN));
  return shown.map(({ task, run }) => ({ taskId: task.taskId, name: task.name, status: taskStatus(task, run) }));
}
