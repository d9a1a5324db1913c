import { createHash } from 'node:crypto';
import { type Instant, iso } from '../clock.ts';
import { TASK_EVENTS, type TaskEventName } from '../runs/events.ts';

/** What mail servers and readers do with mails. */
export const MAIL_EVENTS = [
  'mail.delivered',
  'mail.delayed',
  'mail.bounced',
  'mail.complained',
  'mail.rejected',
  'mail.opened',
  'mail.clicked',
  'mail.unsubscribed',
] as const;
export type MailEventName = (typeof MAIL_EVENTS)[number];

/** What webhooks may ask for. */
export const EVENTS = [...TASK_EVENTS, ...MAIL_EVENTS] as const;

/** What a user sends to one webhook, to see that it arrives; nobody asks for it. */
export const TEST_EVENT = 'webhook.test';

export type EventName = TaskEventName | MailEventName;

/** A fact that webhooks may receive. */
export interface WebhookEvent<Name extends string = EventName> {
  event: Name;
  /** The task whose events are kept in order as far as possible; null for mail, which has no order. */
  taskId: string | null;
  at: Instant;
  /** The payload: ids and facts only. */
  data: Record<string, unknown>;
}

/** The same fact always has the same id, however often its message comes. */
export const eventId = ({ event, at, data }: WebhookEvent<string>): string =>
  `evt_${createHash('sha256')
    .update(JSON.stringify([event, at, data.taskId, data.runId, data.mailId]))
    .digest('hex')
    .slice(0, 32)}`;

/** The body of a request, as Standard Webhooks has it. */
export const bodyOf = ({ event, at, data }: WebhookEvent<string>): string =>
  JSON.stringify({ type: event, timestamp: iso(at), data });
