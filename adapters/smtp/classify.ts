import type { HandOver } from '../../core/mail/mailer.ts';
import { saysDailyQuotaUsedUp, saysSenderUnverified, shorten } from './reply-text.ts';

/**
 * How far a hand-over came.
 * - `waiting`: for a free connection, or for one to be made.
 * - `envelope`: MAIL, RCPT and DATA are under way.
 * - `data`: the server asked for the message, and its end has not been written.
 * - `ended`: the final dot may have been written. Only from here on the server may take the mail.
 */
export type SmtpPhase = 'waiting' | 'envelope' | 'data' | 'ended';

/** What nodemailer says of a failure. */
interface SmtpError {
  message: string;
  code?: string;
  /** The command that failed: `CONN`, `MAIL FROM`, `RCPT TO`, `DATA`, `API`, `AUTH …`. */
  command?: string;
  /** The whole reply, also of several lines. */
  response?: string;
  responseCode?: number;
}

/** nodemailer's codes for a reply to MAIL, RCPT or DATA, and to the message. */
const REPLY_TO_MAIL = ['EENVELOPE', 'EMESSAGE'];

const RATE = /too many|\brate\b.*\b(?:exceeded|limit)|throttl|too fast|(?:sending|hourly) (?:limit|quota) exceeded/i;

/**
 * What a failed hand-over means. The first row that fits holds.
 *
 * | what happened | outcome |
 * | --- | --- |
 * | log-in refused with 5xx, or asked for and not given (530) | `blocked`, `sending-disabled` |
 * | log-in refused with 4xx | `throttled` |
 * | reply to MAIL, RCPT, DATA or the message says the sender is "not verified" | `blocked`, `domain-not-verified` |
 * | … says that the quota of the day is used up | `blocked`, `account-quota` |
 * | … is 421 or 454, or 4xx with "too many", "rate limit" and the like | `throttled` |
 * | … is 503: the session went wrong, not the mail | `deferred` |
 * | … is another 5xx | `refused` |
 * | … is another 4xx: to MAIL it concerns everybody | `throttled` |
 * | … is another 4xx: to RCPT, DATA or the message | `deferred` |
 * | the mail is larger than the server said it takes | `refused`, `mail-too-large` |
 * | the address cannot be written as SMTP | `refused` |
 * | all else, the final dot may have been written | `unknown` |
 * | all else, before that, with a connection: lost, timed out, not understood | `deferred` |
 * | no connection: DNS, refused, greeting, TLS, timed out, none free in time | `throttled` |
 */
export const classifySmtpError = (error: unknown, phase: SmtpPhase, senderDomain: string): HandOver => {
  const failure = readError(error);
  const reason = shorten(failure.response ?? failure.message);
  if (failure.code === 'EAUTH' || failure.code === 'ENOAUTH') {
    const isTransient = failure.responseCode !== undefined && failure.responseCode < 500;
    return isTransient ? { kind: 'throttled', reason } : { kind: 'blocked', code: 'sending-disabled', reason };
  }
  if (REPLY_TO_MAIL.includes(failure.code ?? '')) {
    if (failure.responseCode !== undefined) return classifyReply(failure.responseCode, failure, senderDomain);
    return { kind: 'refused', reason: failure.code === 'EMESSAGE' ? 'mail-too-large' : reason };
  }
  if (phase === 'ended') return { kind: 'unknown', reason };
  return phase === 'waiting' ? { kind: 'throttled', reason } : { kind: 'deferred', reason };
};

const classifyReply = (
  replyCode: number,
  { command, message, response }: SmtpError,
  senderDomain: string,
): HandOver => {
  const text = response ?? message;
  const reason = shorten(text);
  if (saysSenderUnverified(text, senderDomain)) return { kind: 'blocked', code: 'domain-not-verified', reason };
  if (saysDailyQuotaUsedUp(text)) return { kind: 'blocked', code: 'account-quota', reason };
  if (replyCode === 530) return { kind: 'blocked', code: 'sending-disabled', reason };
  if (replyCode === 503) return { kind: 'deferred', reason };
  if (replyCode >= 500) return { kind: 'refused', reason };
  const concernsAll = replyCode === 421 || replyCode === 454 || RATE.test(text) || command === 'MAIL FROM';
  return concernsAll ? { kind: 'throttled', reason } : { kind: 'deferred', reason };
};

/** By its shape: errors of Node's own modules may stem from another realm, where `Error` is another class. */
const readError = (error: unknown): SmtpError =>
  typeof error === 'object' && error !== null && 'message' in error ? (error as SmtpError) : { message: String(error) };
