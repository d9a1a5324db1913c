import { Bucket } from '../bucket.ts';

export const WRITE_UNITS_A_SECOND = 1_000;
const READ_UNITS_A_SECOND = 3_000;

export interface Partition {
  writes: Bucket;
  reads: Bucket;
}

/** Where the items of a table lie: those of one partition key together, by its hash. */
export class Partitions {
  readonly #all: Partition[];

  constructor(partitions: number, burstSeconds: number) {
    this.#all = Array.from({ length: partitions }, () => ({
      writes: new Bucket(WRITE_UNITS_A_SECOND, burstSeconds),
      reads: new Bucket(READ_UNITS_A_SECOND, burstSeconds),
    }));
  }

  of(pk: string): Partition {
    let hash = 2_166_136_261;
    for (let i = 0; i < pk.length; i += 1) hash = Math.imul(hash ^ pk.charCodeAt(i), 16_777_619);
    return this.#all[((hash ^ (hash >>> 15)) >>> 0) % this.#all.length] as Partition;
  }
}
