import { UNSENT_CODES } from '../problems.ts';
import type { MailOutcome } from './mailer.ts';

/**
 * Why somebody was not mailed, or not surely, for programs. Beside `UNSENT_CODES`: `unsubscribed` from the domain's
 * bulk mail, `removed` from the list, on an `excluded-list` of the task, `already-sent` before a retry, `cancelled`
 * with the run, a `rate-limited` test, and `no-answer` of the mail server, which may have taken the mail.
 */
export const CAUSE_CODES = [
  ...UNSENT_CODES,
  'unsubscribed',
  'removed',
  'excluded-list',
  'already-sent',
  'cancelled',
  'rate-limited',
  'no-answer',
] as const;

export interface Cause {
  code: (typeof CAUSE_CODES)[number];
  /** With `missing-variable`: its name. */
  variable: string | null;
}

/** The text that says that a mail did not come to its turn. */
export const RATE_USED_UP = 'the send rate is used up; try again in a moment';

/**
 * The cause of an outcome, from the text that is stored with it: a code alone, a code with more after a colon, or what
 * the mail server said. Null for a mail that was sent.
 */
export function causeOf(outcome: MailOutcome | 'skipped', reason: string | null): Cause | null {
  if (outcome === 'sent') return null;
  if (outcome === 'unknown') return { code: 'no-answer', variable: null };
  if (reason === RATE_USED_UP) return { code: 'rate-limited', variable: null };
  const text = reason ?? '';
  const [, variable = null] = /^missing-variable: (.*)$/s.exec(text) ?? [];
  const [first = ''] = text.split(':', 1);
  return { code: CAUSE_CODES.find((known) => known === first) ?? 'refused', variable };
}
