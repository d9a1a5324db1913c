import { randomBytes } from 'node:crypto';
import type { Random } from '../core/random.ts';

const ID_BYTES = 16;

/** Randomness of the machine, fit for secrets: 128 bits in 32 hexadecimal digits. */
export class SystemRandom implements Random {
  id(): string {
    return randomBytes(ID_BYTES).toString('hex');
  }

  fraction(): number {
    return Math.random();
  }
}
