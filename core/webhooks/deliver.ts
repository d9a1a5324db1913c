import { type Clock, HOUR, type Instant, MINUTE, SECOND } from '../clock.ts';
import type { Log } from '../log.ts';
import { MAX_DELAY_SECONDS, type Queue } from '../queue.ts';
import type { Tables } from '../tables.ts';
import {
  deliveriesBefore,
  newDeliveryWrite,
  newWebhookDelivery,
  readDelivery,
  updateDelivery,
  type WebhookDelivery,
} from './delivery-store.ts';
import type { WebhookEvent } from './events.ts';
import type { Notice } from './notice.ts';
import type { Receivers, WebhookAnswer } from './receivers.ts';
import { allWebhooks, readWebhook, type Webhook } from './webhook-store.ts';

/** Waits between the attempts of a delivery: 11 attempts in not quite a day. */
const WAITS = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  8 * HOUR,
  8 * HOUR,
];
/** An earlier event of the task is waited for until it was tried this often, and not longer than this. */
const PATIENT_ATTEMPTS = 3;
const PATIENCE = 5 * MINUTE;
const LOOK_BACK = 50;
const WAIT_IN_LINE = 5 * SECOND;
/** "Gone": the receiver wants no further events. */
const GONE = 410;

export interface NotifierPorts {
  tables: Tables;
  clock: Clock;
  log: Log;
  noticeQueue: Queue<Notice>;
  receivers: Receivers;
}

/**
 * Processes a message to the notifier. Safe to repeat: the rows know what is left to do
 * (docs/decisions/0017-webhooks.md).
 */
export async function handleNotice(notice: Notice, ports: NotifierPorts): Promise<void> {
  if (notice.kind === 'delivery') return await tryDelivery(notice, ports);
  const webhooks = await allWebhooks(ports.tables);
  for (const event of notice.events) {
    for (const webhook of webhooks) {
      if (webhook.events.includes(event.event)) await beginDelivery(webhook, event, ports);
    }
  }
}

/** A separate message for each webhook: a slow receiver delays no other. */
async function beginDelivery(webhook: Webhook, event: WebhookEvent, ports: NotifierPorts): Promise<void> {
  const { tables, clock } = ports;
  // A webhook created after the event does not get it.
  if (webhook.createdAt > event.at) return;
  const delivery = newWebhookDelivery(webhook.webhookId, event, clock.now());
  const stored = await tables.write(newDeliveryWrite(delivery));
  // The delivery was stored before, but its message may have been lost: one more does no harm.
  if (stored.ok || stored.old?.status === 'pending') await sendNotice(delivery, 0, ports);
}

async function tryDelivery(
  { webhookId, deliveryId }: { webhookId: string; deliveryId: string },
  ports: NotifierPorts,
): Promise<void> {
  const { tables, clock } = ports;
  const [webhook, delivery] = await Promise.all([
    readWebhook(tables, webhookId),
    readDelivery(tables, webhookId, deliveryId),
  ]);
  if (!webhook || !delivery || delivery.status !== 'pending') return;
  const now = clock.now();
  const wait = (delivery.nextAttemptAt ?? now) - now;
  if (wait > 0) return await sendNotice(delivery, wait, ports);
  if (await mustWaitInLine(delivery, now, ports)) return await sendNotice(delivery, WAIT_IN_LINE, ports);

  const attempts = delivery.attempts + 1;
  const pause = WAITS[attempts - 1] ?? null;
  // Before the request, and with the time of the next attempt: a crash in the middle is one attempt like any other.
  const nextAttemptAt = now + (pause ?? MINUTE);
  const begun = await tables.write(updateDelivery(delivery, { attempts, nextAttemptAt }));
  if (!begun.ok) return;
  const answer = await ports.receivers.post({
    url: webhook.url,
    secret: webhook.secret,
    id: delivery.eventId,
    at: now,
    body: delivery.body,
  });
  await recordAttempt({ ...delivery, attempts }, answer, pause, ports);
}

/** Whether an earlier event of the same task is on its way to the same receiver, and is not given up on yet. */
async function mustWaitInLine(delivery: WebhookDelivery, now: Instant, { tables }: NotifierPorts): Promise<boolean> {
  if (delivery.taskId === null || delivery.attempts > 0) return false;
  const earlier = await deliveriesBefore(tables, delivery, { from: now - PATIENCE, limit: LOOK_BACK });
  return earlier.some(
    ({ taskId, status, attempts }) => taskId === delivery.taskId && status === 'pending' && attempts < PATIENT_ATTEMPTS,
  );
}

async function recordAttempt(
  delivery: WebhookDelivery,
  answer: WebhookAnswer,
  pause: number | null,
  ports: NotifierPorts,
): Promise<void> {
  const said = answer.kind === 'answered' ? String(answer.status) : answer.reason.slice(0, 200);
  const isDelivered = answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
  const isGone = answer.kind === 'answered' && answer.status === GONE;
  if (isDelivered || isGone || pause === null) {
    const status = isDelivered ? 'delivered' : 'failed';
    await ports.tables.write(updateDelivery(delivery, { status, nextAttemptAt: null, answer: said }));
    if (!isDelivered) ports.log.warn('webhook-given-up', { webhookId: delivery.webhookId, event: delivery.event });
    return;
  }
  const nextAttemptAt = ports.clock.now() + pause;
  await ports.tables.write(updateDelivery(delivery, { nextAttemptAt, answer: said }));
  await sendNotice(delivery, pause, ports);
}

const sendNotice = (
  { webhookId, deliveryId }: WebhookDelivery,
  waitMs: number,
  { noticeQueue }: NotifierPorts,
): Promise<void> =>
  noticeQueue.send(
    { v: 1, kind: 'delivery', webhookId, deliveryId },
    Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil(waitMs / SECOND))),
  );
