import { domainOf } from '../../core/audience/address.ts';
import type { HandOver } from '../../core/mail/mailer.ts';
import { IN_SANDBOX, saysDailyQuotaUsedUp, saysSandbox, saysSenderUnverified, shorten } from '../smtp/reply-text.ts';
import { NotSent } from './connections.ts';

/** What is known of a failure. */
interface SesError {
  name: string;
  message: string;
  /** Of an answer. */
  $metadata?: { httpStatusCode?: number };
}

const THROTTLED = ['TooManyRequestsException', 'LimitExceededException', 'ThrottlingException', 'Throttling'];
const DISABLED = ['AccountSuspendedException', 'SendingPausedException', 'ConfigurationSetSendingPausedException'];

/**
 * What a failed call of SendEmail means. The first row that fits holds.
 *
 * | what happened | outcome |
 * | --- | --- |
 * | no connection: DNS, refused, timed out, TLS; no credentials found | `throttled` |
 * | MailFromDomainNotVerifiedException, or "not verified" of the sender | `blocked`, `domain-not-verified` |
 * | "not verified" of the recipient, or no right to its identity: the account is in the sandbox | `refused`, in words |
 * | "Daily message quota exceeded" | `blocked`, `account-quota` |
 * | AccountSuspendedException, SendingPausedException | `blocked`, `sending-disabled` |
 * | TooManyRequestsException, LimitExceededException, 429, "Maximum sending rate exceeded" | `throttled` |
 * | 403 (rights, signature), 404 (no such configuration set): every mail; may pass | `blocked`, `sending-disabled` |
 * | MessageRejected, BadRequestException and every other 4xx but 408 | `refused` |
 * | all else: timed out, connection lost, 5xx, an answer that cannot be read | `unknown` |
 */
export const classifySesError = (error: unknown, { sender, recipient }: Parties): HandOver => {
  const senderDomain = domainOf(sender);
  const { message, name, $metadata } = readError(error);
  const reason = shorten(`${name}: ${message}`);
  const status = $metadata?.httpStatusCode ?? 0;
  if (error instanceof NotSent) return { kind: 'throttled', reason };
  // Without an answer that refuses, words prove nothing.
  if (status < 400 || status >= 500 || status === 408) return { kind: 'unknown', reason };
  if (name === 'MailFromDomainNotVerifiedException' || saysSenderUnverified(message, senderDomain)) {
    return { kind: 'blocked', code: 'domain-not-verified', reason };
  }
  if (saysSandbox(message) || (status === 403 && refusesRecipient(message, { sender, recipient })))
    return { kind: 'refused', reason: IN_SANDBOX };
  if (saysDailyQuotaUsedUp(message)) return { kind: 'blocked', code: 'account-quota', reason };
  if (DISABLED.includes(name)) return { kind: 'blocked', code: 'sending-disabled', reason };
  if (THROTTLED.includes(name) || status === 429 || /maximum sending rate/i.test(message)) {
    return { kind: 'throttled', reason };
  }
  if (status === 403 || status === 404) return { kind: 'blocked', code: 'sending-disabled', reason, mayPass: true };
  return { kind: 'refused', reason };
};

/** Addresses of a mail. */
interface Parties {
  sender: string;
  recipient: string;
}

/** The identity that a refusal for want of rights names, in lower case. */
const IDENTITY = /:identity\/(?<identity>[^\s'",]+)/i;

/**
 * Whether a right is missing to the identity of the recipient: in the sandbox SES asks for that one as well, and an
 * address that was verified by hand has not the tag of the stack.
 */
function refusesRecipient(message: string, { sender, recipient }: Parties): boolean {
  const identity = IDENTITY.exec(message)?.groups?.identity?.toLowerCase();
  if (identity === undefined) return false;
  const belongsTo = (address: string): boolean =>
    identity === address.toLowerCase() || identity === domainOf(address).toLowerCase();
  return belongsTo(recipient) && !belongsTo(sender);
}

/** By its shape: errors of Node's own modules may stem from another realm, where `Error` is another class. */
const readError = (error: unknown): SesError =>
  typeof error === 'object' && error !== null && 'message' in error && 'name' in error
    ? (error as SesError)
    : { name: 'Error', message: String(error) };
