import { type Instant, SECOND } from '../core/clock.ts';

/** Left at the end of an invocation for what must still be said when its work has failed. */
const END_OF_INVOCATION = 5 * SECOND;
/** Longest wait for tables that refuse, of those whose caller waits for an answer: the gateway gives up after 30 s. */
export const ANSWER_WITHIN = 20 * SECOND;

/** Until when an invocation that begins now waits for tables that refuse: `mostMs`, and never to its very end. */
export const deadlineOf = (now: Instant, remainingMs: number, mostMs = Number.POSITIVE_INFINITY): Instant =>
  now + Math.min(remainingMs - END_OF_INVOCATION, mostMs);
