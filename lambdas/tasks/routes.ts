import { actorOf } from '../../core/access/api-key-store.ts';
import { firstListOf } from '../../core/audience/list-choice.ts';
import type { SnapshotStore } from '../../core/audience/snapshot-store.ts';
import { type DryRunPorts, dryRun, dryRunOfEdit, SAMPLE } from '../../core/forecast/dry-run.ts';
import { type ForecastPorts, Forecasts } from '../../core/forecast/forecast-domain.ts';
import { isId } from '../../core/ids.ts';
import type { ObjectReader } from '../../core/objects.ts';
import { readStackHold, type StackHold } from '../../core/rate/stack-hold.ts';
import { type LoggedKind, logAct } from '../../core/runs/event-log.ts';
import { runsOfTaskPage } from '../../core/runs/run-store.ts';
import type { Cursor } from '../../core/tables.ts';
import { cancelTask } from '../../core/tasks/cancel-task.ts';
import { createTask } from '../../core/tasks/create-task.ts';
import { deleteTask } from '../../core/tasks/delete-task.ts';
import { editTask } from '../../core/tasks/edit-task.ts';
import {
  findRecipient,
  isIn,
  listRecipients,
  type RecipientPlace,
  type RecipientsPorts,
} from '../../core/tasks/list-recipients.ts';
import { listTasks } from '../../core/tasks/list-tasks.ts';
import { ReferenceNames } from '../../core/tasks/names.ts';
import { pauseTask } from '../../core/tasks/pause-task.ts';
import { type ResumePorts, resumeTask } from '../../core/tasks/resume-task.ts';
import { retryTask } from '../../core/tasks/retry-task.ts';
import { readShownTask, type ShownTask, underHold } from '../../core/tasks/shown-task.ts';
import { taskWarnings } from '../../core/tasks/warnings.ts';
import { cursorsOf, invalidCursor } from '../http/cursor.ts';
import { listQuery, pageOf } from '../http/page.ts';
import { BYTES_WITH_ATTACHMENTS, type Caller, type Route, route } from '../http/route.ts';
import { decode } from './attachments.ts';
import { chosenRun } from './chosen-run.ts';
import { contentRoutes } from './content.ts';
import { eventRoutes } from './events.ts';
import { forecastRoutes } from './forecasts.ts';
import { liveRoutes } from './live.ts';
import { resultRoutes } from './results.ts';
import {
  newTaskBody,
  newTaskQuery,
  recipientsQuery,
  retryBody,
  taskEditBody,
  taskEditQuery,
  taskParams,
  tasksQuery,
  typeOf,
} from './schemas.ts';
import {
  dryRunAnswer,
  newTaskAnswer,
  recipientAnswer,
  runAnswer,
  taskAnswer,
  viewDryRun,
  viewRecipient,
  viewRun,
  viewTask,
  viewWarning,
} from './views.ts';

export type TaskRoutePorts = ResumePorts &
  RecipientsPorts &
  ForecastPorts &
  DryRunPorts & { objects: ObjectReader; snapshots: Pick<SnapshotStore, 'find'> };

/** Calls about tasks, their runs and the outcome of each recipient. */
export const taskRoutes = (ports: TaskRoutePorts): Route[] => [
  ...liveRoutes(ports),
  ...forecastRoutes(ports),
  ...contentRoutes(ports),
  ...eventRoutes(ports),
  ...resultRoutes(ports),
  ...crudRoutes(ports),
  ...actionRoutes(ports),
  ...runRoutes(ports),
];

/** What the tasks of one answer share. */
interface Surroundings {
  forecasts: Forecasts;
  names: ReferenceNames;
  stackHold: StackHold | null;
}

const surroundingsOf = async (ports: TaskRoutePorts): Promise<Surroundings> => ({
  forecasts: new Forecasts(ports),
  names: new ReferenceNames(ports.tables),
  stackHold: await readStackHold(ports),
});

async function view(ports: TaskRoutePorts, read: ShownTask, { forecasts, names, stackHold }: Surroundings) {
  const shown = underHold(read, stackHold);
  const [finishesAt, named] = await Promise.all([
    shown.run ? forecasts.finishesAt(shown.run) : null,
    names.of({ listId: firstListOf(shown.task.lists), templateId: shown.task.templateId }),
  ]);
  return viewTask(shown, ports.clock.now(), {
    finishesAt,
    finishesOn: forecasts.dayOf(finishesAt),
    stackHold,
    ...named,
  });
}

const createRoute = (ports: TaskRoutePorts): Route =>
  route({
    method: 'POST',
    path: '/v1/tasks',
    summary: 'Create a task: send a template to a list now, at a time, or repeatedly',
    role: 'sender',
    query: newTaskQuery,
    body: newTaskBody,
    requestBytes: BYTES_WITH_ATTACHMENTS,
    answer: newTaskAnswer,
    status: 201,
    otherAnswer: {
      status: 200,
      answer: dryRunAnswer,
      description:
        'The result of a dry run: how the task would go. Nothing is created, and an Idempotency-Key is ignored.',
    },
    idempotent: true,
    isRepeatable: ({ dryRun }) => dryRun === 'true' || dryRun === 'sample',
    handle: async ({ query, body, caller }) => {
      const input = { ...body, type: typeOf(body), attachments: body.attachments.map(decode) };
      if (query.dryRun !== 'false')
        return { status: 200, body: viewDryRun(await dryRun(input, ports, mostOf(query.dryRun))) };
      // First: once the task is stored, tables that refuse must not make the request fail, since its repetition would
      // create another one.
      const surroundings = await surroundingsOf(ports);
      const { listIds: [listId = ''] = [body.listId ?? ''], templateId } = body;
      await surroundings.names.of({ listId, templateId });
      const task = await createTask(input, ports);
      await logAct(ports, { taskId: task.taskId, kind: 'created', caller });
      const warnings = (await taskWarnings(task, ports)).map(viewWarning);
      const shown = { ...(await view(ports, { task, run: undefined }, surroundings)), warnings };
      return { body: shown, headers: { location: `/v1/tasks/${task.taskId}` } };
    },
  });

/** Recipients that a dry run looks at; undefined for all. */
const mostOf = (kind: 'true' | 'sample'): number | undefined => (kind === 'sample' ? SAMPLE : undefined);

const editRoute = (ports: TaskRoutePorts): Route =>
  route({
    method: 'PATCH',
    path: '/v1/tasks/{id}',
    summary: 'Update a task: all but its type before it has started, only its name afterwards',
    role: 'sender',
    params: taskParams,
    query: taskEditQuery,
    body: taskEditBody,
    requestBytes: BYTES_WITH_ATTACHMENTS,
    answer: taskAnswer.or(dryRunAnswer).meta({
      description: 'The task; with `dryRun`, how it would go, had it been changed so. Then nothing is changed.',
    }),
    status: 200,
    handle: async ({ params, query: { dryRun: kind }, body: { attachments, ...edit }, caller }) => {
      const changes = attachments === undefined ? edit : { ...edit, attachments: attachments.map(decode) };
      if (kind !== 'false') return { body: viewDryRun(await dryRunOfEdit(params.id, changes, ports, mostOf(kind))) };
      const surroundings = await surroundingsOf(ports);
      const edited = await editTask(params.id, changes, ports);
      await logAct(ports, { taskId: params.id, kind: 'edited', caller, params: { fields: Object.keys(changes) } });
      return { body: await view(ports, edited, surroundings) };
    },
  });

const crudRoutes = (ports: TaskRoutePorts): Route[] => [
  createRoute(ports),
  route({
    method: 'GET',
    path: '/v1/tasks',
    summary: 'List tasks, newest first; with a filter, a page before the last may have fewer tasks than `limit`',
    role: 'viewer',
    query: tasksQuery,
    answer: pageOf(taskAnswer),
    status: 200,
    handle: async ({ query: { limit, cursor, ...filter } }) => {
      const cursors = cursorsOf('tasks');
      const before = idOf(cursors.read(cursor));
      const surroundings = await surroundingsOf(ports);
      const { tasks, next } = await listTasks(ports.tables, filter, { limit, before }, surroundings.stackHold);
      const items = await Promise.all(tasks.map((shown) => view(ports, shown, surroundings)));
      return { body: cursors.page(items, next === null ? null : { before: next }) };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/tasks/{id}',
    summary: 'Show a task with its active run, or else its latest run',
    role: 'viewer',
    params: taskParams,
    answer: taskAnswer,
    status: 200,
    handle: async ({ params }) => {
      const surroundings = await surroundingsOf(ports);
      return { body: await view(ports, await readShownTask(params.id, ports), surroundings) };
    },
  }),
  editRoute(ports),
  route({
    method: 'DELETE',
    path: '/v1/tasks/{id}',
    summary: 'Delete a task that is over, with its runs and who got what; statistics stay',
    role: 'sender',
    params: taskParams,
    answer: null,
    status: 204,
    handle: async ({ params }) => {
      await deleteTask(params.id, ports);
      return {};
    },
  }),
];

const actionRoutes = (ports: TaskRoutePorts): Route[] => {
  const action = (
    name: string,
    kind: LoggedKind,
    summary: string,
    act: (taskId: string, ports: ResumePorts, caller: Caller | null) => Promise<ShownTask>,
  ) =>
    route({
      method: 'POST',
      path: `/v1/tasks/{id}/${name}`,
      summary,
      role: 'sender',
      params: taskParams,
      answer: taskAnswer,
      status: 200,
      handle: async ({ params, caller }) => {
        const surroundings = await surroundingsOf(ports);
        const since = ports.clock.now();
        const shown = await act(params.id, ports, caller);
        // What was so already is no act.
        if (shown.task.updatedAt >= since) await logAct(ports, { ...idsOf(shown), kind, caller });
        return { body: await view(ports, shown, surroundings) };
      },
    });
  return [
    action('pause', 'paused', 'Pause a task until it is resumed', async (id, own, caller) =>
      pauseTask(id, own, await actorOf(ports.tables, caller)),
    ),
    action('resume', 'resumed', 'Resume a paused task, or check again what stopped it', resumeTask),
    action('cancel', 'cancelled', 'Cancel a task; recipients not attempted yet are skipped', cancelTask),
    route({
      method: 'POST',
      path: '/v1/tasks/{id}/retry',
      summary: 'Retry the recipients of the latest run that failed or whose outcome is unknown',
      role: 'sender',
      params: taskParams,
      body: retryBody,
      answer: taskAnswer,
      status: 200,
      idempotent: true,
      handle: async ({ params, body, caller }) => {
        const surroundings = await surroundingsOf(ports);
        const shown = await retryTask(params.id, body.outcomes, ports);
        await logAct(ports, { ...idsOf(shown), kind: 'retried', caller, params: { outcomes: body.outcomes } });
        return { body: await view(ports, shown, surroundings) };
      },
    }),
  ];
};

const idsOf = ({ task, run }: ShownTask) => ({ taskId: task.taskId, runId: run?.runId ?? null });

const runRoutes = (ports: TaskRoutePorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/tasks/{id}/runs',
    summary: 'List the runs of a task, latest first, including missed occurrences',
    role: 'viewer',
    params: taskParams,
    query: listQuery,
    answer: pageOf(runAnswer),
    status: 200,
    handle: async ({ params: { id }, query: { limit, cursor } }) => {
      const { pausedBy } = (await readShownTask(id, ports)).task;
      const cursors = cursorsOf('tasks', id, 'runs');
      const { runs, next } = await runsOfTaskPage(ports.tables, id, { limit, after: cursors.read(cursor) });
      const stackHold = await readStackHold(ports);
      return {
        body: cursors.page(
          runs.map((run) => viewRun(run, { stackHold, pausedBy })),
          next,
        ),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/tasks/{id}/recipients',
    summary:
      "List the recipients of a task's run with their outcomes; a page before the last may have fewer than `limit`",
    role: 'viewer',
    params: taskParams,
    query: recipientsQuery,
    answer: pageOf(recipientAnswer),
    status: 200,
    handle: async ({ params, query: { limit, cursor, runId, email, outcome, reason } }) => {
      const run = await chosenRun(await readShownTask(params.id, ports), runId, ports);
      if (!run) return { body: { items: [], nextCursor: null } };
      const cursors = cursorsOf(
        'runs',
        run.runId,
        'recipients',
        outcome ?? '',
        ...(reason === undefined ? [] : [reason]),
      );
      if (email !== undefined) {
        const found = await findRecipient(run, email, ports);
        return { body: cursors.page(found && isIn(found, { outcome, reason }) ? [viewRecipient(found)] : [], null) };
      }
      const from = placeOf(cursors.read(cursor));
      const { recipients, next } = await listRecipients(run, { outcome, reason }, { limit, from }, ports);
      return { body: cursors.page(recipients.map(viewRecipient), next && cursorOf(next)) };
    },
  }),
];

function idOf(cursor: Cursor | null): string | null {
  if (cursor === null) return null;
  const { before = '' } = cursor;
  if (!isId(before)) throw invalidCursor();
  return before;
}

const cursorOf = (place: RecipientPlace): Cursor =>
  Object.fromEntries(Object.entries(place).map(([name, value]) => [name, String(value)]));

function placeOf(cursor: Cursor | null): RecipientPlace | null {
  if (cursor === null) return null;
  const [serial, index, dropped] = [cursor.serial, cursor.index, cursor.dropped].map(Number);
  const isPlace = (value: number | undefined): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
  if (isPlace(dropped)) return { dropped };
  if (isPlace(serial) && isPlace(index)) return { serial, index };
  throw invalidCursor();
}
