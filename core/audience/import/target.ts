import type { Clock } from '../../clock.ts';
import { Deduplicator } from '../add-recipients.ts';
import type { List } from '../list-store.ts';
import { checkListLimit, type StoreMembersPorts, storeMembers } from '../store-members.ts';
import { suppressAll } from '../suppress-all.ts';
import { domainsWithUnsubscribes } from '../suppressions.ts';
import { type Batch, CHUNK_LIMITS, type ChunkLimits } from './chunk.ts';
import type { GivenForm } from './import.ts';
import { SuppressionSieve } from './suppression-rows.ts';

/** Where the rows of an import go. */
export interface Target {
  limits: ChunkLimits;
  batch(): Batch;
}

/** A list; its members keep their data where `existing` says so. */
export const listTarget = (ports: StoreMembersPorts, list: List, { existing }: GivenForm): Target => ({
  limits: CHUNK_LIMITS,
  batch: () => {
    const deduplicator = new Deduplicator({ keepsExisting: existing === 'keep' });
    return {
      take: (recipient, source) => deduplicator.take(recipient, source),
      store: async () => {
        const { candidates } = deduplicator;
        if (candidates.length === 0) return { added: 0 };
        await checkListLimit(ports.tables, list, candidates);
        return await storeMembers(ports, list, candidates);
      },
    };
  },
});

/** A suppression is three rows, and one partition lists them all: smaller chunks than those of a list. */
const SUPPRESSION_LIMITS: ChunkLimits = { ...CHUNK_LIMITS, rows: 2_000 };

/** The suppressions. */
export async function suppressionTarget(ports: StoreMembersPorts & { clock: Pick<Clock, 'now'> }): Promise<Target> {
  const domains = new Set(await domainsWithUnsubscribes(ports.tables));
  return {
    limits: SUPPRESSION_LIMITS,
    batch: () => {
      const sieve = new SuppressionSieve(domains);
      return {
        take: (recipient, source) => sieve.take(recipient, source),
        store: () => suppressAll(ports, sieve.candidates),
      };
    },
  };
}
