import type { Instant } from './clock.ts';

/** The longest that a queue delays a message; it is that of SQS. */
export const MAX_DELAY_SECONDS = 900;

/**
 * A queue of hints. A message may be lost, duplicated, late or out of order: the tables are the only truth.
 * `delaySeconds` is 0 to `MAX_DELAY_SECONDS`.
 */
export interface Queue<Message> {
  send(message: Message, delaySeconds?: number): Promise<void>;
}

/** "Look at this run." It carries no authority. */
export interface RunToken {
  v: 1;
  runId: string;
  /** Since when the tables have refused those who looked; such a token comes back soon, and not for ever. */
  busySince?: Instant;
}

/** "This occurrence of this task is due." `scheduledFor` is ISO 8601 UTC and names the run. */
export interface StartMessage {
  v: 1;
  taskId: string;
  scheduledFor: string;
}

/** "A reader has unsubscribed." It is only counted: the unsubscribe itself is written already. Instants are numbers. */
export interface UnsubscribeMessage {
  v: 1;
  unsubscribed: { mailId: string; email: string; domain: string; sentAt: number; at: number };
}

/** "Look at this import." */
export interface ImportMessage {
  v: 1;
  listId: string;
  importId: string;
}

/** "Look at this export." */
export interface ExportMessage {
  v: 1;
  exportId: string;
}
