import { createHash } from 'node:crypto';
import { type Clock, DAY } from '../clock.ts';
import { newId } from '../ids.ts';
import { invalidField, Problem } from '../problems.ts';
import type { Queue } from '../queue.ts';
import type { Random } from '../random.ts';
import type { Cursor, Tables } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import {
  deliveriesPage,
  newDeliveryWrite,
  newWebhookDelivery,
  readDelivery,
  redeliverWrite,
  type WebhookDelivery,
} from './delivery-store.ts';
import { type EventName, TEST_EVENT } from './events.ts';
import type { Notice } from './notice.ts';
import type { Receivers } from './receivers.ts';
import {
  allWebhooks,
  deleteWebhookWrite,
  MAX_WEBHOOKS,
  newWebhookWrite,
  readWebhook,
  updateWebhookWrite,
  type Webhook,
} from './webhook-store.ts';

export interface WebhookPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  random: Random;
  receivers: Pick<Receivers, 'refusal'>;
  noticeQueue: Queue<Notice>;
}

/** How long the secret before a new one goes on signing: a receiver has a day to learn the new one. */
const OLDER_SECRET_LIFE = DAY;

/** How many ids are drawn when one is taken. */
const TRIES = 5;

/**
 * Creates a webhook with a new secret. `ownHost` is the host, with its port, under which the product was called. Throws
 * `invalid-request` for an address that may not be called.
 */
export async function createWebhook(
  ports: WebhookPorts,
  input: { url: string; events: EventName[]; description: string | null },
  ownHost: string,
): Promise<Webhook> {
  await checkUrl(ports, input.url, ownHost);
  if ((await allWebhooks(ports.tables)).length >= MAX_WEBHOOKS) {
    throw new Problem('invalid-request', `there are already ${MAX_WEBHOOKS} webhooks; delete one first`, {
      params: { max: MAX_WEBHOOKS },
    });
  }
  return await tries(TRIES, 'a new webhook', async () => {
    const createdAt = ports.clock.now();
    const webhookId = newId(createdAt, ports.random);
    const events = [...new Set(input.events)];
    const secret = newSecret(ports.random);
    const more = { olderSecret: null, olderSecretUntil: null, isPaused: false, createdAt };
    const webhook = { ...input, events, webhookId, secret, ...more };
    return (await ports.tables.write(newWebhookWrite(webhook))).ok ? webhook : AGAIN;
  });
}

async function checkUrl({ receivers }: WebhookPorts, url: string, ownHost: string): Promise<void> {
  if (isOwnAddress(url, ownHost)) throw invalidField('/url', 'must not lead to mailramp itself', 'not-allowed');
  const refusal = await receivers.refusal(url);
  if (refusal !== null) throw invalidField('/url', refusal, 'not-allowed', { detail: refusal });
}

/** The names of this machine are one. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** Deliveries to the product itself could cause events, and these further deliveries. */
function isOwnAddress(url: string, ownHost: string): boolean {
  if (!URL.canParse(url) || !URL.canParse(`http://${ownHost}`)) return false;
  const [target, own] = [new URL(url), new URL(`${new URL(url).protocol}//${ownHost}`)];
  const isSameName = target.hostname === own.hostname || [target, own].every(({ hostname }) => LOOPBACK.test(hostname));
  return isSameName && target.port === own.port;
}

/** 256 bits of a hash over more than 240 random ones, written as Standard Webhooks writes secrets. */
const newSecret = (random: Random): string =>
  `whsec_${createHash('sha256').update(random.id()).update(random.id()).digest('base64')}`;

/** Throws `not-found`. */
export async function requireWebhook(tables: Tables, webhookId: string): Promise<Webhook> {
  const webhook = await readWebhook(tables, webhookId);
  if (!webhook) throw webhookNotFound(webhookId);
  return webhook;
}

/** The fields of a webhook that a user may change; `undefined` stays. */
export interface WebhookEdit {
  url?: string | undefined;
  events?: EventName[] | undefined;
  description?: string | null | undefined;
  isPaused?: boolean | undefined;
}

/** Changes a webhook. Throws `not-found`, and `invalid-request` for an address that may not be called. */
export async function editWebhook(
  ports: WebhookPorts,
  webhookId: string,
  edit: WebhookEdit,
  ownHost: string,
): Promise<Webhook> {
  const webhook = await requireWebhook(ports.tables, webhookId);
  if (edit.url !== undefined) await checkUrl(ports, edit.url, ownHost);
  const given = Object.entries({ ...edit, events: edit.events && [...new Set(edit.events)] });
  const changes: Partial<Webhook> = Object.fromEntries(given.filter(([, value]) => value !== undefined));
  if (Object.keys(changes).length === 0) return webhook;
  return await change(ports, webhook, changes);
}

/** Gives a webhook a new secret; for a day, deliveries are signed by both. Throws `not-found`. */
export async function rotateSecret(ports: WebhookPorts, webhookId: string): Promise<Webhook> {
  const webhook = await requireWebhook(ports.tables, webhookId);
  return await change(ports, webhook, {
    secret: newSecret(ports.random),
    olderSecret: webhook.secret,
    olderSecretUntil: ports.clock.now() + OLDER_SECRET_LIFE,
  });
}

async function change(
  { tables }: Pick<WebhookPorts, 'tables'>,
  webhook: Webhook,
  changes: Partial<Webhook>,
): Promise<Webhook> {
  if (!(await tables.write(updateWebhookWrite(webhook.webhookId, changes))).ok) {
    throw webhookNotFound(webhook.webhookId);
  }
  return { ...webhook, ...changes };
}

/** Sends an event to a webhook that says nothing but that it arrives. Throws `not-found` and `wrong-status`. */
export async function sendTestEvent(ports: WebhookPorts, webhookId: string): Promise<WebhookDelivery> {
  refusePaused(await requireWebhook(ports.tables, webhookId));
  const now = ports.clock.now();
  const delivery = newWebhookDelivery(
    webhookId,
    { event: TEST_EVENT, taskId: null, at: now, data: { webhookId } },
    now,
  );
  // Refused for a second test of the same millisecond, which is the same event.
  await ports.tables.write(newDeliveryWrite(delivery));
  await ports.noticeQueue.send({ v: 1, kind: 'delivery', webhookId, deliveryId: delivery.deliveryId });
  return delivery;
}

/**
 * Sends a delivery again, at once and with the same id, whatever became of it. Where it fails it is tried again as
 * after any attempt. Throws `not-found` and `wrong-status`.
 */
export async function redeliver(ports: WebhookPorts, webhookId: string, deliveryId: string): Promise<WebhookDelivery> {
  refusePaused(await requireWebhook(ports.tables, webhookId));
  return await tries(TRIES, `redelivery to webhook ${webhookId}`, async () => {
    const delivery = await requireDelivery(ports, webhookId, deliveryId);
    const now = ports.clock.now();
    if (!(await ports.tables.write(redeliverWrite(delivery, now))).ok) return AGAIN;
    await ports.noticeQueue.send({ v: 1, kind: 'delivery', webhookId, deliveryId });
    return { ...delivery, status: 'pending', nextAttemptAt: now };
  });
}

function refusePaused({ webhookId, isPaused }: Webhook): void {
  if (isPaused) throw new Problem('wrong-status', `the webhook ${webhookId} is paused`);
}

/** A delivery that the URL names. Throws `not-found`. */
export async function requireDelivery(
  { tables }: Pick<WebhookPorts, 'tables'>,
  webhookId: string,
  deliveryId: string,
): Promise<WebhookDelivery> {
  const delivery = await readDelivery(tables, webhookId, deliveryId);
  if (!delivery) throw new Problem('not-found', `webhook ${webhookId} has no such delivery`);
  return delivery;
}

/** Deletes a webhook; its pending deliveries are not tried again. Throws `not-found`. */
export async function deleteWebhook({ tables }: Pick<WebhookPorts, 'tables'>, webhookId: string): Promise<void> {
  if (!(await tables.write(deleteWebhookWrite(webhookId))).ok) throw webhookNotFound(webhookId);
}

/** The deliveries to a webhook in the last 30 days, latest first. Throws `not-found`. */
export async function listDeliveries(
  { tables }: Pick<WebhookPorts, 'tables'>,
  webhookId: string,
  page: { limit: number; after: Cursor | null },
): Promise<{ deliveries: WebhookDelivery[]; next: Cursor | null }> {
  await requireWebhook(tables, webhookId);
  return await deliveriesPage(tables, webhookId, page);
}

const webhookNotFound = (webhookId: string): Problem => new Problem('not-found', `there is no webhook ${webhookId}`);
