import { parseMailbox } from '../audience/address.ts';
import { everyListOf } from '../audience/list-choice.ts';
import type { Tables } from '../tables.ts';
import { withRuns } from './shown-task.ts';
import { type TaskStatus, taskStatus } from './status.ts';
import type { Task } from './task.ts';
import { tasksPage } from './task-store.ts';

/** Tasks that are named. */
export const MAX_USERS_SHOWN = 10;

/** Tasks of one read; where users are only shown, no more than the latest of them are looked at. */
const TASKS_PER_READ = 1_000;

/** The objects that a task may use. */
type TaskReference = { listId: string } | { templateId: string } | { domain: string } | { sender: string };

/** An unfinished task that uses something. */
export interface TaskUser {
  taskId: string;
  name: string | null;
  status: TaskStatus;
}

/**
 * Unfinished tasks that use a list, template, domain or sender address, of all that there are: at most 10, newest
 * first.
 */
export async function tasksUsing(tables: Tables, reference: TaskReference): Promise<TaskUser[]> {
  const users: Task[] = [];
  let before: string | null = null;
  do {
    const page: Task[] = await tasksPage(tables, { limit: TASKS_PER_READ, before });
    users.push(...usersIn(page, reference));
    before = page.at(-1)?.taskId ?? null;
  } while (before !== null && users.length < MAX_USERS_SHOWN);
  return await named(tables, users);
}

/** The same of the latest 1,000 tasks. */
export async function usersOf(tables: Tables, reference: TaskReference): Promise<TaskUser[]> {
  return await named(tables, usersIn(await tasksPage(tables, { limit: TASKS_PER_READ, before: null }), reference));
}

const usersIn = (tasks: Task[], reference: TaskReference): Task[] =>
  tasks.filter((task) => isUnfinished(task) && uses(task, reference));

async function named(tables: Tables, tasks: Task[]): Promise<TaskUser[]> {
  const shown = await withRuns(tables, tasks.slice(0, MAX_USERS_SHOWN));
  return shown.map(({ task, run }) => ({ taskId: task.taskId, name: task.name, status: taskStatus(task, run) }));
}

const isUnfinished = (task: Task): boolean => task.state === 'live' || task.activeRunId !== null;

function uses(task: Task, reference: TaskReference): boolean {
  if ('listId' in reference) return everyListOf(task.lists).includes(reference.listId);
  if ('templateId' in reference) return task.templateId === reference.templateId;
  if ('domain' in reference) return task.domain === reference.domain;
  return parseMailbox(task.from)?.address === reference.sender;
}
