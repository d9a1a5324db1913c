import type { Task } from '../api/answers.ts';

const SECOND = 1_000;
const SENDING: ReadonlySet<Task['status']> = new Set(['preparing', 'sending']);
const WAITING: ReadonlySet<Task['status']> = new Set(['waiting', 'paused', 'error']);

/** Without a key or a click for so long, nobody is looking. */
export const UNTOUCHED_AFTER = 30 * 60 * SECOND;

/**
 * Milliseconds until a page asks again how its tasks stand: seldom where nothing can move, or nobody looks.
 * `untouched`: milliseconds since the last key, click or touch.
 */
export function paceOf(statuses: readonly Task['status'][], untouched: number): number {
  if (untouched >= UNTOUCHED_AFTER) return 60 * SECOND;
  if (statuses.some((status) => SENDING.has(status))) return 2 * SECOND;
  return statuses.some((status) => WAITING.has(status)) ? 15 * SECOND : 60 * SECOND;
}
