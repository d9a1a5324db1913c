import { type Instant, SECOND } from '../clock.ts';

/** The longest burst, as a time of the rate: a window that takes longer is handed over little by little. */
export const BURST = SECOND / 4;

/** In mails a second; up to this rate each window is reserved by itself. */
export const FAST = 500;

/** The most of a fast rate that one write reserves for more than one window. */
export const SHARE = SECOND / 10;

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

/** The slots of windows of `size` mails, of which the slot of all was reserved at once. At least one. */
export function partsOf(slot: GrantedSlot, size: number): [GrantedSlot, ...GrantedSlot[]] {
  const part = (low: number): GrantedSlot => {
    const high = Math.min(slot.mails, low + size);
    const [from, to] = [low, high].map((mails) => Math.ceil((slot.duration * mails) / slot.mails)) as [number, number];
    return {
      kind: 'granted',
      /* fence: part-start */ startsAt: slot.startsAt + from,
      mails: high - low,
      duration: to - from,
    };
  };
  const parts: [GrantedSlot, ...GrantedSlot[]] = [part(0)];
  for (let low = size; low < slot.mails; low += size) parts.push(part(low));
  return parts;
}
