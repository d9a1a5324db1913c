/**
 * How many calls may be out at once: as many as there are until one is refused, then half of those that were out, and
 * one more for each round that passes without a refusal (additive increase, multiplicative decrease).
 */
export class Streams {
  #most = Number.POSITIVE_INFINITY;
  #out = 0;
  /** Counts the halvings: a refusal of a call that began before the last one is no news. */
  #round = 0;
  readonly #waiting: (() => void)[] = [];

  /** Calls that may be out at once, from 1. */
  get most(): number {
    return Math.floor(this.#most);
  }

  /** Waits for a place, and answers the round in which the call begins. */
  async enter(): Promise<number> {
    while (this.#out >= this.most) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#out += 1;
    return this.#round;
  }

  /** Gives the place back of a call that began in `round`. */
  leave(round: number, isRefused: boolean): void {
    if (isRefused && round === this.#round) {
      this.#most = Math.max(1, Math.floor(this.#out / 2));
      this.#round += 1;
    }
    // Only where all places were used: else nothing was learned about more of them.
    if (!isRefused && this.#out >= this.most) this.#most += 1 / this.most;
    this.#out -= 1;
    for (let free = this.most - this.#out; free > 0 && this.#waiting.length > 0; free -= 1) this.#waiting.shift()?.();
  }
}
