import { UNTOUCHED_AFTER } from './pace.ts';

const HOUR = 3_600_000;
/** With less than this left, a session that is used is renewed: half of what one lasts at most. */
const RENEWED_WITHIN = 6 * HOUR;

interface SessionLife {
  /** When the session ends, ISO 8601; null for what never ends. */
  expiresAt: string | null;
  /** The end that a renewal did not move, which is that of all renewals; null before one is known. */
  lastEnd: string | null;
  /** The product's time, in milliseconds. */
  now: number;
  /** Milliseconds since the last key, click or touch. */
  untouched: number;
}

/** Whether a page renews its session now: only what is used goes on, and what has ended cannot. */
export function isRenewalDue({ expiresAt, lastEnd, now, untouched }: SessionLife): boolean {
  if (expiresAt === null || expiresAt === lastEnd || untouched >= UNTOUCHED_AFTER) return false;
  const left = Date.parse(expiresAt) - now;
  return left > 0 && left < RENEWED_WITHIN;
}
