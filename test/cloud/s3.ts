import type { Body, Objects } from '../../core/objects.ts';
import type { Dice } from '../simulation/dice.ts';
import type { Process } from './caller.ts';
import { draw, type Latency } from './latency.ts';

const GET: Latency = { medianMs: 20, sigma: 0.5 };
const PUT: Latency = { medianMs: 40, sigma: 0.4 };
const BYTES_A_MS = 80_000;
const PIECE_BYTES = 8 * 1_024 * 1_024;
const CPU_CALL_MS = 0.7;

/** What is stored, for all processes. */
export class Bucketful {
  readonly bodies = new Map<string, { bytes: Uint8Array; version: string }>();
  puts = 0;
  gets = 0;
  #versions = 0;

  store(key: string, bytes: Uint8Array): void {
    this.#versions += 1;
    this.bodies.set(key, { bytes, version: String(this.#versions) });
  }
}

/** S3 at the product's own port: its client uploads in streams, which know nothing of virtual time. */
export class CloudObjects implements Objects {
  readonly #bucket: Bucketful;
  readonly #process: Process;
  readonly #dice: Dice;

  constructor(bucket: Bucketful, process: Process, dice: Dice) {
    this.#bucket = bucket;
    this.#process = process;
    this.#dice = dice;
  }

  async put(key: string, body: Body): Promise<void> {
    const pieces: Uint8Array[] = [];
    if (body instanceof Uint8Array) pieces.push(body.slice());
    else for await (const piece of body) pieces.push(piece.slice());
    const bytes = new Uint8Array(Buffer.concat(pieces));
    const parts = Math.max(1, Math.ceil(bytes.length / PIECE_BYTES));
    await this.#process.call(
      CPU_CALL_MS * parts,
      () => draw(PUT, this.#dice) + bytes.length / BYTES_A_MS,
      () => {
        this.#bucket.puts += parts;
        this.#bucket.store(key, bytes);
      },
    );
  }

  get(key: string, range?: { from: number; to: number }): Promise<Uint8Array | undefined> {
    const stored = () => this.#bucket.bodies.get(key)?.bytes.slice(range?.from, range?.to);
    return this.#process.call(
      CPU_CALL_MS,
      () => draw(GET, this.#dice) + (stored()?.length ?? 0) / BYTES_A_MS,
      () => {
        this.#bucket.gets += 1;
        return stored();
      },
    );
  }

  head(key: string): Promise<{ size: number; version: string } | undefined> {
    return this.#process.call(
      CPU_CALL_MS,
      () => draw(GET, this.#dice),
      () => {
        this.#bucket.gets += 1;
        const stored = this.#bucket.bodies.get(key);
        return stored && { size: stored.bytes.length, version: stored.version };
      },
    );
  }

  async *stream(key: string, start = 0): AsyncGenerator<Uint8Array> {
    const size = this.#bucket.bodies.get(key)?.bytes.length;
    if (size === undefined) throw new Error(`no object "${key}"`);
    for (let from = start; from < size; from += PIECE_BYTES) {
      const bytes = await this.get(key, { from, to: Math.min(size, from + PIECE_BYTES) });
      if (bytes) yield bytes;
    }
  }

  async remove(key: string): Promise<void> {
    await this.#process.call(
      CPU_CALL_MS,
      () => draw(GET, this.#dice),
      () => void this.#bucket.bodies.delete(key),
    );
  }
}
