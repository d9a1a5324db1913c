import { SECOND } from '../clock.ts';

/**
 * A recipient whose mail server says "not now" is tried six times, after waits of 5 s, 15 s, 45 s and so on; then it
 * has failed (docs/decisions/0003-deferred-recipients.md). `earlier`: hand-overs that were deferred before.
 */
const TRIES = 6;

/** Whether a recipient that is deferred now is tried again. */
export const isTriedAgain = (earlier: number): boolean => earlier + 1 < TRIES;

/** The wait until then, in milliseconds. */
export const deferralDelay = (earlier: number): number => 5 * SECOND * 3 ** earlier;
