import { iso } from '../core/clock.ts';
import type { Problem, ProblemCode } from '../core/problems.ts';
import type { Submitted } from '../core/submission/submit-message.ts';
import type { SubmittedCopy } from '../core/transactional/submit-mail.ts';
import type { Reply } from './desk.ts';

const MAX_TEXT = 400;

/** Without anything that could begin another line, or another reply. */
export const reply = (code: number, text: string): Reply => ({
  code,
  text: text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, MAX_TEXT),
});

export const FAULT = reply(451, '4.3.0 something failed on our side; try again');
export const HELD = reply(451, '4.3.2 everything is held; try again later');

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

export function replyToProblem(problem: Problem): Reply {
  const beginning = BEGINNINGS[problem.code];
  if (beginning === undefined) return FAULT;
  const [code, enhanced] = beginning;
  const first = problem.errors[0]?.message;
  const goesOn = problem.resumesAt === null ? '' : ` goes on at ${iso(problem.resumesAt)}`;
  return reply(code, `${enhanced} ${first ?? problem.message}${goesOn}`);
}

/** What became of the copies, as one answer: who may have got it must not be mailed again by a repetition. */
export function replyToSubmitted({ submissionId, copies }: Submitted): Reply {
  if (copies.some(({ outcome }) => outcome !== 'failed')) return reply(250, `2.0.0 Ok ${submissionId}`);
  if (copies.every(({ reason }) => reason === 'unsubscribed'))
    return reply(550, '5.7.1 all recipients unsubscribed from mail of this domain');
  const blocked = copies.find(({ answer }) => answer?.kind === 'blocked')?.answer;
  if (blocked?.kind === 'blocked') {
    if (blocked.code === 'account-quota') return reply(452, `4.7.1 ${blocked.reason}`);
    if (blocked.code === 'sending-disabled') return reply(451, `4.3.5 ${blocked.reason}`);
  }
  const throttled = copies.find(({ answer }) => answer?.kind === 'throttled');
  if (throttled !== undefined) return reply(451, `4.7.1 ${throttled.reason ?? 'too many mails a second'}`);
  if (copies.every(isForNow)) return reply(451, `4.2.0 ${copies[0]?.reason ?? 'not now'}`);
  return reply(554, `5.0.0 ${copies.find((copy) => !isForNow(copy))?.reason ?? 'not sent'}`);
}

const isForNow = ({ answer }: SubmittedCopy): boolean => answer?.kind === 'deferred';
