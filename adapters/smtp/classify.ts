import { domainOf } from '../../core/audience/address.ts';
import type { HandOver } from '../../core/mail/mailer.ts';
import type { SmtpReply } from './reply-parser.ts';
import { saysDailyQuotaUsedUp, saysSenderUnverified, shorten } from './reply-text.ts';

/**
 * How far a hand-over came.
 * - `waiting`: for a connection, or for one to be made.
 * - `envelope`: MAIL, RCPT and DATA are under way.
 * - `data`: the server asked for the message, and its end has not been written.
 * - `ended`: the final dot may have been written. Only from here on the server may take the mail.
 */
export type SmtpPhase = 'waiting' | 'envelope' | 'data' | 'ended';

/** What a refusal answers: a command, or the message after its final dot. */
export type Answered = 'MAIL' | 'RCPT' | 'DATA' | 'message';

/** The addresses of a mail. */
interface Parties {
  from: string;
  to: string;
}

const RATE = /too many|\brate\b.*\b(?:exceeded|limit)|throttl|too fast|(?:sending|hourly) (?:limit|quota) exceeded/i;

/**
 * What a reply of 4xx or 5xx means, by the command that it answers. The first row that fits holds.
 *
 * | what the server replied | outcome |
 * | --- | --- |
 * | the sender is "not verified", in a reply that is not about the recipient | `blocked`, `domain-not-verified` |
 * | the quota of the day is used up, in such a reply | `blocked`, `account-quota` |
 * | 530: a log-in or encryption is missing | `throttled` |
 * | 503: the session went wrong, not the mail | `deferred` |
 * | another 5xx | `refused` |
 * | 421 or 454, or 4xx with "too many", "rate limit" and the like | `throttled` |
 * | another 4xx: to MAIL it concerns everybody | `throttled` |
 * | another 4xx: to RCPT, DATA or the message | `deferred` |
 */
export function classifyReply(answered: Answered, { code, text }: SmtpReply, parties: Parties): HandOver {
  const reason = shorten(text);
  if (!isOfRecipient(answered, text, parties)) {
    if (saysSenderUnverified(text, domainOf(parties.from)))
      return { kind: 'blocked', code: 'domain-not-verified', reason };
    if (saysDailyQuotaUsedUp(text)) return { kind: 'blocked', code: 'account-quota', reason };
  }
  if (code === 530) return { kind: 'throttled', reason };
  if (code === 503) return { kind: 'deferred', reason };
  if (code >= 500) return { kind: 'refused', reason };
  const concernsAll = code === 421 || code === 454 || RATE.test(text) || answered === 'MAIL';
  return concernsAll ? { kind: 'throttled', reason } : { kind: 'deferred', reason };
}

/**
 * Whether a reply speaks of the recipient, so that its words say nothing of the sender or the account. Replies to RCPT
 * do, and others that name the recipient alone: Postfix says "unverified address" of a mailbox that it could not ask.
 */
function isOfRecipient(answered: Answered, text: string, { from, to }: Parties): boolean {
  const words = text.toLowerCase();
  return answered === 'RCPT' || (words.includes(to.toLowerCase()) && !words.includes(from.toLowerCase()));
}

/**
 * What a hand-over without an answer means.
 *
 * | what happened | outcome |
 * | --- | --- |
 * | no connection: DNS, refused, greeting, TLS, log-in, timed out, none free in time | `throttled` |
 * | a connection that was lost, timed out or not understood, before the final dot | `deferred` |
 * | the same, when the final dot may have been written | `unknown` |
 */
export function classifyLoss(reason: string, phase: SmtpPhase): HandOver {
  if (phase === 'ended') return { kind: 'unknown', reason };
  return phase === 'waiting' ? { kind: 'throttled', reason } : { kind: 'deferred', reason };
}
