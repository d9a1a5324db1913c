import { type Instant, SECOND } from '../clock.ts';
import type { RateGate, Slot } from './rate.ts';
import { FAST, type GrantedSlot, partsOf, SHARE } from './slot.ts';

/** How late the last window of a reservation may begin, if each takes as long as the one before. */
const LATE = SECOND;

/** A part of a reservation that should have begun so long ago is not used: its mails would come beside others'. */
const PART_IS_OLD = 2 * SECOND;

/**
 * The slots of the windows of one segment. On a fast account one write reserves several of them: as many as fit into
 * 100 ms of the rate, while the last of them begins at most a second late if each takes as long as the one before.
 * What is reserved and not used is lost to the rate (docs/decisions/0054-windows-reserved-ahead.md).
 */
export class WindowSlots {
  readonly #gate: RateGate;
  readonly #windowSize: number;
  /** Reserved for the windows that follow. */
  #parts: GrantedSlot[] = [];
  /** The account's lowered rate when they were reserved. */
  #loweredAt: Instant | null = null;
  /** When the window before began. */
  #beganAt: Instant | null = null;

  constructor(gate: RateGate, windowSize: number) {
    this.#gate = gate;
    this.#windowSize = windowSize;
  }

  /** The slot of the first window, which the claim reserved. */
  first(slot: GrantedSlot, now: Instant): GrantedSlot {
    this.#beganAt = Math.max(now, slot.startsAt);
    return slot;
  }

  /** The slot of the next window. `left`: mails of the segment that no window has had yet. */
  async next(left: number, now: Instant): Promise<Slot> {
    const slot = this.#reserved(now) ?? (await this.#reserve(left, now));
    if (slot.kind === 'granted') this.#beganAt = Math.max(now, slot.startsAt);
    return slot;
  }

  #reserved(now: Instant): GrantedSlot | undefined {
    const part = this.#parts.shift();
    if (part === undefined) return undefined;
    /* fence: part-lowered */ if (this.#gate.loweredAt !== this.#loweredAt) return undefined;
    /* fence: part-late */ if (now - part.startsAt > PART_IS_OLD) return undefined;
    return part;
  }

  async #reserve(left: number, now: Instant): Promise<Slot> {
    const windows = await this.#windowsAhead(now);
    const slot = await this.#gate.reserve(Math.min(left, windows * this.#windowSize), now);
    if (slot.kind !== 'granted') return slot;
    this.#loweredAt = this.#gate.loweredAt;
    const [part, ...parts] = partsOf(slot, this.#windowSize);
    this.#parts = parts;
    return part;
  }

  /** For how many windows to reserve at once. */
  async #windowsAhead(now: Instant): Promise<number> {
    const cost = await this.#gate.costOf(this.#windowSize, now);
    const late = this.#beganAt === null ? LATE : now - this.#beganAt - cost;
    const isFast = /* fence: fast */ (this.#windowSize * SECOND) / cost > FAST;
    const most = isFast ? /* fence: share */ Math.floor(SHARE / cost) : 1;
    /* fence: windows-late */ const onTime = late > 0 ? 1 + Math.floor(LATE / late) : most;
    return Math.max(1, Math.min(most, onTime));
  }
}
