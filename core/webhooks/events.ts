import { createHash } from 'node:crypto';
import { type Instant, iso, isoOrNull } from '../clock.ts';
import { countsOf } from '../runs/counts.ts';
import type { Run } from '../runs/run.ts';

/** What happens to tasks. `task.started` and `task.finished` come once for each run. */
export const TASK_EVENTS = ['task.started', 'task.paused', 'task.resumed', 'task.error', 'task.finished'] as const;
export type TaskEventName = (typeof TASK_EVENTS)[number];

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

export const EVENTS = [...TASK_EVENTS, ...MAIL_EVENTS] as const;
export type EventName = TaskEventName | MailEventName;

/** A fact that webhooks may receive. */
export interface WebhookEvent {
  event: EventName;
  /** The task whose events are kept in order as far as possible; null for mail, which has no order. */
  taskId: string | null;
  at: Instant;
  /** The payload: ids and facts only. */
  data: Record<string, unknown>;
}

/** Publishes a fact that is written already. Never throws: a publisher does not depend on its receivers. */
export type Publish = (event: WebhookEvent) => Promise<void>;

/** The same fact always has the same id, however often its message comes. */
export const eventId = ({ event, at, data }: WebhookEvent): string =>
  `evt_${createHash('sha256')
    .update(JSON.stringify([event, at, data.taskId, data.runId, data.mailId]))
    .digest('hex')
    .slice(0, 32)}`;

/** The body of a request, as Standard Webhooks has it. */
export const bodyOf = ({ event, at, data }: WebhookEvent): string =>
  JSON.stringify({ type: event, timestamp: iso(at), data });

/** The state of a run, or of a task that has none yet. `reason`: of a hold or an error. */
export const taskEvent = (
  event: TaskEventName,
  { taskId, run }: { taskId: string; run: Run | undefined },
  at: Instant,
  { reason = null, resumesAt = null }: { reason?: string | null; resumesAt?: Instant | null } = {},
): WebhookEvent => ({
  event,
  taskId,
  at,
  data: {
    taskId,
    runId: run?.runId ?? null,
    reason,
    resumesAt: isoOrNull(resumesAt),
    counts: countsOf(run),
  },
});

/** The same of a run. */
export const runEvent = (
  event: TaskEventName,
  run: Run,
  at: Instant,
  more?: { reason?: string | null; resumesAt?: Instant | null },
): WebhookEvent => taskEvent(event, { taskId: run.taskId, run }, at, more);
