import type { Instant } from '../clock.ts';

/** What a mail server or a reader did with a mail, in this product's own terms. */
export const MAIL_EVENT_TYPES = [
  'send',
  'delivery',
  'delay',
  'bounce',
  'complaint',
  'reject',
  'rendering-failure',
  'open',
  'click',
  'unsubscribe',
  'subscription',
  // An automatic reply, such as "out of office".
  'reply',
  // A report that complains of nothing: that a mail is no spam, or that its signature could not be checked.
  'report',
] as const;
export type MailEventType = (typeof MAIL_EVENT_TYPES)[number];

export const BOUNCE_KINDS = ['permanent', 'transient'] as const;

/** Why a mail came back. */
export interface Bounce {
  kind: (typeof BOUNCE_KINDS)[number];
  /** Enhanced status code (RFC 3463), e.g. `5.1.1`; null when none was given. */
  status: string | null;
  /** It was taken for spam. */
  isSpam: boolean;
}

/** One fact about one mail to one recipient. It may come twice, late, or before an earlier one. */
export interface MailEvent {
  type: MailEventType;
  /** As `mailIdOf` writes it; anything else names a mail outside of runs. */
  mailId: string;
  /** When it happened. */
  at: Instant;
  /** When the mail was handed over. */
  sentAt: Instant;
  /** The sending domain. */
  domain: string;
  /** The recipient's address. */
  email: string;
  /** With type `bounce`. */
  bounce: Bounce | null;
  /** The provider did not try, because of its own suppression list: that is irrelevant to the sender's reputation. */
  isSuppressedByProvider: boolean;
  /** With type `click`: where the link leads, as the mail server says; missing or null where it does not say. */
  link?: string | null;
}

/** The result of reading a message: events, or the reason why there are none. */
export type ParsedMailEvents = { ok: true; events: MailEvent[] } | { ok: false; reason: string };

/** A mail of a run, as its id names it. */
export interface MailPlace {
  runId: string;
  serial: number;
  /** In the segment. */
  index: number;
}

const MAIL_ID = /^(\d{1,16}-[0-9a-z]{9,11})-(\d{1,8})-(\d{1,4})$/;

/** Reads what `mailIdOf` wrote; null for a mail outside of runs. */
export function placeOfMail(mailId: string): MailPlace | null {
  const [, runId, serial, index] = MAIL_ID.exec(mailId) ?? [];
  if (runId === undefined) return null;
  return { runId, serial: Number(serial), index: Number(index) };
}

/** An address of SES's simulator: nobody reads it, and it affects no reputation. */
export const SIMULATOR_FORM = /^[\w.+-]{1,100}@simulator\.amazonses\.com$/;

/** Addresses of SES's mailbox simulator, which have no reader: their events are irrelevant to any reputation. */
export const isSimulator = (email: string): boolean => SIMULATOR_FORM.test(email);
