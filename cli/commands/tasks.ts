import type { Task } from '../answers.ts';
import { barOf, createProgress, isOver, nameOf, restOf, sentOf } from '../progress.ts';
import { codeOf, reasonLines, reasonsOf, unsentOf } from '../run-ending.ts';
import type { Session } from '../session.ts';
import { facts, table } from '../table.ts';
import { count, hereOf, minute } from '../text.ts';
import { titled } from '../titles.ts';
import { type WatchedTask, Watcher } from '../watcher.ts';

const LOOK_MS = 500;
const NAME_MAX = 20;

/** A task whose speed nobody has measured. */
const still = (task: Task): WatchedTask => ({ ...task, rate: 0 });

/** The latest tasks, newest first. */
export async function showTasks(session: Session, options: { status?: string; limit: number }): Promise<void> {
  const api = await session.api();
  const { items } = await api.get<{ items: Task[] }>('/v1/tasks', { query: { ...options } });
  const lines = table<Task>(
    await titled(api, items),
    [
      { title: 'ID', of: ({ taskId }) => taskId },
      { title: 'NAME', of: (task) => nameOf(still(task)), most: NAME_MAX },
      { title: 'STATUS', of: ({ status }) => status, tone: ({ status }) => status },
      {
        title: 'SENT',
        of: ({ counts: { sent, requested } }) => (requested === 0 ? '-' : `${count(sent)}/${count(requested)}`),
        align: 'right',
      },
      { title: 'NOTE', of: noteOf, tone: ({ counts }) => (unsentOf(counts) === '' ? '' : 'failed') },
    ],
    session,
  );
  session.show(items.length === 0 ? ['No tasks.'] : lines, items);
}

/** What holds a task, or when it starts, in little room. */
function noteOf({ hold, error, status, startAt, counts }: Task): string {
  if (error !== null) return error;
  if (hold?.reason === 'hold-all') return 'hold-all: npx mailramp release';
  if (hold !== null) return hold.resumesAt === null ? hold.reason : `to ${minute(hold.resumesAt)}`;
  return status === 'waiting' ? `starts ${minute(startAt)}` : unsentOf(counts);
}

/** One task, or how it goes until it is at its end. Answers the exit code. */
export async function showTask(session: Session, taskId: string, options: { watch?: boolean }): Promise<number> {
  if (options.watch) return watchTask(session, taskId);
  const api = await session.api();
  const task = await api.get<Task>('/v1/tasks/{id}', { params: { id: taskId } });
  session.show(linesOf(task, session.columns), [task]);
  return 0;
}

/** Pauses, resumes or cancels a task. */
export async function changeTask(
  session: Session,
  taskId: string,
  action: 'pause' | 'resume' | 'cancel',
): Promise<void> {
  const api = await session.api();
  const task = await api.post<Task>(`/v1/tasks/{id}/${action}`, undefined, { params: { id: taskId } });
  const [named = task] = await titled(api, [task]);
  session.show([`${nameOf(still(named))} is ${task.status}`], [task]);
}

/** Shows how a task goes, and at its end why somebody did not get the mail. Answers the exit code. */
export async function watchTask(session: Session, taskId: string): Promise<number> {
  const api = await session.api();
  const watcher = new Watcher(api);
  const progress = createProgress(session.terminal.output, session.json);
  try {
    const first = await watcher.lookAt(taskId);
    progress.tasks([first]);
    // What was over before we looked is no progress.
    if (isOver(first)) progress.event('task', { ...first }, [`${nameOf(first)}  ${first.status}  ${sentOf(first)}`]);
    const last = await session.until(async () => {
      const task = await watcher.lookAt(taskId);
      progress.tasks([task]);
      return isOver(task) || task.status === 'error' ? task : null;
    }, LOOK_MS);
    const reasons = await reasonsOf(api, last);
    if (reasons.length > 0) progress.event('reasons', { taskId, outcomes: reasons }, reasonLines(taskId, reasons));
    return codeOf(last);
  } finally {
    progress.close();
  }
}

function linesOf(task: Task, columns: number): string[] {
  const { status, counts, hold, nextOccurrences } = task;
  const rest = restOf(still(task));
  const resumes = hold?.resumesAt ? hereOf(hold.resumesAt) : '';
  const at = (instant: string | null) => instant && `${minute(instant)}${hereOf(instant)}`;
  return [
    barOf(still(task), columns),
    '',
    ...facts([
      ['task', task.taskId],
      ['status', rest === '' ? status : `${status}: ${rest}${resumes}`],
      ['', hold?.lastAnswer ?? null],
      ['', hold?.advice ?? null],
      ['sent', sentOf(task).replace(/ sent\b/, '')],
      ['behind', hold?.behind ?? null],
      ['from', task.from],
      ['reply to', task.replyTo],
      ['subject', task.subject],
      ['template', task.templateId],
      ['list', task.listId],
      ['starts', status === 'waiting' ? at(task.startAt) : null],
      ['started', at(task.startedAt)],
      ['finished', at(task.finishedAt)],
      ['will end', counts.cached + counts.inFlight > 0 ? task.finishesOn : null],
      ...nextOccurrences.map(({ utc, local }, i): [string, string] => [i === 0 ? 'next' : '', occurrence(utc, local)]),
    ]),
  ];
}

/** `2027-01-05 09:00Z (18:00 +09:00)`: in UTC, and by the clock of the task. */
function occurrence(utc: string, local: string): string {
  const [, day = '', time = '', offset = ''] = /^(.{10})T(\d\d:\d\d)[\d:.]*(.*)$/.exec(local) ?? [];
  if (offset === 'Z' || offset === '+00:00') return minute(utc);
  return `${minute(utc)} (${day === utc.slice(0, 10) ? '' : `${day} `}${time} ${offset})`;
}
