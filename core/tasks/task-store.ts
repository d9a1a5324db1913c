import { parseMailbox } from '../audience/address.ts';
import type { Instant } from '../clock.ts';
import { TASKS, taskKey, WORK_TASKS } from '../keys.ts';
import type { Item, Tables, Value, Write } from '../tables.ts';
import type { Task } from './task.ts';

/** Fields that are stored as JSON: their numbers and empty texts survive in every table. */
const JSON_FIELDS = ['templateData', 'recurrence', 'until', 'attachments'] as const;

const INSTANT_WIDTH = 15;
const instantKey = (at: Instant): string => String(Math.max(0, at)).padStart(INSTANT_WIDTH, '0');

/**
 * When the task must be checked, or null while nothing is due: its next occurrence, or the queued one once no run
 * blocks it.
 */
export const watchedAt = (task: Task): Instant | null => {
  if (task.state !== 'live' || task.pausedAt !== null) return null;
  return task.activeRunId === null ? (task.queuedFor ?? task.dueAt) : task.dueAt;
};

/** A task as an item. It is in the index `work` while something of it is due, now or later. */
function taskToItem(task: Task): Item {
  const fields: Record<string, Value | undefined> = {};
  for (const [name, value] of Object.entries(task)) {
    if (value === null) continue;
    fields[name] = JSON_FIELDS.some((field) => field === name) ? JSON.stringify(value) : value;
  }
  const watched = watchedAt(task);
  return {
    ...taskKey(task.taskId),
    ...fields,
    workPk: watched === null ? undefined : WORK_TASKS,
    workSk: watched === null ? undefined : `${instantKey(watched)}#${task.taskId}`,
  };
}

const nullable = <T>(item: Item, name: string): T | null => (item[name] as T | undefined) ?? null;
const json = <T>(item: Item, name: string, missing: T): T =>
  item[name] === undefined ? missing : (JSON.parse(item[name] as string) as T);

const taskFromItem = (item: Item): Task => ({
  taskId: item.taskId as string,
  name: nullable(item, 'name'),
  type: item.type as Task['type'],
  from: item.from as string,
  replyTo: nullable(item, 'replyTo'),
  subject: nullable(item, 'subject'),
  templateId: item.templateId as string,
  templateData: json(item, 'templateData', {}),
  listId: item.listId as string,
  startAt: item.startAt as Instant,
  intervalHours: nullable(item, 'intervalHours'),
  recurrence: json<Task['recurrence']>(item, 'recurrence', null),
  timeZone: item.timeZone as string,
  until: json<Task['until']>(item, 'until', null),
  overlap: item.overlap as Task['overlap'],
  unsubscribe: item.unsubscribe === true,
  tracking: item.tracking === true,
  attachments: json<Task['attachments']>(item, 'attachments', []),
  domain: item.domain as string,
  edition: item.edition as number,
  revision: item.revision as number,
  state: item.state as Task['state'],
  pausedAt: nullable(item, 'pausedAt'),
  dueAt: nullable(item, 'dueAt'),
  occurrences: item.occurrences as number,
  queuedFor: nullable(item, 'queuedFor'),
  activeRunId: nullable(item, 'activeRunId'),
  runId: nullable(item, 'runId'),
  createdAt: item.createdAt as Instant,
  updatedAt: item.updatedAt as Instant,
});

/** Strongly consistent. */
export async function readTask(tables: Tables, taskId: string): Promise<Task | undefined> {
  const item = await tables.get('Campaigns', taskKey(taskId));
  return item && taskFromItem(item);
}

/** Strongly consistent; at most 100, and tasks that do not exist are left out. */
export async function readTasks(tables: Tables, taskIds: string[]): Promise<Task[]> {
  if (taskIds.length === 0) return [];
  const items = await tables.getMany('Campaigns', taskIds.map(taskKey));
  return items.filter((item) => item !== undefined).map(taskFromItem);
}

/** Stores a new task; refused when its id is taken. */
export const newTaskWrite = (task: Task): Write => ({
  kind: 'put',
  table: 'Campaigns',
  item: taskToItem(task),
  when: [{ item: 'missing' }],
});

/** Replaces a task's row; refused when the row changed since it was read. The new row's revision is one higher. */
export function replaceTask(read: Task, changes: Partial<Task>, now: Instant): { task: Task; write: Write } {
  const task = { ...read, ...changes, revision: read.revision + 1, updatedAt: now };
  const when = [{ attribute: 'revision', is: '=' as const, value: read.revision }];
  return { task, write: { kind: 'put', table: 'Campaigns', item: taskToItem(task), when } };
}

/** Refuses a transaction when frozen settings were edited since the task was read. */
export const notEdited = (read: Task): Write => ({
  kind: 'check',
  table: 'Campaigns',
  key: taskKey(read.taskId),
  when: [{ attribute: 'edition', is: '=', value: read.edition }],
});

/** Up to `limit` tasks, newest first, those before `before`. */
export async function tasksPage(tables: Tables, page: { limit: number; before: string | null }): Promise<Task[]> {
  const { items } = await tables.query({
    table: 'Campaigns',
    pk: TASKS,
    reverse: true,
    limit: page.limit,
    ...(page.before === null ? {} : { to: taskKey(String(Number(page.before) - 1)).sk }),
  });
  return items.map(taskFromItem);
}

/** Ids of the tasks to check up to an instant, in the order of their instants; the index lags behind. */
export async function* watchedTasks(tables: Tables, to: Instant): AsyncGenerator<string[]> {
  let after: Record<string, string> | null = null;
  do {
    const page = await tables.query({
      table: 'Campaigns',
      index: 'work',
      pk: WORK_TASKS,
      to: `${instantKey(to)}~`,
      limit: 100,
      after,
    });
    yield page.items.map(({ sk }) => String(Number(sk)));
    after = page.next;
  } while (after !== null);
}

/** The first time after another at which a task must be checked, or null. */
export async function firstWatchedAfter(tables: Tables, after: Instant): Promise<Instant | null> {
  const { items } = await tables.query({
    table: 'Campaigns',
    index: 'work',
    pk: WORK_TASKS,
    from: instantKey(after + 1),
    limit: 1,
  });
  const [first] = items;
  return first ? Number(String(first.workSk).slice(0, INSTANT_WIDTH)) : null;
}

/** The objects that a task may use. */
export type TaskReference = { listId: string } | { templateId: string } | { domain: string } | { sender: string };

/** Whether an unfinished task uses a list, template, domain or sender address. */
export async function tasksUsing(tables: Tables, reference: TaskReference): Promise<boolean> {
  let before: string | null = null;
  for (;;) {
    const tasks: Task[] = await tasksPage(tables, { limit: 1_000, before });
    if (tasks.some((task) => isUnfinished(task) && uses(task, reference))) return true;
    before = tasks.at(-1)?.taskId ?? null;
    if (before === null) return false;
  }
}

const isUnfinished = (task: Task): boolean => task.state === 'live' || task.activeRunId !== null;

function uses(task: Task, reference: TaskReference): boolean {
  if ('listId' in reference) return task.listId === reference.listId;
  if ('templateId' in reference) return task.templateId === reference.templateId;
  if ('domain' in reference) return task.domain === reference.domain;
  return parseMailbox(task.from)?.address === reference.sender;
}
