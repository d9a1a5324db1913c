import { DAY, type Instant, SECOND } from '../clock.ts';
import { deliveriesFrom, deliveriesOf, deliveryKey } from '../keys.ts';
import { reader, rowOf } from '../row.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import { bodyOf, EVENTS, type EventName, eventId, type WebhookEvent } from './events.ts';

/** The log of deliveries goes back so far. */
const KEPT_FOR = 30 * DAY;

const DELIVERY_STATUSES = ['pending', 'delivered', 'failed'] as const;

/** One event on its way to one webhook. */
export interface WebhookDelivery {
  webhookId: string;
  /** Ordered by the time of the event. */
  deliveryId: string;
  eventId: string;
  event: EventName;
  taskId: string | null;
  /** When it happened. */
  at: Instant;
  body: string;
  status: (typeof DELIVERY_STATUSES)[number];
  attempts: number;
  /** While it is pending. */
  nextAttemptAt: Instant | null;
  /** The result of the last attempt: a status code, or the reason why there was none. */
  answer: string | null;
}

const deliveryIdOf = (event: WebhookEvent): string => `${deliveriesFrom(event.at)}#${eventId(event)}`;

export const newWebhookDelivery = (webhookId: string, event: WebhookEvent, now: Instant): WebhookDelivery => ({
  webhookId,
  deliveryId: deliveryIdOf(event),
  eventId: eventId(event),
  event: event.event,
  taskId: event.taskId,
  at: event.at,
  body: bodyOf(event),
  status: 'pending',
  attempts: 0,
  nextAttemptAt: now,
  answer: null,
});

const row = rowOf<WebhookDelivery & { ttl: number }>();

const deliveryToItem = (delivery: WebhookDelivery): Item =>
  row.item(deliveryKey(delivery.webhookId, delivery.deliveryId), {
    ...delivery,
    ttl: Math.ceil((delivery.at + KEPT_FOR) / SECOND),
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
  ...row.change(changes),
  when: [row.is('status', '=', 'pending'), row.is('attempts', '=', read.attempts)],
});

const deliveryFromItem = (item: Item): WebhookDelivery => {
  const r = reader<WebhookDelivery>(item, 'delivery');
  return {
    webhookId: r.text('webhookId'),
    deliveryId: r.text('deliveryId'),
    eventId: r.text('eventId'),
    event: r.oneOf('event', EVENTS),
    taskId: r.textOrNull('taskId'),
    at: r.instant('at'),
    body: r.text('body'),
    status: r.oneOf('status', DELIVERY_STATUSES),
    attempts: r.number('attempts'),
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
