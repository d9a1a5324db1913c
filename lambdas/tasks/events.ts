import * as z from 'zod';
import { readApiKey } from '../../core/access/api-key-store.ts';
import { iso } from '../../core/clock.ts';
import { LOGGED_KINDS, type LoggedEvent, loggedEvents } from '../../core/runs/event-log.ts';
import type { Tables } from '../../core/tables.ts';
import { readShownTask } from '../../core/tasks/shown-task.ts';
import { cursorsOf } from '../http/cursor.ts';
import { listQuery, pageOf, params } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { taskParams } from './schemas.ts';
import { instant } from './views.ts';

export const eventAnswer = z
  .strictObject({
    at: instant.describe('When it happened.'),
    kind: z
      .enum(LOGGED_KINDS)
      .describe('What happened; `parked` is a hold for `warm-up-quota`, `held` one for another reason but `user`.'),
    runId: z.string().nullable().describe('The run that it happened to; null for the task itself.'),
    by: z
      .strictObject({ keyId: z.string(), name: z.string().nullable().describe('Null once the key is deleted.') })
      .nullable()
      .describe('The API key of whoever did it; null for what the product did.'),
    params,
  })
  .meta({ id: 'TaskEvent' });

/** What happened to a task. */
export const eventRoutes = (ports: { tables: Tables }): Route[] => [
  route({
    method: 'GET',
    path: '/v1/tasks/{id}/events',
    summary: 'List what happened to a task in the last 400 days, latest first',
    role: 'viewer',
    params: taskParams,
    query: listQuery,
    answer: pageOf(eventAnswer),
    status: 200,
    handle: async ({ params: { id }, query: { limit, cursor } }) => {
      await readShownTask(id, ports);
      const cursors = cursorsOf('tasks', id, 'events');
      const { events, next } = await loggedEvents(ports.tables, id, { limit, after: cursors.read(cursor) });
      const names = await namesOf(ports.tables, events);
      return {
        body: cursors.page(
          events.map((event) => viewEvent(event, names)),
          next,
        ),
      };
    },
  }),
];

/** The names of the keys of some events; without those that are deleted. */
async function namesOf(tables: Tables, events: LoggedEvent[]): Promise<Map<string, string>> {
  const keyIds = [...new Set(events.flatMap(({ keyId }) => keyId ?? []))];
  const keys = await Promise.all(keyIds.map((keyId) => readApiKey(tables, keyId)));
  return new Map(keys.flatMap((key) => (key ? [[key.keyId, key.name] as const] : [])));
}

const viewEvent = (
  { at, kind, runId, keyId, params: values }: LoggedEvent,
  names: Map<string, string>,
): z.input<typeof eventAnswer> => ({
  at: iso(at),
  kind,
  runId,
  by: keyId === null ? null : { keyId, name: names.get(keyId) ?? null },
  params: values,
});
