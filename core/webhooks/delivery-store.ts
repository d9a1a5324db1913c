import { DAY, type Instant } from '../clock.ts';
import { deliveriesFrom, deliveriesOf, deliveryKey, workDeliveries, workDeliveriesFrom } from '../keys.ts';
import { placeIn, rowOf, ttlAt } from '../row.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import { bodyOf, EVENTS, type EventName, eventId, TEST_EVENT, type WebhookEvent } from './events.ts';

/** The log of deliveries goes back so far. */
const KEPT_FOR = 30 * DAY;

export const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;

/** One event on its way to one webhook. */
export interface WebhookDelivery {
  webhookId: string;
  /** Ordered by the time of the event. */
  deliveryId: string;
  eventId: string;
  event: EventName | typeof TEST_EVENT;
  taskId: string | null;
  /** When it happened. */
  at: Instant;
  body: string;
  status: (typeof DELIVERY_STATUSES)[number];
  attempts: number;
  /** When the latest attempt began. */
  triedAt: Instant | null;
  /** While it is pending. */
  nextAttemptAt: Instant | null;
  /** The result of the last attempt: a status code, or the reason why there was none; null while it is under way. */
  answer: string | null;
}

const deliveryIdOf = (event: WebhookEvent<string>): string => `${deliveriesFrom(event.at)}#${eventId(event)}`;

export const newWebhookDelivery = (
  webhookId: string,
  event: WebhookEvent<WebhookDelivery['event']>,
  now: Instant,
): WebhookDelivery => ({
  webhookId,
  deliveryId: deliveryIdOf(event),
  eventId: eventId(event),
  event: event.event,
  taskId: event.taskId,
  at: event.at,
  body: bodyOf(event),
  status: 'pending',
  attempts: 0,
  triedAt: null,
  nextAttemptAt: now,
  answer: null,
});

/** Partitions of the index over which pending deliveries are spread, since each attempt moves one. */
const SHARDS = 4;

/** The place of a delivery in the index `work`: the instant of its next attempt, or none. */
interface WorkPlace {
  workPk: string | null;
  workSk: string | null;
}

const workPlaceOf = ({ eventId }: WebhookDelivery, nextAttemptAt: Instant | null): WorkPlace =>
  nextAttemptAt === null
    ? { workPk: null, workSk: null }
    : {
        workPk: workDeliveries(Number.parseInt(eventId.slice(-1), 16) % SHARDS),
        workSk: workDeliveriesFrom(nextAttemptAt),
      };

const row = rowOf<WebhookDelivery & WorkPlace & { ttl: number }>('delivery');

const deliveryToItem = (delivery: WebhookDelivery): Item =>
  row.item(deliveryKey(delivery.webhookId, delivery.deliveryId), {
    ...delivery,
    ...workPlaceOf(delivery, delivery.nextAttemptAt),
    ttl: ttlAt(delivery.at + KEPT_FOR),
  });

/** Stores a delivery; refused when the event is on its way to this webhook already. */
export const newDeliveryWrite = (delivery: WebhookDelivery): Write => ({
  kind: 'put',
  table: 'Content',
  item: deliveryToItem(delivery),
  when: [{ item: 'missing' }],
});

/** Changes a delivery on the condition that it is pending and unchanged since it was read. */
export const updateDelivery = (read: WebhookDelivery, changes: Partial<WebhookDelivery>): Write => ({
  kind: 'update',
  table: 'Content',
  key: deliveryKey(read.webhookId, read.deliveryId),
  ...row.change({
    ...changes,
    ...(changes.nextAttemptAt === undefined ? {} : workPlaceOf(read, changes.nextAttemptAt)),
  }),
  when: [row.is('status', '=', 'pending'), row.is('attempts', '=', read.attempts)],
});

/** Sends a delivery again, whatever became of it; refused when an attempt has begun since it was read. */
export const redeliverWrite = (read: WebhookDelivery, now: Instant): Write => ({
  kind: 'update',
  table: 'Content',
  key: deliveryKey(read.webhookId, read.deliveryId),
  ...row.change({ status: 'pending', nextAttemptAt: now, ...workPlaceOf(read, now) }),
  when: [row.is('attempts', '=', read.attempts)],
});

const deliveryFromItem = (item: Item): WebhookDelivery => {
  const r = row.reader(item);
  return {
    webhookId: r.text('webhookId'),
    deliveryId: r.text('deliveryId'),
    eventId: r.text('eventId'),
    event: r.oneOf('event', [...EVENTS, TEST_EVENT]),
    taskId: r.textOrNull('taskId'),
    at: r.instant('at'),
    body: r.text('body'),
    status: r.oneOf('status', DELIVERY_STATUSES),
    attempts: r.number('attempts'),
    triedAt: r.instantOrNull('triedAt'),
    nextAttemptAt: r.instantOrNull('nextAttemptAt'),
    answer: r.textOrNull('answer'),
  };
};

/** Strongly consistent. */
export async function readDelivery(
  tables: Tables,
  webhookId: string,
  deliveryId: string,
): Promise<WebhookDelivery | undefined> {
  const item = await tables.get('Content', deliveryKey(webhookId, deliveryId));
  return item && deliveryFromItem(item);
}

/** Deliveries of a webhook, latest event first. */
export async function deliveriesPage(
  tables: Tables,
  webhookId: string,
  page: { limit: number; after: Cursor | null },
): Promise<{ deliveries: WebhookDelivery[]; next: Cursor | null }> {
  const { items, next } = await tables.query({ table: 'Content', pk: deliveriesOf(webhookId), reverse: true, ...page });
  return { deliveries: items.map(deliveryFromItem), next };
}

/** Up to `limit` deliveries of the same webhook whose events lie at `from` or later and before that of this one. */
export async function deliveriesBefore(
  tables: Tables,
  { webhookId, deliveryId }: WebhookDelivery,
  { from, limit }: { from: Instant; limit: number },
): Promise<WebhookDelivery[]> {
  const range = { from: deliveriesFrom(Math.max(0, from)), to: deliveryId };
  if (range.from > range.to) return [];
  const { items } = await tables.query({
    table: 'Content',
    pk: deliveriesOf(webhookId),
    ...range,
    reverse: true,
    limit: limit + 1,
  });
  return items.map(deliveryFromItem).filter((other) => other.deliveryId !== deliveryId);
}

/** Up to so many due deliveries of each partition are named in one go. */
const MOST_DUE = 2_500;

/**
 * Names of the deliveries whose next attempt was due between two instants, the most overdue of each partition first,
 * and no more than 10,000. The index lags behind.
 */
export async function* dueDeliveries(
  tables: Tables,
  { from, to }: { from: Instant; to: Instant },
): AsyncGenerator<Pick<WebhookDelivery, 'webhookId' | 'deliveryId'>[]> {
  const within = deliveriesOf('').length;
  for (let shard = 0; shard < SHARDS; shard += 1) {
    let after: Cursor | null = null;
    let named = 0;
    do {
      const page = await tables.query({
        table: 'Content',
        index: 'work',
        pk: workDeliveries(shard),
        from: workDeliveriesFrom(Math.max(0, from)),
        to: workDeliveriesFrom(to),
        limit: 100,
        after,
      });
      yield page.items.map(({ pk, sk }) => ({ webhookId: pk.slice(within), deliveryId: sk }));
      after = page.next;
      named += page.items.length;
    } while (after !== null && named < MOST_DUE);
  }
}

/** When the first delivery is due, or null. */
export async function firstDueDelivery(tables: Tables): Promise<Instant | null> {
  const shards = Array.from({ length: SHARDS }, (_, shard) => workDeliveries(shard));
  const firsts = await Promise.all(
    shards.map(async (pk) => {
      const { items } = await tables.query({ table: 'Content', index: 'work', pk, limit: 1 });
      return items.map((item) => Number(placeIn('work', item)));
    }),
  );
  const instants = firsts.flat();
  return instants.length === 0 ? null : Math.min(...instants);
}
