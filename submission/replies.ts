import { iso } from '../core/clock.ts';
import type { Problem, ProblemCode } from '../core/problems.ts';
import type { Submitted } from '../core/submission/submit-message.ts';
import { isForNow, type SubmittedCopy } from '../core/transactional/submit-mail.ts';
import type { Reply } from './desk.ts';

const MAX_TEXT = 400;

/** Without anything that could begin another line, or another reply. */
export const reply = (code: number, text: string): Reply => ({
  code,
  text: text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, MAX_TEXT),
});

export const SUPPRESSED = '5.1.1 the recipient is suppressed: it bounced, complained, or was suppressed by hand';
export const FAULT = reply(451, '4.3.0 something failed on our side; try again');

/** What a problem before the hand-over is called. What is temporary leaves nothing that keeps the next try from it. */
const BEGINNINGS: Partial<Record<ProblemCode, readonly [code: number, enhanced: string]>> = {
  'invalid-request': [554, '5.6.0'],
  'domain-not-verified': [550, '5.7.1'],
  forbidden: [553, '5.7.1'],
  'mail-too-large': [552, '5.3.4'],
  'request-too-large': [552, '5.3.4'],
  'rate-limited': [451, '4.7.1'],
  'quota-used-up': [452, '4.7.1'],
  'stack-held': [451, '4.3.2'],
  'request-in-progress': [451, '4.3.0'],
};

/** Why nothing of a message was handed over. */
export function replyToRefusal({
  code,
  text,
  resumesAt,
}: {
  code: string | null;
  text: string;
  resumesAt: string | null;
}): Reply {
  const beginning = BEGINNINGS[code as ProblemCode];
  if (beginning === undefined) return FAULT;
  const [digits, enhanced] = beginning;
  return reply(digits, `${enhanced} ${text}${resumesAt === null ? '' : ` goes on at ${resumesAt}`}`);
}

export const replyToProblem = ({ code, message, errors, resumesAt }: Problem): Reply =>
  replyToRefusal({
    code,
    text: errors[0]?.message ?? message,
    resumesAt: resumesAt === null ? null : iso(resumesAt),
  });

/** What became of one copy, as replies need it. */
interface Outcome {
  outcome: 'sent' | 'failed' | 'unknown';
  reason: string | null;
  /** Whether the same message may be taken later. */
  isForNow: boolean;
}

/** What became of the copies, as one answer: who may have got it must not be mailed again by a repetition. */
export function replyToOutcomes(submissionId: string, copies: readonly Outcome[]): Reply {
  if (copies.some(({ outcome }) => outcome !== 'failed')) return reply(250, `2.0.0 Ok ${submissionId}`);
  const isEach = (reason: string) => copies.every((copy) => copy.reason === reason);
  if (isEach('unsubscribed')) return reply(550, '5.7.1 all recipients unsubscribed from mail of this domain');
  if (isEach('suppressed')) return reply(550, SUPPRESSED);
  const lasting = copies.find(({ isForNow }) => !isForNow);
  if (lasting === undefined) return reply(451, `4.2.0 ${copies[0]?.reason ?? 'not now'}`);
  return reply(554, `5.0.0 ${lasting.reason ?? 'not sent'}`);
}

/** The same where the answers of the mail server are at hand: what holds for the whole account has codes of its own. */
export function replyToSubmitted({ submissionId, copies }: Submitted): Reply {
  const outcomes = copies.map((copy) => ({ ...copy, isForNow: isForNow(copy) }));
  const isOut = copies.some(({ outcome }) => outcome !== 'failed');
  const ofAccount = isOut
    ? undefined
    : copies.map(({ answer }) => replyOfAccount(answer)).find((each) => each !== null);
  return ofAccount ?? replyToOutcomes(submissionId, outcomes);
}

function replyOfAccount(answer: SubmittedCopy['answer']): Reply | null {
  if (answer?.kind === 'throttled') return reply(451, `4.7.1 ${answer.reason}`);
  if (answer?.kind !== 'blocked') return null;
  if (answer.code === 'account-quota') return reply(452, `4.7.1 ${answer.reason}`);
  if (answer.code === 'sending-disabled') return reply(451, `4.3.5 ${answer.reason}`);
  return reply(550, `5.7.1 ${answer.reason}`);
}
