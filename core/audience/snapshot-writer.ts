import type { Objects } from '../objects.ts';
import { Channel } from './channel.ts';
import type { SkipReason } from './snapshot.ts';
import {
  INDEX_ENTRY_BYTES,
  indexOf,
  manifestBody,
  manifestOf,
  OFFSET_BYTES,
  recipientLine,
  recipientsOf,
} from './snapshot-format.ts';

/** Bytes collected before they are handed to the object store. */
const CHUNK_BYTES = 1024 * 1024;

/** One recipient to be written into a snapshot. `data` is JSON. */
export interface SnapshotEntry {
  hash: string;
  email: string;
  data: string | null;
  skip: SkipReason | null;
}

/**
 * Writes a snapshot from entries in the order of their hashes, each hash once. Holds a few chunks of each object in
 * memory, however many recipients there are. `skips`: those that are not to be mailed. `snapshot` must be a new name:
 * two writers under one would mix.
 */
export async function writeSnapshot(
  objects: Objects,
  snapshot: string,
  entries: AsyncIterable<SnapshotEntry[]>,
): Promise<{ count: number; skips: number }> {
  const recipients = new Channel<Uint8Array>();
  const index = new Channel<Uint8Array>();
  const failures: unknown[] = [];
  // No stream waits forever: the first failure makes the other two fail.
  const failAll = (error: unknown): void => {
    failures.push(error);
    recipients.fail(error);
    index.fail(error);
  };
  let written = { count: 0, skips: 0 };
  await Promise.all([
    writeEntries(entries, recipients, index).then((counts) => {
      written = counts;
    }, failAll),
    objects.put(recipientsOf(snapshot), recipients).catch(failAll),
    objects.put(indexOf(snapshot), index).catch(failAll),
  ]);
  if (failures.length > 0) throw failures[0];
  await objects.put(manifestOf(snapshot), manifestBody(written.count));
  return written;
}

async function writeEntries(
  entries: AsyncIterable<SnapshotEntry[]>,
  recipients: Channel<Uint8Array>,
  index: Channel<Uint8Array>,
): Promise<{ count: number; skips: number }> {
  const lines = new Chunks(recipients);
  const places = new Chunks(index);
  let count = 0;
  let skips = 0;
  let offset = 0;
  for await (const batch of entries) {
    for (const { hash, email, data, skip } of batch) {
      const line = Buffer.from(recipientLine(email, data, skip));
      const place = Buffer.allocUnsafe(INDEX_ENTRY_BYTES);
      place.writeBigUInt64BE(BigInt(offset), 0);
      place.write(hash, OFFSET_BYTES, INDEX_ENTRY_BYTES - OFFSET_BYTES, 'hex');
      if (!lines.add(line)) await lines.flush(line);
      if (!places.add(place)) await places.flush(place);
      offset += line.length;
      count += 1;
      if (skip !== null) skips += 1;
    }
  }
  const last = Buffer.allocUnsafe(OFFSET_BYTES);
  last.writeBigUInt64BE(BigInt(offset), 0);
  if (!places.add(last)) await places.flush(last);
  await Promise.all([lines.end(), places.end()]);
  return { count, skips };
}

/** Collects small pieces into chunks of about `CHUNK_BYTES`. */
class Chunks {
  readonly #channel: Channel<Uint8Array>;
  #chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  #used = 0;

  constructor(channel: Channel<Uint8Array>) {
    this.#channel = channel;
  }

  /** Whether there was room; not asynchronous, because it is called millions of times. */
  add(piece: Uint8Array): boolean {
    if (this.#used + piece.length > CHUNK_BYTES) return false;
    this.#chunk.set(piece, this.#used);
    this.#used += piece.length;
    return true;
  }

  /** Hands over the collected chunk, and begins the next with a piece. */
  async flush(piece: Uint8Array): Promise<void> {
    await this.#channel.push(this.#chunk.subarray(0, this.#used));
    this.#chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    this.#used = 0;
    this.add(piece);
  }

  async end(): Promise<void> {
    if (this.#used > 0) await this.#channel.push(this.#chunk.subarray(0, this.#used));
    this.#channel.close();
  }
}
