import type { Log } from '../log.ts';
import type { Queue } from '../queue.ts';
import type { WebhookEvent } from './events.ts';

/**
 * A message to the notifier: find the webhooks for some events, or try a delivery. A delivery's row decides whether
 * anything is left to try.
 */
export type Notice =
  | { v: 1; kind: 'events'; events: WebhookEvent[] }
  | { v: 1; kind: 'delivery'; webhookId: string; deliveryId: string };

/** Events of one message: far below the 256 KB that a message may weigh. */
export const EVENTS_A_NOTICE = 50;

/** Publishes through a message. One that cannot be sent is logged and dropped: the API has its content. */
export const createPublish =
  ({ noticeQueue, log }: { noticeQueue: Queue<Notice>; log: Log }): ((event: WebhookEvent) => Promise<void>) =>
  async (event) => {
    try {
      await noticeQueue.send({ v: 1, kind: 'events', events: [event] });
    } catch (error) {
      log.error('event-not-published', error, { event: event.event, taskId: event.taskId });
    }
  };
