import { createHash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { newId } from '../ids.ts';
import { invalidField, Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Cursor, Tables } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { deliveriesPage, type WebhookDelivery } from './delivery-store.ts';
import type { EventName } from './events.ts';
import type { Receivers } from './receivers.ts';
import {
  allWebhooks,
  deleteWebhookWrite,
  MAX_WEBHOOKS,
  newWebhookWrite,
  readWebhook,
  type Webhook,
} from './webhook-store.ts';

export interface WebhookPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  random: Random;
  receivers: Pick<Receivers, 'refusal'>;
}

/** How many ids are drawn when one is taken. */
const TRIES = 5;

/** Creates a webhook with a new secret. Throws `invalid-request` for an address that may not be called. */
export async function createWebhook(
  ports: WebhookPorts,
  input: { url: string; events: EventName[]; description: string | null },
): Promise<Webhook> {
  const refusal = await ports.receivers.refusal(input.url);
  if (refusal !== null) throw invalidField('/url', refusal);
  if ((await allWebhooks(ports.tables)).length >= MAX_WEBHOOKS) {
    throw new Problem('invalid-request', `there are already ${MAX_WEBHOOKS} webhooks; delete one first`);
  }
  return await tries(TRIES, 'a new webhook', async () => {
    const createdAt = ports.clock.now();
    const webhookId = newId(createdAt, ports.random);
    const events = [...new Set(input.events)];
    const webhook = { ...input, events, webhookId, secret: newSecret(ports.random), createdAt };
    return (await ports.tables.write(newWebhookWrite(webhook))).ok ? webhook : AGAIN;
  });
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
