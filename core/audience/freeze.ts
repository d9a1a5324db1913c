import type { Objects } from '../objects.ts';
import type { Tables } from '../tables.ts';
import { addressHash } from './address-hash.ts';
import { readExclusions } from './exclusion-rows.ts';
import { frozenAudience } from './frozen-audience.ts';
import { createSnapshotReader, readManifest } from './snapshot-store.ts';
import { type SnapshotEntry, writeSnapshot } from './snapshot-writer.ts';

/** Positions of the old snapshot that are read in one batch for a retry. */
const POSITIONS_PER_READ = 500;

interface FreezePorts {
  tables: Tables;
  objects: Objects;
}

/** The list or run, the sending domain, and the name of the new snapshot; the name must never have been used. */
interface FreezeInput {
  listId: string;
  domain: string;
  key: string;
}

/**
 * Freezes a list: every address that is a member throughout is in the snapshot, exactly once, in the order of the
 * hashes. Suppressed and unsubscribed members are in it with their reason. A failure leaves no readable snapshot.
 */
export const freezeAudience = (ports: FreezePorts, input: FreezeInput): Promise<{ count: number; skips: number }> =>
  writeSnapshot(ports.objects, input.key, frozenAudience(ports.tables, input));

/**
 * Freezes chosen positions of an old snapshot, given in any order and possibly repeated: each is in the new one once,
 * with the data of the old one. Recipients who have left the list since, or were suppressed, are in it with that
 * reason.
 */
export async function freezeRetry(
  ports: FreezePorts,
  input: FreezeInput & { oldSnapshot: string; positions: AsyncIterable<number> },
): Promise<{ count: number; skips: number }> {
  const { count } = await readManifest(ports.objects, input.oldSnapshot);
  // A bit each: positions come in the order of the segments, the snapshot needs theirs.
  const chosen = new Uint8Array(Math.ceil(count / 8));
  for await (const position of input.positions) {
    if (!(position >= 0 && position < count)) throw new Error(`${input.oldSnapshot} has no position ${position}`);
    chosen[position >> 3] = (chosen[position >> 3] ?? 0) | (1 << (position & 7));
  }
  return writeSnapshot(ports.objects, input.key, chosenEntries(ports, input, chosen, count));
}

async function* chosenEntries(
  { tables, objects }: FreezePorts,
  { listId, domain, oldSnapshot }: FreezeInput & { oldSnapshot: string },
  chosen: Uint8Array,
  count: number,
): AsyncGenerator<SnapshotEntry[]> {
  const reader = createSnapshotReader(objects);
  const isChosen = (position: number) => ((chosen[position >> 3] ?? 0) & (1 << (position & 7))) !== 0;
  for (let from = 0; from < count; from += POSITIONS_PER_READ) {
    const n = Math.min(POSITIONS_PER_READ, count - from);
    const offsets = Array.from({ length: n }, (_, i) => i).filter((i) => isChosen(from + i));
    if (offsets.length === 0) continue;
    const all = await reader.read(oldSnapshot, from, n);
    const recipients = offsets.flatMap((i) => all[i] ?? []);
    const exclusions = await readExclusions(
      tables,
      { listId, domain },
      recipients.map(({ email }) => email),
    );
    yield recipients.map(({ email, data }) => ({
      hash: addressHash(email),
      email,
      data: data && JSON.stringify(data),
      skip: exclusions.get(email) ?? null,
    }));
  }
}
