import type { Caller } from '../access/role.ts';
import { type Clock, DAY, type Instant } from '../clock.ts';
import { eventsOf, taskEventKey } from '../keys.ts';
import type { Log } from '../log.ts';
import { asJson, rowOf, ttlAt } from '../row.ts';
import type { Cursor, Item, Tables } from '../tables.ts';
import type { Publish, TaskEvent } from './events.ts';

/** What the log of a task tells. The first six are what users do. */
export const LOGGED_KINDS = [
  'created',
  'edited',
  'paused',
  'resumed',
  'cancelled',
  'retried',
  'started',
  'parked',
  'held',
  'went-on',
  'error',
  'finished',
] as const;
export type LoggedKind = (typeof LOGGED_KINDS)[number];

/** How long the log of a task is kept. */
const KEPT = 400 * DAY;

/** One entry of the log of a task. The same fact has the same key, so that it is there once. */
export interface LoggedEvent {
  taskId: string;
  at: Instant;
  kind: LoggedKind;
  runId: string | null;
  /** The API key of whoever did it; null for what the product did. */
  keyId: string | null;
  /** The values that a sentence about it needs, by their names. */
  params: Record<string, unknown>;
}

type LoggedRow = LoggedEvent & { ttl: number };

const row = rowOf<LoggedRow>('event of a task').encoding({ params: asJson() });

interface LogPorts {
  tables: Tables;
  log: Pick<Log, 'error'>;
}

/** Writes an entry down. Never throws: the fact is written already, and the log of a task only tells of it. */
async function logEvent({ tables, log }: LogPorts, event: LoggedEvent): Promise<void> {
  try {
    const item = row.item(taskEventKey(event.taskId, event.at, event.kind), { ...event, ttl: ttlAt(event.at + KEPT) });
    await tables.write({ kind: 'put', table: 'Campaigns', item });
  } catch (error) {
    log.error('event-not-logged', error, { taskId: event.taskId, event: event.kind });
  }
}

/** The log of a task, latest first. */
export async function loggedEvents(
  tables: Tables,
  taskId: string,
  page: { limit: number; after: Cursor | null },
): Promise<{ events: LoggedEvent[]; next: Cursor | null }> {
  const { items, next } = await tables.query({ table: 'Campaigns', pk: eventsOf(taskId), reverse: true, ...page });
  return { events: items.map(fromItem), next };
}

function fromItem(item: Item): LoggedEvent {
  const r = row.reader(item);
  return {
    taskId: r.text('taskId'),
    at: r.instant('at'),
    kind: r.oneOf('kind', LOGGED_KINDS),
    runId: r.textOrNull('runId'),
    keyId: r.textOrNull('keyId'),
    params: r.decoded('params', {}),
  };
}

/** Publishes as `publish` does, and writes into the log of the task what the product did. */
export const logging =
  (ports: LogPorts, publish: Publish): Publish =>
  async (event) => {
    const entry = entryOf(event);
    await Promise.all([entry && logEvent(ports, entry), publish(event)]);
  };

function entryOf({ event, taskId, at, data }: TaskEvent): LoggedEvent | null {
  const { reason, resumesAt, runId } = data;
  const kind = kindOf(event, reason);
  if (kind === null) return null;
  const why = reason === null ? {} : { reason };
  const until = resumesAt === null ? {} : { resumesAt };
  return {
    taskId,
    at,
    kind,
    runId: typeof runId === 'string' ? runId : null,
    keyId: null,
    params: { ...why, ...until },
  };
}

/** Null for the pause of a user: it is written with their key. */
function kindOf(event: TaskEvent['event'], reason: unknown): LoggedKind | null {
  switch (event) {
    case 'task.started':
      return 'started';
    case 'task.paused':
      if (reason === 'user') return null;
      return reason === 'warm-up-quota' ? 'parked' : 'held';
    case 'task.resumed':
      return 'went-on';
    case 'task.error':
      return 'error';
    case 'task.finished':
      return 'finished';
  }
}

/** What a user did to a task; `caller`: who asked for it. */
type Act = Pick<LoggedEvent, 'taskId' | 'kind'> &
  Partial<Pick<LoggedEvent, 'runId' | 'params'>> & { caller: Caller | null };

/** Writes down what a user has just done. Never throws. */
export const logAct = (ports: LogPorts & { clock: Pick<Clock, 'now'> }, { caller, ...act }: Act): Promise<void> =>
  logEvent(ports, { at: ports.clock.now(), runId: null, params: {}, ...act, keyId: caller?.keyId ?? null });
