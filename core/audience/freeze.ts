import type { Instant } from '../clock.ts';
import type { Objects } from '../objects.ts';
import type { Tables } from '../tables.ts';
import { addressHash } from './address-hash.ts';
import { readExclusions } from './exclusion-rows.ts';
import { frozenAudience } from './frozen-audience.ts';
import type { ListChoice } from './list-choice.ts';
import { createSnapshotReader, readManifest } from './snapshot-store.ts';
import { type SnapshotEntry, writeSnapshot } from './snapshot-writer.ts';

/** Positions of the old snapshot that are read in one batch for a retry. */
const POSITIONS_PER_READ = 500;

interface FreezePorts {
  tables: Tables;
  objects: Objects;
}

/** The lists, the sending domain, and the name of the new snapshot; the name must never have been used. */
interface FreezeInput {
  lists: ListChoice;
  domain: string;
  key: string;
  /** Suppressions that have expired by then do not count. */
  now: Instant;
}

/**
 * Freezes lists: every address that is a member of one of them throughout is in the snapshot, exactly once, in the
 * order of the hashes. Members that are suppressed, have unsubscribed or are in a list that is left out, are in it with
 * that reason. A failure leaves no readable snapshot.
 */
export const freezeAudience = (ports: FreezePorts, input: FreezeInput): Promise<{ count: number; skips: number }> =>
  writeSnapshot(ports.objects, input.key, frozenAudience(ports.tables, input));

/** A recipient of an old snapshot who is in the new one. */
export interface ChosenPosition {
  position: number;
  /** Is not mailed again: the mail server has taken the mail of the run before. */
  isSent: boolean;
}

/**
 * Freezes chosen positions of an old snapshot, given in any order and possibly repeated: each is in the new one once,
 * with the data of the old one. Recipients that have left the lists since, were suppressed, came into a list that is
 * left out, or turned out to have their mail, are in it with that reason.
 */
export async function freezeRetry(
  ports: FreezePorts,
  input: FreezeInput & { oldSnapshot: string; positions: AsyncIterable<ChosenPosition> },
): Promise<{ count: number; skips: number }> {
  const { count } = await readManifest(ports.objects, input.oldSnapshot);
  // Positions come in the order of the segments, and the snapshot needs its own.
  const chosen = new Positions(count);
  const sent = new Positions(count);
  for await (const { position, isSent } of input.positions) {
    if (!(position >= 0 && position < count)) throw new Error(`${input.oldSnapshot} has no position ${position}`);
    chosen.add(position);
    if (isSent) sent.add(position);
  }
  return writeSnapshot(ports.objects, input.key, chosenEntries(ports, input, { chosen, sent, count }));
}

/** A set of positions, one bit each. */
class Positions {
  readonly #bits: Uint8Array;

  constructor(count: number) {
    this.#bits = new Uint8Array(Math.ceil(count / 8));
  }

  add(position: number): void {
    this.#bits[position >> 3] = (this.#bits[position >> 3] ?? 0) | (1 << (position & 7));
  }

  has(position: number): boolean {
    return ((this.#bits[position >> 3] ?? 0) & (1 << (position & 7))) !== 0;
  }
}

async function* chosenEntries(
  { tables, objects }: FreezePorts,
  { lists, domain, now, oldSnapshot }: FreezeInput & { oldSnapshot: string },
  { chosen, sent, count }: { chosen: Positions; sent: Positions; count: number },
): AsyncGenerator<SnapshotEntry[]> {
  const reader = createSnapshotReader(objects);
  for (let from = 0; from < count; from += POSITIONS_PER_READ) {
    const n = Math.min(POSITIONS_PER_READ, count - from);
    const offsets = Array.from({ length: n }, (_, i) => i).filter((i) => chosen.has(from + i));
    if (offsets.length === 0) continue;
    const all = await reader.read(oldSnapshot, from, n);
    const recipients = offsets.flatMap((i) => (all[i] ? [{ ...all[i], isSent: sent.has(from + i) }] : []));
    const exclusions = await readExclusions(
      tables,
      { lists, domain, now },
      recipients.map(({ email }) => email),
    );
    yield recipients.map(({ email, data, isSent }) => ({
      hash: addressHash(email),
      email,
      data: data && JSON.stringify(data),
      skip: isSent ? 'already-sent' : (exclusions.get(email) ?? null),
    }));
  }
}
