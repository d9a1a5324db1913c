import { createHash } from 'node:crypto';
import type { Random } from '../../core/random.ts';

const ID_LENGTH = 32;

/** Identifiers that look random and depend on the seed only, so that a history can be played again. */
export class SeededRandom implements Random {
  readonly #seed: string;
  #drawn = 0;

  constructor(seed: number | string) {
    this.#seed = String(seed);
  }

  id(): string {
    this.#drawn += 1;
    return this.#digest().slice(0, ID_LENGTH);
  }

  fraction(): number {
    return this.integer(2 ** 32) / 2 ** 32;
  }

  /** An integer from 0 to `below` - 1, for a simulation's own choices. */
  integer(below: number): number {
    this.#drawn += 1;
    return Number(BigInt(`0x${this.#digest().slice(0, ID_LENGTH)}`) % BigInt(below));
  }

  #digest(): string {
    return createHash('sha256').update(`${this.#seed}/${this.#drawn}`).digest('hex');
  }
}
