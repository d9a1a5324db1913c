import type { MailText } from './filled-text.ts';

/** A file beside the text. `content` is its bytes. */
export interface MailAttachment {
  name: string;
  contentType: string | null;
  content: Uint8Array;
}

/** Somebody whom a header names. */
export interface NamedAddress {
  name: string | null;
  address: string;
}

/** One mail to one address, rendered and ready. */
export interface OutgoingMail {
  /** Names run, segment and position, e.g. `17-kq2b1x-3-49`; only `[A-Za-z0-9_-]`. */
  mailId: string;
  /** `Name <address>` or an address. */
  from: string;
  to: string;
  /** Whom the header names, where that is not the recipient alone. @default `to` */
  headerTo?: readonly NamedAddress[];
  /** Who gets a copy, by the header. @default nobody */
  cc?: readonly NamedAddress[];
  /** One or several mailboxes, separated by commas. */
  replyTo: string | null;
  subject: string;
  html: MailText | null;
  text: MailText | null;
  /** What the Message-ID is made of, or all of it in angle brackets: copies share it. @default the mail id */
  messageId?: string;
  /** More headers, e.g. List-Unsubscribe. */
  headers: Record<string, string>;
  attachments: MailAttachment[];
  /** The whole message, where a program wrote it: it goes out as it is, and the parts above are not looked at. */
  message?: Buffer;
  /** Dedicated addresses of SES to send from, by the name of their pool. @default the shared ones */
  sendingPool?: string | null;
  /** Whether opens and clicks are recorded, by a picture and by links that lead elsewhere first. @default false */
  isTracked?: boolean;
  /** A link of the mail that must stay as it is even when clicks are recorded. @default none */
  unsubscribeUrl?: string | null;
  /** What mailbox providers may tell apart in their reports. @default nothing */
  feedback?: { taskId: string; listId: string } | null;
}

/** What became of a mail that was to be handed over. */
export const MAIL_OUTCOMES = ['sent', 'failed', 'unknown'] as const;
export type MailOutcome = (typeof MAIL_OUTCOMES)[number];

/**
 * The result of a hand-over. All but `accepted` and `unknown` are certain: the mail was not accepted.
 * - `accepted`: the mail server accepted it.
 * - `refused`: this mail will never be accepted.
 * - `deferred`: this recipient not now; try again later.
 * - `throttled`: no mail now, which passes: the account's rate is exceeded, or the server cannot be used.
 * - `blocked`: no mail at all until something changes; `code` says what.
 * - `unknown`: it may have been accepted; hand it over again only if a user asks for it.
 */
export type HandOver =
  | { kind: 'accepted'; response: string }
  | { kind: 'refused'; reason: string }
  | { kind: 'deferred'; reason: string }
  | { kind: 'throttled'; reason: string }
  | {
      kind: 'blocked';
      code: 'domain-not-verified' | 'sending-disabled' | 'account-quota';
      reason: string;
      /** It may change within a minute without anybody's help. @default false */
      mayPass?: boolean;
    }
  | { kind: 'unknown'; reason: string };

/** Hands one mail over. Never throws, never retries, and returns within its time-out. */
export interface Mailer {
  /** Maximum duration of one hand-over in milliseconds. */
  readonly timeoutMs: number;
  handOver(mail: OutgoingMail): Promise<HandOver>;
}
