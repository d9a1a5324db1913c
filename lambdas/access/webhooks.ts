import * as z from 'zod';
import { type Instant, iso, isoOrNull } from '../../core/clock.ts';
import { DELIVERY_STATUSES, type WebhookDelivery } from '../../core/webhooks/delivery-store.ts';
import { EVENTS, TEST_EVENT } from '../../core/webhooks/events.ts';
import {
  createWebhook,
  deleteWebhook,
  editWebhook,
  listDeliveries,
  redeliver,
  requireDelivery,
  requireWebhook,
  rotateSecret,
  sendTestEvent,
  type WebhookPorts,
} from '../../core/webhooks/manage-webhooks.ts';
import {
  MAX_WEBHOOK_DESCRIPTION_LENGTH,
  MAX_WEBHOOK_URL_LENGTH,
  type Webhook,
  webhooksPage,
} from '../../core/webhooks/webhook-store.ts';
import { cursorsOf } from '../http/cursor.ts';
import { id, idParams, listQuery, pageOf } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';
import { nameUpTo } from '../http/text.ts';

const event = z.enum(EVENTS);
const instant = z.iso.datetime();

const newWebhookBody = z.strictObject({
  url: z.string().min(1).max(MAX_WEBHOOK_URL_LENGTH).describe('A public https URL.'),
  events: z
    .array(event)
    .min(1)
    .max(EVENTS.length)
    .describe('`task.started` and `task.finished` are sent once for each run.'),
  description: nameUpTo(MAX_WEBHOOK_DESCRIPTION_LENGTH).nullable().default(null),
});

const webhookEditBody = newWebhookBody
  .extend({
    description: newWebhookBody.shape.description.unwrap(),
    paused: z
      .boolean()
      .describe('While it is paused, events are not sent but kept for 30 days, to be sent again one by one.'),
  })
  .partial();

const webhook = {
  webhookId: z.string(),
  url: z.string(),
  events: z.array(event),
  description: z.string().nullable(),
  paused: z.boolean().describe('Whether events are kept instead of sent.'),
  createdAt: instant,
};
export const webhookAnswer = z.strictObject(webhook).meta({ id: 'Webhook' });
export const newWebhookAnswer = z.strictObject({
  ...webhook,
  secret: z
    .string()
    .nullable()
    .describe('Signs deliveries as in Standard Webhooks; null in an answer that is replayed for an Idempotency-Key.'),
});
const rotatedAnswer = newWebhookAnswer.extend({
  olderSecretUntil: instant.describe('Until then deliveries are signed by the secret before this one, too.'),
});

const DELIVERY_ID = /^\d{1,20}-evt_[0-9a-f]{32}$/;
const deliveryParams = z.strictObject({ id, deliveryId: z.string().regex(DELIVERY_ID) });

export const deliveryAnswer = z
  .strictObject({
    deliveryId: z.string().describe('Names the delivery in the address of its own calls.'),
    eventId: z.string().describe('The `webhook-id` header, the same for every attempt.'),
    at: instant.describe('When the event happened.'),
    event: z.enum([...EVENTS, TEST_EVENT]),
    taskId: z.string().nullable(),
    status: z
      .enum(DELIVERY_STATUSES)
      .describe('`pending` for up to three days after the event; `failed` when no attempt in that time succeeded.'),
    attempts: z.int().min(0),
    nextAttemptAt: instant.nullable().describe('The present when it waits for an earlier event of its task.'),
    answer: z.string().nullable().describe('The status code of the last answer, or why there was no answer.'),
  })
  .meta({ id: 'WebhookDelivery' });
const wholeDeliveryAnswer = deliveryAnswer
  .extend({ body: z.string().describe('The body of the request, exactly as it is signed.') })
  .meta({ id: 'WebhookDeliveryDetails' });

/** Calls about webhooks: who receives which events, and what became of each. */
export const webhookRoutes = (ports: WebhookPorts): Route[] => [
  ...crudRoutes(ports),
  ...oneWebhookRoutes(ports),
  ...deliveryRoutes(ports),
];

const crudRoutes = (ports: WebhookPorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/webhooks',
    summary: 'Create a webhook; its secret is shown only once',
    role: 'admin',
    body: newWebhookBody,
    answer: newWebhookAnswer,
    status: 201,
    idempotent: true,
    shownOnce: ['secret'],
    handle: async ({ body, host }) => {
      const made = await createWebhook(ports, body, host);
      return {
        body: { ...viewWebhook(made), secret: made.secret },
        headers: { location: `/v1/webhooks/${made.webhookId}` },
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/webhooks',
    summary: 'List webhooks, without their secrets',
    role: 'admin',
    query: listQuery,
    answer: pageOf(webhookAnswer),
    status: 200,
    handle: async ({ query: { limit, cursor } }) => {
      const cursors = cursorsOf('webhooks');
      const { webhooks, next } = await webhooksPage(ports.tables, { limit, after: cursors.read(cursor) });
      return { body: cursors.page(webhooks.map(viewWebhook), next) };
    },
  }),
];

const oneWebhookRoutes = (ports: WebhookPorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/webhooks/{id}',
    summary: 'Show a webhook, without its secret',
    role: 'admin',
    params: idParams,
    answer: webhookAnswer,
    status: 200,
    handle: async ({ params }) => ({ body: viewWebhook(await requireWebhook(ports.tables, params.id)) }),
  }),
  route({
    method: 'PATCH',
    path: '/v1/webhooks/{id}',
    summary: 'Change a webhook, or pause it',
    role: 'admin',
    params: idParams,
    body: webhookEditBody,
    answer: webhookAnswer,
    status: 200,
    handle: async ({ params, body: { paused, ...edit }, host }) => ({
      body: viewWebhook(await editWebhook(ports, params.id, { ...edit, isPaused: paused }, host)),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/webhooks/{id}/rotate-secret',
    summary: 'Give a webhook a new secret, which is shown only once; the old one goes on signing for a day',
    role: 'admin',
    params: idParams,
    answer: rotatedAnswer,
    status: 200,
    idempotent: true,
    shownOnce: ['secret'],
    handle: async ({ params }) => {
      const rotated = await rotateSecret(ports, params.id);
      const olderSecretUntil = isoOrNull(rotated.olderSecretUntil);
      return { body: { ...viewWebhook(rotated), secret: rotated.secret, olderSecretUntil } };
    },
  }),
  route({
    method: 'DELETE',
    path: '/v1/webhooks/{id}',
    summary: 'Delete a webhook; pending deliveries are not tried again',
    role: 'admin',
    params: idParams,
    answer: null,
    status: 204,
    handle: async ({ params }) => {
      await deleteWebhook(ports, params.id);
      return {};
    },
  }),
];

const deliveryRoutes = (ports: WebhookPorts): Route[] => [
  route({
    method: 'GET',
    path: '/v1/webhooks/{id}/deliveries',
    summary:
      'List the deliveries to a webhook in the last 30 days, latest event first; each is tried for up to three days',
    role: 'admin',
    params: idParams,
    query: listQuery,
    answer: pageOf(deliveryAnswer),
    status: 200,
    handle: async ({ params: { id }, query: { limit, cursor } }) => {
      const cursors = cursorsOf('webhooks', id, 'deliveries');
      const { deliveries, next } = await listDeliveries(ports, id, { limit, after: cursors.read(cursor) });
      const now = ports.clock.now();
      return {
        body: cursors.page(
          deliveries.map((delivery) => viewDelivery(delivery, now)),
          next,
        ),
      };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/webhooks/{id}/deliveries/{deliveryId}',
    summary: 'Show a delivery with what was sent',
    role: 'admin',
    params: deliveryParams,
    answer: wholeDeliveryAnswer,
    status: 200,
    handle: async ({ params: { id, deliveryId } }) => {
      const delivery = await requireDelivery(ports, id, storedId(deliveryId));
      return { body: { ...viewDelivery(delivery, ports.clock.now()), body: delivery.body } };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/webhooks/{id}/deliveries/{deliveryId}/redeliver',
    summary: 'Send a delivery again, whatever became of it',
    role: 'admin',
    params: deliveryParams,
    answer: deliveryAnswer,
    status: 202,
    handle: async ({ params: { id, deliveryId } }) => ({
      body: viewDelivery(await redeliver(ports, id, storedId(deliveryId)), ports.clock.now()),
    }),
  }),
  route({
    method: 'POST',
    path: '/v1/webhooks/{id}/test',
    summary: 'Send a test event, `webhook.test`, to a webhook; its delivery shows what became of it',
    role: 'admin',
    params: idParams,
    answer: deliveryAnswer,
    status: 202,
    handle: async ({ params }) => ({ body: viewDelivery(await sendTestEvent(ports, params.id), ports.clock.now()) }),
  }),
];

/** In an address, a `#` would begin a fragment. */
const shownId = (deliveryId: string): string => deliveryId.replace('#', '-');
const storedId = (deliveryId: string): string => deliveryId.replace('-', '#');

const viewWebhook = ({
  webhookId,
  url,
  events,
  description,
  isPaused,
  createdAt,
}: Webhook): z.input<typeof webhookAnswer> => ({
  webhookId,
  url,
  events,
  description,
  paused: isPaused,
  createdAt: iso(createdAt),
});

/** What waits behind an earlier event of its task is due as soon as that one is done with: not in the past. */
const viewDelivery = (delivery: WebhookDelivery, now: Instant): z.input<typeof deliveryAnswer> => {
  const { deliveryId, eventId, at, event: name, taskId, status, attempts, nextAttemptAt, answer } = delivery;
  return {
    deliveryId: shownId(deliveryId),
    eventId,
    at: iso(at),
    event: name,
    taskId,
    status,
    attempts,
    nextAttemptAt: nextAttemptAt === null ? null : iso(Math.max(nextAttemptAt, now)),
    answer,
  };
};
