/** A file beside the text. `content` is its bytes. */
export interface MailAttachment {
  name: string;
  contentType: string | null;
  content: Uint8Array;
}

/** One mail to one address, rendered and ready. */
export interface OutgoingMail {
  /** Names run, segment and position, e.g. `17-kq2b1x-3-49`; only `[A-Za-z0-9_-]`. */
  mailId: string;
  /** `Name <address>` or an address. */
  from: string;
  to: string;
  replyTo: string | null;
  subject: string;
  html: string | null;
  text: string | null;
  /** More headers, e.g. List-Unsubscribe. */
  headers: Record<string, string>;
  attachments: MailAttachment[];
  /** Dedicated addresses of SES to send from, by the name of their pool. @default the shared ones */
  sendingPool?: string | null;
}

/**
 * What became of a hand-over. All but `accepted` and `unknown` are certain: the mail was not accepted.
 * - `accepted`: the mail server took it.
 * - `refused`: this mail will never be taken.
 * - `busy`: this recipient not now; try again later.
 * - `throttled`: nobody now; the account's rate is exceeded.
 * - `blocked`: nobody at all until something changes; `code` says what.
 * - `unknown`: it may have been taken; never hand it over again unasked.
 */
export type HandOver =
  | { kind: 'accepted'; response: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'busy'; reason: string }
  | { kind: 'throttled'; reason: string }
  | { kind: 'blocked'; code: 'domain-not-verified' | 'sending-disabled' | 'account-quota'; reason: string }
  | { kind: 'unknown'; reason: string };

/** Hands one mail over. Never throws, never retries, and answers within its time-out. */
export interface Mailer {
  /** The most that one hand-over takes, in milliseconds. */
  readonly timeoutMs: number;
  handOver(mail: OutgoingMail): Promise<HandOver>;
}
