import type { Instant } from '../clock.ts';
import { WEBHOOKS, webhookKey } from '../keys.ts';
import { rowOf } from '../row.ts';
import type { Cursor, Item, Tables, Write } from '../tables.ts';
import type { EventName } from './events.ts';

/** Maximum number of webhooks of a stack: every event is compared with each of them. */
export const MAX_WEBHOOKS = 20;

/** Maximum length of the URL of a webhook, in characters. */
export const MAX_WEBHOOK_URL_LENGTH = 2_000;

/** Maximum length of the description of a webhook, in characters. */
export const MAX_WEBHOOK_DESCRIPTION_LENGTH = 200;

export interface Webhook {
  webhookId: string;
  url: string;
  events: EventName[];
  description: string | null;
  /** `whsec_` and a key in base64, by which deliveries are signed. */
  secret: string;
  /** The secret before this one, which goes on signing for a while; null when there is none. */
  olderSecret: string | null;
  olderSecretUntil: Instant | null;
  /** Events are not sent, but written down. */
  isPaused: boolean;
  createdAt: Instant;
}

const row = rowOf<Webhook>('webhook');

const webhookToItem = (webhook: Webhook): Item => row.item(webhookKey(webhook.webhookId), webhook);

const webhookFromItem = (item: Item): Webhook => {
  const r = row.reader(item);
  return {
    webhookId: r.text('webhookId'),
    url: r.text('url'),
    events: r.list('events'),
    description: r.textOrNull('description'),
    secret: r.text('secret'),
    olderSecret: r.textOrNull('olderSecret'),
    olderSecretUntil: r.instantOrNull('olderSecretUntil'),
    isPaused: r.flag('isPaused', false),
    createdAt: r.instant('createdAt'),
  };
};

/** Stores a webhook; refused when its id is taken. */
export const newWebhookWrite = (webhook: Webhook): Write => ({
  kind: 'put',
  table: 'Content',
  item: webhookToItem(webhook),
  when: [{ item: 'missing' }],
});

/** Changes a webhook; refused when there is none. */
export const updateWebhookWrite = (webhookId: string, changes: Partial<Webhook>): Write => ({
  kind: 'update',
  table: 'Content',
  key: webhookKey(webhookId),
  ...row.change(changes),
  when: [{ item: 'exists' }],
});

/** Refused when there is none. */
export const deleteWebhookWrite = (webhookId: string): Write => ({
  kind: 'delete',
  table: 'Content',
  key: webhookKey(webhookId),
  when: [{ item: 'exists' }],
});

/** Strongly consistent. */
export async function readWebhook(tables: Tables, webhookId: string): Promise<Webhook | undefined> {
  const item = await tables.get('Content', webhookKey(webhookId));
  return item && webhookFromItem(item);
}

/** All of them, at most `MAX_WEBHOOKS`. */
export async function allWebhooks(tables: Tables): Promise<Webhook[]> {
  const { items } = await tables.query({ table: 'Content', pk: WEBHOOKS, limit: MAX_WEBHOOKS });
  return items.map(webhookFromItem);
}

/** Newest first. */
export async function webhooksPage(
  tables: Tables,
  page: { limit: number; after: Cursor | null },
): Promise<{ webhooks: Webhook[]; next: Cursor | null }> {
  const { items, next } = await tables.query({ table: 'Content', pk: WEBHOOKS, reverse: true, ...page });
  return { webhooks: items.map(webhookFromItem), next };
}
