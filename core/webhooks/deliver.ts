import { type Clock, DAY, HOUR, type Instant, MINUTE, SECOND } from '../clock.ts';
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

/** Waits after the attempts of a delivery; the last one repeats. */
const WAITS = [5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR] as const;
const LONGEST_WAIT = 4 * HOUR;
/** How long after the event a delivery is tried. */
const TRIED_FOR = 3 * DAY;
/** The first attempt waits for earlier events of the task until they were tried so often, and not longer than this. */
const PATIENT_ATTEMPTS = 3;
const PATIENCE = 5 * MINUTE;
const LOOK_BACK = 200;
const WAIT_IN_LINE = 5 * SECOND;
/** A receiver has so long to answer, and a little more to record it. */
const LONGEST_ATTEMPT = 12 * SECOND;
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
  if (delivery?.status !== 'pending') return;
  if (!webhook) return await endDelivery(delivery, 'failed', 'the webhook was deleted', ports);
  if (webhook.isPaused) return await endDelivery(delivery, 'failed', 'the webhook is paused', ports);
  const now = clock.now();
  const wait = (delivery.nextAttemptAt ?? now) - now;
  if (wait > 0) return await sendNotice(delivery, wait, ports);
  const turn = await turnInLine(delivery, now, ports);
  if (typeof turn === 'number') return await postpone(delivery, turn, now, ports);
  await attempt(webhook, turn, now, ports);
  if (turn !== delivery) await sendNotice(delivery, 0, ports);
}

/**
 * Keeps the events of a task in order: whose attempt it is when a delivery is due, an earlier one's or its own, or
 * until when it waits. While the receiver cannot be reached none passes another; one that the receiver refuses again
 * and again is tried once more, and then passed.
 */
async function turnInLine(
  delivery: WebhookDelivery,
  now: Instant,
  { tables }: NotifierPorts,
): Promise<WebhookDelivery | Instant> {
  const { taskId, attempts, nextAttemptAt } = delivery;
  if (taskId === null) return delivery;
  const before = await deliveriesBefore(tables, delivery, { from: now - TRIED_FOR, limit: LOOK_BACK });
  const earlier = before.filter((other) => other.taskId === taskId && other.status === 'pending');
  if (earlier.some((other) => isInFlight(other, now))) return now + WAIT_IN_LINE;
  for (const other of earlier.reverse()) {
    const dueAt = other.nextAttemptAt ?? now;
    const isNew = attempts === 0 && other.attempts < PATIENT_ATTEMPTS && other.at >= now - PATIENCE;
    if (isNew || !isRefused(other)) return dueAt <= now ? other : dueAt;
    if ((other.triedAt ?? 0) < (nextAttemptAt ?? now)) return other;
  }
  return delivery;
}

const isInFlight = ({ triedAt, answer }: WebhookDelivery, now: Instant): boolean =>
  triedAt !== null && triedAt > now - LONGEST_ATTEMPT && answer === null;

/** The receiver answered, but did not take it; it may take another. */
const isRefused = ({ answer }: WebhookDelivery): boolean => answer !== null && /^\d{3}$/.test(answer);

async function postpone(delivery: WebhookDelivery, to: Instant, now: Instant, ports: NotifierPorts): Promise<void> {
  if (to - now > WAIT_IN_LINE) await ports.tables.write(updateDelivery(delivery, { nextAttemptAt: to }));
  await sendNotice(delivery, to - now, ports);
}

async function attempt(webhook: Webhook, delivery: WebhookDelivery, now: Instant, ports: NotifierPorts): Promise<void> {
  const attempts = delivery.attempts + 1;
  const pause = WAITS[attempts - 1] ?? LONGEST_WAIT;
  const isLast = now + pause > delivery.at + TRIED_FOR;
  // Before the request, and with the time of the next attempt: a crash in the middle is one attempt like any other.
  const begun = { attempts, triedAt: now, nextAttemptAt: now + (isLast ? MINUTE : pause), answer: null };
  if (!(await ports.tables.write(updateDelivery(delivery, begun))).ok) return;
  const answer = await ports.receivers.post({
    url: webhook.url,
    secret: webhook.secret,
    ...(hasOlderSecret(webhook, now) ? { olderSecret: webhook.olderSecret } : {}),
    id: delivery.eventId,
    body: delivery.body,
  });
  await recordAnswer({ ...delivery, ...begun }, answer, isLast ? null : pause, ports);
}

const hasOlderSecret = (webhook: Webhook, now: Instant): webhook is Webhook & { olderSecret: string } =>
  webhook.olderSecret !== null && now < (webhook.olderSecretUntil ?? 0);

/** `pause`: the time to the next attempt; null for none. */
async function recordAnswer(
  delivery: WebhookDelivery,
  answer: WebhookAnswer,
  pause: number | null,
  ports: NotifierPorts,
): Promise<void> {
  const said = answer.kind === 'answered' ? String(answer.status) : answer.reason.slice(0, 200);
  const isDelivered = answer.kind === 'answered' && answer.status >= 200 && answer.status < 300;
  if (isDelivered) return await endDelivery(delivery, 'delivered', said, ports);
  const isGone = answer.kind === 'answered' && answer.status === GONE;
  if (isGone || pause === null) {
    await endDelivery(delivery, 'failed', said, ports);
    const { webhookId, event } = delivery;
    ports.log.warn('webhook-given-up', { webhookId, notified: event });
    return;
  }
  const nextAttemptAt = ports.clock.now() + pause;
  await ports.tables.write(updateDelivery(delivery, { nextAttemptAt, answer: said }));
  await sendNotice(delivery, pause, ports);
}

async function endDelivery(
  delivery: WebhookDelivery,
  status: 'delivered' | 'failed',
  answer: string,
  { tables }: NotifierPorts,
): Promise<void> {
  await tables.write(updateDelivery(delivery, { status, nextAttemptAt: null, answer }));
}

/** What waits for longer than a queue delays is left to the reconciler. */
async function sendNotice(
  { webhookId, deliveryId }: WebhookDelivery,
  waitMs: number,
  { noticeQueue }: NotifierPorts,
): Promise<void> {
  const delaySeconds = Math.ceil(Math.max(0, waitMs) / SECOND);
  if (delaySeconds > MAX_DELAY_SECONDS) return;
  await noticeQueue.send({ v: 1, kind: 'delivery', webhookId, deliveryId }, delaySeconds);
}
