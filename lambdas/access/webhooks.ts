import * as z from 'zod';
import { iso, isoOrNull } from '../../core/clock.ts';
import { DELIVERY_STATUSES, type WebhookDelivery } from '../../core/webhooks/delivery-store.ts';
import { EVENTS } from '../../core/webhooks/events.ts';
import {
  createWebhook,
  deleteWebhook,
  listDeliveries,
  requireWebhook,
  type WebhookPorts,
} from '../../core/webhooks/manage-webhooks.ts';
import {
  MAX_WEBHOOK_DESCRIPTION_LENGTH,
  MAX_WEBHOOK_URL_LENGTH,
  type Webhook,
  webhooksPage,
} from '../../core/webhooks/webhook-store.ts';
import { cursorsOf } from '../http/cursor.ts';
import { idParams, listQuery, pageOf } from '../http/page.ts';
import { type Route, route } from '../http/route.ts';

const event = z.enum(EVENTS);
const instant = z.iso.datetime();

const newWebhookBody = z.strictObject({
  url: z.string().min(1).max(MAX_WEBHOOK_URL_LENGTH).describe('A public https URL.'),
  events: z
    .array(event)
    .min(1)
    .max(EVENTS.length)
    .describe('`task.started` and `task.finished` are sent once for each run.'),
  description: z.string().trim().min(1).max(MAX_WEBHOOK_DESCRIPTION_LENGTH).nullable().default(null),
});

const webhook = {
  webhookId: z.string(),
  url: z.string(),
  events: z.array(event),
  description: z.string().nullable(),
  createdAt: instant,
};
const webhookAnswer = z.strictObject(webhook).meta({ id: 'Webhook' });
const newWebhookAnswer = z.strictObject({
  ...webhook,
  secret: z
    .string()
    .nullable()
    .describe('Signs deliveries as in Standard Webhooks; null in an answer that is replayed for an Idempotency-Key.'),
});
const deliveryAnswer = z
  .strictObject({
    eventId: z.string().describe('The `webhook-id` header, the same for every attempt.'),
    at: instant.describe('When the event happened.'),
    event,
    taskId: z.string().nullable(),
    status: z
      .enum(DELIVERY_STATUSES)
      .describe('`pending` for up to three days after the event; `failed` when no attempt in that time succeeded.'),
    attempts: z.int().min(0),
    nextAttemptAt: instant.nullable(),
    answer: z.string().nullable().describe('The status code of the last answer, or why there was no answer.'),
  })
  .meta({ id: 'WebhookDelivery' });

/** Calls about webhooks: who receives which events, and what became of each. */
export const webhookRoutes = (ports: WebhookPorts): Route[] => [...crudRoutes(ports), ...deliveryRoutes(ports)];

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
    handle: async ({ body }) => {
      const made = await createWebhook(ports, body);
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
      return { body: cursors.page(deliveries.map(viewDelivery), next) };
    },
  }),
];

const viewWebhook = ({ webhookId, url, events, description, createdAt }: Webhook): z.input<typeof webhookAnswer> => ({
  webhookId,
  url,
  events,
  description,
  createdAt: iso(createdAt),
});

const viewDelivery = (delivery: WebhookDelivery): z.input<typeof deliveryAnswer> => {
  const { eventId, at, event: name, taskId, status, attempts, nextAttemptAt, answer } = delivery;
  return {
    eventId,
    at: iso(at),
    event: name,
    taskId,
    status,
    attempts,
    nextAttemptAt: isoOrNull(nextAttemptAt),
    answer,
  };
};
