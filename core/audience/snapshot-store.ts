import type { ObjectReader } from '../objects.ts';
import { addressHash } from './address-hash.ts';
import type { FrozenRecipient, SnapshotReader } from './snapshot.ts';
import {
  hashPrefix,
  INDEX_ENTRY_BYTES,
  indexOf,
  manifestOf,
  OFFSET_BYTES,
  parseManifest,
  parseRecipientLine,
  recipientsOf,
} from './snapshot-format.ts';

/** Index entries of one read of a search: 64 KB, in which a search of 1 million usually ends after one read. */
const ENTRIES_PER_READ = 4_096;
/** Interpolations before a search halves instead: hashes that are not spread evenly must not make it long. */
const MAX_GUESSES = 4;

/** Reads a snapshot and finds addresses in it. */
export interface SnapshotStore extends SnapshotReader {
  /** The position of an address, or null. Reads about 64 KB, three times at most for a list of 5 million. */
  find(snapshot: string, email: string): Promise<number | null>;
}

/** Snapshots in the object store. Throws when a snapshot or a part of it is missing. */
export function createSnapshotReader(objects: ObjectReader): SnapshotStore {
  return {
    read: (snapshot, from, n) => readRecipients(objects, snapshot, from, n),
    find: (snapshot, email) => findAddress(objects, snapshot, email),
  };
}

/** How many recipients a snapshot has. */
export async function readManifest(objects: ObjectReader, snapshot: string): Promise<{ count: number }> {
  const body = await objects.get(manifestOf(snapshot));
  if (!body) throw new Error(`there is no snapshot ${snapshot}`);
  return parseManifest(body);
}

async function readRecipients(
  objects: ObjectReader,
  snapshot: string,
  from: number,
  n: number,
): Promise<FrozenRecipient[]> {
  if (n === 0) return [];
  const to = (from + n) * INDEX_ENTRY_BYTES + OFFSET_BYTES;
  const index = await readRange(objects, indexOf(snapshot), from * INDEX_ENTRY_BYTES, to);
  const first = Number(index.readBigUInt64BE(0));
  const end = Number(index.readBigUInt64BE(n * INDEX_ENTRY_BYTES));
  const lines = (await readRange(objects, recipientsOf(snapshot), first, end)).toString().split('\n');
  // The text after the last line end is empty.
  lines.pop();
  return lines.map(parseRecipientLine);
}

async function readRange(objects: ObjectReader, key: string, from: number, to: number): Promise<Buffer> {
  const bytes = await objects.get(key, { from, to });
  if (bytes?.length !== to - from) throw new Error(`${key} has no bytes ${from} to ${to}`);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Interpolation search: hashes are spread evenly, so the place of one can be guessed. */
async function findAddress(objects: ObjectReader, snapshot: string, email: string): Promise<number | null> {
  const { count } = await readManifest(objects, snapshot);
  const target = hashPrefix(addressHash(email));
  // The address is at `low` or later and before `high`; the hashes around that are `lowHash` and `highHash`.
  let [low, high] = [0, count];
  let [lowHash, highHash] = [0n, 1n << 64n];
  for (let guesses = 0; low < high; guesses += 1) {
    const share = guesses < MAX_GUESSES ? Number(target - lowHash) / Number(highHash - lowHash) : 0.5;
    const middle = low + Math.floor(share * (high - low));
    const from = Math.max(low, Math.min(middle - ENTRIES_PER_READ / 2, high - ENTRIES_PER_READ));
    const hashes = await readHashes(objects, snapshot, from, Math.min(ENTRIES_PER_READ, high - from));
    const [first = highHash, last = lowHash] = [hashes[0], hashes.at(-1)];
    if (target < first) [high, highHash] = [from, first];
    else if (target > last) [low, lowHash] = [from + hashes.length, last];
    else return confirm(objects, snapshot, email, placesOf(target, hashes, from), count);
  }
  return null;
}

async function readHashes(objects: ObjectReader, snapshot: string, from: number, n: number): Promise<bigint[]> {
  const start = from * INDEX_ENTRY_BYTES;
  const index = await readRange(objects, indexOf(snapshot), start, start + n * INDEX_ENTRY_BYTES);
  return Array.from({ length: n }, (_, i) => index.readBigUInt64BE(i * INDEX_ENTRY_BYTES + OFFSET_BYTES));
}

const placesOf = (target: bigint, hashes: bigint[], from: number): number[] =>
  hashes.flatMap((hash, i) => (hash === target ? [from + i] : []));

/** The index holds half of the hash, so the address itself decides; the neighbors may share that half. */
async function confirm(
  objects: ObjectReader,
  snapshot: string,
  email: string,
  places: number[],
  count: number,
): Promise<number | null> {
  const [first, last] = [places[0], places.at(-1)];
  if (first === undefined || last === undefined) return null;
  const from = Math.max(0, first - 1);
  const recipients = await readRecipients(objects, snapshot, from, Math.min(count, last + 2) - from);
  const place = recipients.findIndex((recipient) => recipient.email === email);
  return place < 0 ? null : from + place;
}
