import type { Clock, Instant } from '../../core/clock.ts';

interface Sleeper {
  wakesAt: Instant;
  wake: () => void;
}

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now: Instant;
  #sleepers: Sleeper[] = [];
  readonly #movesOnSleep: boolean;

  /** `movesOnSleep`: a sleep moves the clock and resolves immediately, for code that runs alone. @default false */
  constructor(now: Instant, options: { movesOnSleep?: boolean } = {}) {
    this.#now = now;
    this.#movesOnSleep = options.movesOnSleep ?? false;
  }

  now(): Instant {
    return this.#now;
  }

  /** Resolves when the clock has been moved so far. */
  async sleep(milliseconds: number): Promise<void> {
    if (this.#movesOnSleep) this.advance(Math.max(0, milliseconds));
    else if (milliseconds > 0) {
      const wakesAt = this.#now + milliseconds;
      await new Promise<void>((wake) => this.#sleepers.push({ wakesAt, wake }));
    }
  }

  /** When the next sleeper wakes; null without sleepers. */
  nextWake(): Instant | null {
    return this.#sleepers.reduce<Instant | null>((min, { wakesAt }) => Math.min(min ?? wakesAt, wakesAt), null);
  }

  /** @throws when `milliseconds` is negative. */
  advance(milliseconds: number): void {
    this.moveTo(this.#now + milliseconds);
  }

  /**
   * Moves the clock and wakes, in the order of their times, all sleepers due until then. @throws when it would go back.
   */
  moveTo(instant: Instant): void {
    if (instant < this.#now) throw new Error(`a clock moves forwards only, from ${this.#now} not to ${instant}`);
    this.#now = instant;
    const due = this.#sleepers.filter(({ wakesAt }) => wakesAt <= instant).sort((a, b) => a.wakesAt - b.wakesAt);
    this.#sleepers = this.#sleepers.filter(({ wakesAt }) => wakesAt > instant);
    for (const { wake } of due) wake();
  }
}
