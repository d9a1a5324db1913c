import type { Actor } from '../actor.ts';
import type { Instant } from '../clock.ts';
import { asJson, rowOf } from '../row.ts';

/** The one row by which all senders of an account agree: the clock of its rate, and the hold of the whole stack. */
export interface RateRow {
  /** When the next window may start. */
  tat: Instant;
  /** The end of the line of senders that found no rate. */
  line: Instant | null;
  /** The rate that the account named last, in mails a second. */
  accountRate: number | null;
  /** Its own quota for 24 hours, what was used of it, and when it said so. */
  accountPerDay: number | null;
  accountUsed: number | null;
  accountSaidAt: Instant | null;
  /** The rate that throttling led to, in mails a second, and when it did. */
  loweredRate: number | null;
  loweredAt: Instant | null;
  /** Since when an operator holds everything. */
  heldSince: Instant | null;
  /** Who does, by the API key that was used. */
  heldBy: Actor | null;
  /** The tables whose senders wrote the row first. */
  tablesId: string | null;
}

export const rateRow = rowOf<RateRow>('send rate').encoding({ heldBy: asJson() });
