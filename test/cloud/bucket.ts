import type { Instant } from '../../core/clock.ts';

/** A token bucket: so many a second, and what was not used of the last seconds on top. */
export class Bucket {
  readonly #perMs: number;
  readonly #size: number;
  #tokens: number;
  #at: Instant | null = null;

  /** `burstSeconds`: how many seconds of the rate it holds. */
  constructor(perSecond: number, burstSeconds: number) {
    this.#perMs = perSecond / 1_000;
    this.#size = perSecond * burstSeconds;
    this.#tokens = this.#size;
  }

  has(tokens: number, now: Instant): boolean {
    if (this.#at !== null) this.#tokens = Math.min(this.#size, this.#tokens + (now - this.#at) * this.#perMs);
    this.#at = now;
    return this.#tokens >= Math.min(tokens, this.#size);
  }

  /** May go below zero: what is read is known only after it was read. */
  take(tokens: number): void {
    this.#tokens -= tokens;
  }
}
