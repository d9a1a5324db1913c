import { type Instant, SECOND } from '../clock.ts';

/** The longest burst, as a time of the rate: a window that takes longer is handed over little by little. */
export const BURST = SECOND / 4;

/** A reserved time of the rate, for some mails. */
export interface GrantedSlot {
  kind: 'granted';
  startsAt: Instant;
  mails: number;
  /** How long the rate takes for them, in milliseconds. */
  duration: number;
}

/**
 * When a mail of a slot may be handed over, by its index. The mails are spread evenly over the slot but for its last
 * quarter of a second: no burst is longer than that of the rate, and the last answers arrive before the slot ends.
 */
export const paceOf = (index: number, { startsAt, mails, duration }: GrantedSlot): Instant =>
  startsAt + Math.floor((Math.max(0, duration - BURST) * (index + 1)) / mails);
