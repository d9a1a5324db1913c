import { asListChoice, onlyList, type StoredLists, storedLists } from '../audience/list-choice.ts';
import { type Instant, sortable } from '../clock.ts';
import { FOOTER_LANGUAGES } from '../content/unsubscribe-footer.ts';
import { TASKS, taskKey, WORK_TASKS } from '../keys.ts';
import { asJson, placeIn, rowOf } from '../row.ts';
import type { Item, Tables, Write } from '../tables.ts';
import { OVERLAPS, TASK_STATES, TASK_TYPES, type Task } from './task.ts';

/**
 * When the task must be checked, or null while nothing is due: its next occurrence, or the queued one once no run
 * blocks it.
 */
export const watchedAt = (task: Task): Instant | null => {
  if (task.state !== 'live' || task.pausedAt !== null) return null;
  return task.activeRunId === null ? (task.queuedFor ?? task.dueAt) : task.dueAt;
};

/** The row of a task, with its place in the index `work` while anything is to come. */
type TaskRow = Omit<Task, 'lists'> & StoredLists & Partial<Record<'workPk' | 'workSk', string>>;

const row = rowOf<TaskRow>('task').encoding({
  lists: asListChoice,
  templateData: asJson(),
  recurrence: asJson(),
  until: asJson(),
  attachments: asJson(),
  pausedBy: asJson(),
});

function taskToItem(task: Task): Item {
  const { lists, ...fields } = task;
  const watched = watchedAt(task);
  const place = watched === null ? {} : { workPk: WORK_TASKS, workSk: `${sortable(watched)}#${task.taskId}` };
  return row.item(taskKey(task.taskId), { ...fields, ...storedLists(lists), ...place });
}

function taskFromItem(item: Item): Task {
  const r = row.reader(item);
  return {
    taskId: r.text('taskId'),
    name: r.textOrNull('name'),
    type: r.oneOf('type', TASK_TYPES),
    from: r.text('from'),
    replyTo: r.textOrNull('replyTo'),
    subject: r.textOrNull('subject'),
    templateId: r.text('templateId'),
    templateData: r.decoded('templateData', {}),
    lists: r.decodedOrNull('lists') ?? onlyList(r.text('listId')),
    startAt: r.instant('startAt'),
    intervalHours: r.numberOrNull('intervalHours'),
    recurrence: r.decodedOrNull('recurrence'),
    timeZone: r.text('timeZone'),
    until: r.decodedOrNull('until'),
    overlap: r.oneOf('overlap', OVERLAPS),
    unsubscribe: r.flag('unsubscribe', false),
    tracking: r.flag('tracking', false),
    footer: item.footer === undefined ? null : r.oneOf('footer', FOOTER_LANGUAGES),
    attachments: r.decoded('attachments', []),
    domain: r.text('domain'),
    edition: r.number('edition'),
    revision: r.number('revision'),
    state: r.oneOf('state', TASK_STATES),
    pausedAt: r.instantOrNull('pausedAt'),
    pausedBy: r.decodedOrNull('pausedBy'),
    dueAt: r.instantOrNull('dueAt'),
    occurrences: r.number('occurrences'),
    queuedFor: r.instantOrNull('queuedFor'),
    activeRunId: r.textOrNull('activeRunId'),
    runId: r.textOrNull('runId'),
    createdAt: r.instant('createdAt'),
    updatedAt: r.instant('updatedAt'),
  };
}

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
  const when = [row.is('revision', '=', read.revision)];
  return { task, write: { kind: 'put', table: 'Campaigns', item: taskToItem(task), when } };
}

/** Removes a task's row; refused when the row changed since it was read. */
export const deleteTaskWrite = ({ taskId, revision }: Task): Write => ({
  kind: 'delete',
  table: 'Campaigns',
  key: taskKey(taskId),
  when: [/* fence: delete-unchanged */ row.is('revision', '=', revision)],
});

/** Refuses a transaction when the task changed at all since it was read. */
export const taskUnchanged = (read: Task): Write => ({
  kind: 'check',
  table: 'Campaigns',
  key: taskKey(read.taskId),
  when: [row.is('revision', '=', read.revision)],
});

/** Refuses a transaction when frozen settings were edited since the task was read. */
export const notEdited = (read: Task): Write => ({
  kind: 'check',
  table: 'Campaigns',
  key: taskKey(read.taskId),
  when: [row.is('edition', '=', read.edition)],
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

/** The newest tasks, as many as one read gives (1 MB of them); `more`: there are others. It may lag behind. */
export async function latestTasks(tables: Tables): Promise<{ tasks: Task[]; more: boolean }> {
  const { items, next } = await tables.query({ table: 'Campaigns', pk: TASKS, reverse: true, consistent: false });
  return { tasks: items.map(taskFromItem), more: next !== null };
}

/** Ids of the tasks to check up to an instant, in the order of their instants; the index lags behind. */
export async function* watchedTasks(tables: Tables, to: Instant): AsyncGenerator<string[]> {
  let after: Record<string, string> | null = null;
  do {
    const page = await tables.query({
      table: 'Campaigns',
      index: 'work',
      pk: WORK_TASKS,
      to: `${sortable(to)}~`,
      limit: 100,
      after,
    });
    yield page.items.map(({ sk }) => String(Number(sk)));
    after = page.next;
  } while (after !== null);
}

/** Ids of up to `limit` (1 to 1,000) tasks with an occurrence to come, the earliest first; the index lags behind. */
export async function watchedIdsPage(tables: Tables, limit: number): Promise<string[]> {
  const { items } = await tables.query({ table: 'Campaigns', index: 'work', pk: WORK_TASKS, limit });
  return items.map(({ sk }) => String(Number(sk)));
}

/** The first time after another at which a task must be checked, or null. */
export async function firstWatchedAfter(tables: Tables, after: Instant): Promise<Instant | null> {
  const { items } = await tables.query({
    table: 'Campaigns',
    index: 'work',
    pk: WORK_TASKS,
    from: sortable(after + 1),
    limit: 1,
  });
  const [first] = items;
  return first ? Number(placeIn('work', first).split('#')[0]) : null;
}
