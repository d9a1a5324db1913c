import * as z from 'zod';
import { firstListOf } from '../../core/audience/list-choice.ts';
import { type Clock, iso } from '../../core/clock.ts';
import { readStackHold, type StackHold, type TablesIdentity } from '../../core/rate/stack-hold.ts';
import { countsOf, progressOf } from '../../core/runs/counts.ts';
import type { Run } from '../../core/runs/run.ts';
import type { Cursor, Tables } from '../../core/tables.ts';
import { type ActiveTask, ActiveTasks, MAX_ACTIVE_TASKS } from '../../core/tasks/active-tasks.ts';
import { readShownTask, underHold } from '../../core/tasks/shown-task.ts';
import { errorOf, holdOf, TASK_STATUSES, taskStatus } from '../../core/tasks/status.ts';
import { TASK_TYPES } from '../../core/tasks/task.ts';
import { MAX_OPEN, MAX_POINTS, readTimeline, TIMELINE_START, type TimelinePlace } from '../../core/tasks/timeline.ts';
import { UNLIMITED } from '../../core/warm-up/plans.ts';
import { quotaDaysBetween } from '../../core/warm-up/quota-store.ts';
import { cursorsOf, invalidCursor } from '../http/cursor.ts';
import { type Route, route } from '../http/route.ts';
import { chosenRun } from './chosen-run.ts';
import { taskParams, timelineQuery } from './schemas.ts';
import { count, counts, hold, instant, runError, viewHold } from './views.ts';

interface LivePorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  identity: TablesIdentity;
}

export const activeTaskAnswer = z
  .strictObject({
    taskId: z.string(),
    name: z.string().nullable(),
    subject: z.string().nullable(),
    type: z.enum(TASK_TYPES),
    domain: z.string(),
    listId: z.string().meta({ description: 'The first of its lists.' }),
    status: z.enum(TASK_STATUSES),
    error: runError.nullable(),
    hold: hold.nullable(),
    runId: z.string().nullable(),
    progress: z.number().min(0).max(1),
    counts,
    startAt: instant,
    updatedAt: instant.meta({ description: 'When the task was changed, or its run moved or was held, last.' }),
  })
  .meta({ id: 'ActiveTask', description: 'Names and times of a task may be a minute old; all else is as it is now.' });

export const activeTasksAnswer = z.strictObject({
  now: instant,
  items: z.array(activeTaskAnswer).max(MAX_ACTIVE_TASKS).meta({
    description:
      'Those with an unfinished run, newest first, then those that wait, the next to start first. Not those that were paused before they ever started.',
  }),
  more: z.boolean(),
});

export const timelineAnswer = z.strictObject({
  now: instant,
  runId: z.string().nullable().meta({ description: 'The run that it is of; null before the first one.' }),
  points: z
    .array(z.strictObject({ at: instant, sent: count, failed: count, skipped: count, unknown: count }))
    .max(MAX_POINTS)
    .meta({ description: 'How many recipients had which outcome at an instant, since the run began.' }),
  days: z
    .array(z.strictObject({ day: z.string().meta({ format: 'date' }), sent: count, limit: count.nullable() }))
    .meta({ description: 'What was sent on each quota day; with `after`, only what closed since: add it.' }),
  next: z.string().meta({ description: 'Give it as `after`, to learn what closed since.' }),
  more: z.boolean().meta({ description: 'Whether there is more to be read at once, from `next` on.' }),
});

/** Calls for whoever watches tasks: cheap enough to be repeated every few seconds. */
export const liveRoutes = (ports: LivePorts): Route[] => [activeRoute(ports), timelineRoute(ports)];

const activeRoute = (ports: LivePorts): Route => {
  const active = new ActiveTasks(ports);
  return route({
    method: 'GET',
    path: '/v1/tasks/active',
    summary: 'List the tasks that send, are held, or wait, to be asked every few seconds',
    role: 'viewer',
    answer: activeTasksAnswer,
    status: 200,
    handle: async () => {
      const [{ items, more }, stackHold] = await Promise.all([active.read(), readStackHold(ports)]);
      return { body: { now: iso(ports.clock.now()), items: items.map((item) => viewActive(item, stackHold)), more } };
    },
  });
};

const timelineRoute = (ports: LivePorts): Route =>
  route({
    method: 'GET',
    path: '/v1/tasks/{id}/timeline',
    summary: "Show how the outcomes of a task's run came about over time",
    role: 'viewer',
    params: taskParams,
    query: timelineQuery,
    answer: timelineAnswer,
    status: 200,
    handle: async ({ params, query: { runId, after } }) => {
      const run = await chosenRun(await readShownTask(params.id, ports), runId, ports);
      const cursors = cursorsOf('tasks', params.id, 'timeline');
      const cursor = cursors.read(after, '/after');
      // A task that shows another run since is read from its start.
      const from = cursor === null || cursor.run !== run?.runId ? TIMELINE_START : placeOf(cursor);
      const timeline = run
        ? await readTimeline(ports.tables, run, from)
        : { points: [], days: [], next: from, more: false };
      const limits = run ? await limitsOf(ports.tables, run.domain, timeline.days) : new Map<string, number>();
      return {
        body: {
          now: iso(ports.clock.now()),
          runId: run?.runId ?? null,
          points: timeline.points.map(({ at, ...outcomes }) => ({ at: iso(at), ...outcomes })),
          days: timeline.days.map(({ day, sent }) => ({ day, sent, limit: limits.get(day) ?? null })),
          next: cursors.write({ ...(run && { run: run.runId }), ...cursorOf(timeline.next) }),
          more: timeline.more,
        },
      };
    },
  });

export function viewActive(
  read: { task: ActiveTask; run: Run | undefined },
  stackHold: StackHold | null,
): z.input<typeof activeTaskAnswer> {
  const { task, run } = underHold(read, stackHold);
  return {
    taskId: task.taskId,
    name: task.name,
    subject: task.subject,
    type: task.type,
    domain: task.domain,
    listId: firstListOf(task.lists),
    status: taskStatus(task, run),
    error: errorOf(task, run),
    hold: viewHold(holdOf(task, run, stackHold)),
    runId: run?.runId ?? null,
    progress: progressOf(run),
    counts: countsOf(run),
    startAt: iso(task.startAt),
    updatedAt: iso(Math.max(task.updatedAt, run?.movedAt ?? 0, run?.holdSince ?? 0)),
  };
}

/** The limits of those quota days that have one. */
async function limitsOf(tables: Tables, domain: string, days: { day: string }[]): Promise<Map<string, number>> {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return new Map();
  const rows = await quotaDaysBetween(tables, domain, first.day, last.day);
  return new Map(rows.filter(({ limit }) => limit < UNLIMITED).map(({ day, limit }) => [day, limit]));
}

const cursorOf = ({ serial, open, last, dropped }: TimelinePlace): Cursor => ({
  serial: String(serial),
  ...(open.length > 0 && { open: open.join('.') }),
  last: [last.at, last.sent, last.failed, last.skipped, last.unknown].join('.'),
  ...(dropped && { dropped: 'true' }),
});

function placeOf(cursor: Cursor): TimelinePlace {
  const [serial = -1] = numbersOf(cursor.serial);
  const open = numbersOf(cursor.open);
  const [at = -1, sent = -1, failed = -1, skipped = -1, unknown = -1] = numbersOf(cursor.last);
  const numbers = [serial, ...open, at, sent, failed, skipped, unknown];
  const isPlace = numbers.every((number) => Number.isSafeInteger(number) && number >= 0);
  if (!isPlace || open.length > MAX_OPEN || new Set(open).size < open.length) throw invalidCursor('/after');
  return { serial, open, last: { at, sent, failed, skipped, unknown }, dropped: cursor.dropped !== undefined };
}

const numbersOf = (text: string | undefined): number[] => (text === undefined ? [] : text.split('.').map(Number));
