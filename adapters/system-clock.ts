import type { Clock, Instant } from '../core/clock.ts';

/** The time of the machine: the one file that reads it, and that has a timer. */
export class SystemClock implements Clock {
  readonly #offset: () => number;

  /** `offset`: milliseconds to add to the machine's time, asked at every reading, for a clock that travels. */
  constructor(offset: () => number = () => 0) {
    this.#offset = offset;
  }

  now(): Instant {
    return Date.now() + this.#offset();
  }

  async sleep(milliseconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, milliseconds)));
  }
}
