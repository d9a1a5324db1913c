import type { Clock, Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import { suppressionKey } from '../keys.ts';
import type { Random } from '../random.ts';
import { sideBySide } from '../side-by-side.ts';
import type { Tables, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { addressHash } from './address-hash.ts';
import { domainScope, GLOBAL_SCOPE, logExclusion } from './exclusion-log.ts';
import { isExpired } from './expiry.ts';
import {
  insertWrites,
  isWeightier,
  rememberDomain,
  replaceWrites,
  type StoredSuppression,
  type Suppression,
  type SuppressionPlace,
  storedFromItem,
} from './suppressions.ts';

/** Suppressions of a transaction: at most four writes each, and 100 of them. */
const PER_TRANSACTION = 25;
/** Transactions side by side: one partition lists all suppressions. */
const SIDE_BY_SIDE = 8;
/** How often a transaction is built again because something changed in between. */
const TRIES = 8;

/** A suppression to be, with a domain if it is an unsubscribe. `source`: the import and the row that it is from. */
export type SuppressionCandidate = Pick<Suppression, 'email' | 'reason' | 'domain'> & { source: string };

interface SuppressAllPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  random: Random;
}

/**
 * Suppresses addresses, each once; running campaigns skip them within a minute. Who is suppressed already keeps the
 * time, and the weightier of the two reasons. Returns the number of new ones, including those of an earlier attempt
 * from the same source.
 */
export async function suppressAll(
  ports: SuppressAllPorts,
  candidates: SuppressionCandidate[],
): Promise<{ added: number }> {
  for (const domain of new Set(candidates.map((candidate) => candidate.domain))) {
    if (domain !== null) await rememberDomain(ports.tables, domain);
  }
  const lanes = Array.from({ length: SIDE_BY_SIDE }, (_, lane) => groupsOf(candidates, lane));
  const added = await sideBySide(lanes, async (groups, isOver) => {
    let sum = 0;
    for (const group of groups) if (!isOver()) sum += await suppressGroup(ports, group);
    return sum;
  });
  return { added: added.reduce((sum, n) => sum + n, 0) };
}

/** Every eighth group, from that of the lane on. */
function groupsOf(candidates: SuppressionCandidate[], lane: number): SuppressionCandidate[][] {
  const groups: SuppressionCandidate[][] = [];
  for (let at = lane * PER_TRANSACTION; at < candidates.length; at += SIDE_BY_SIDE * PER_TRANSACTION) {
    groups.push(candidates.slice(at, at + PER_TRANSACTION));
  }
  return groups;
}

async function suppressGroup(ports: SuppressAllPorts, group: SuppressionCandidate[]): Promise<number> {
  const named = group.map((given) => ({
    given,
    scope: given.domain === null ? GLOBAL_SCOPE : domainScope(given.domain),
    hash: addressHash(given.email),
  }));
  const keys = named.map(({ scope, hash }) => suppressionKey(scope, hash));
  return await tries(TRIES, 'suppressions of a file', async () => {
    const rows = await ports.tables.getMany('Audience', keys);
    const now = ports.clock.now();
    const known = rows.map((row) => row && storedFromItem(row));
    const writes = named.flatMap(({ given, scope, hash }, i) => {
      const before = known[i];
      if (before !== undefined && !isExpired(before, now)) return strengthened(before, given, { scope, hash });
      const suppression = { ...given, mailId: null, createdAt: now, expiresAt: null };
      const place = { scope, hash };
      return [
        ...(before === undefined ? insertWrites(place, suppression) : replaceWrites(place, suppression, before)),
        logExclusion(scope, hash, now, ports.random),
      ];
    });
    const added = group.filter(({ source }, i) => isAdded(source, known[i], now)).length;
    return writes.length === 0 || (await commit(writes, ports)).ok ? added : AGAIN;
  });
}

/** Also by an earlier attempt from the same source. */
const isAdded = (source: string, before: StoredSuppression | undefined, now: Instant): boolean =>
  before === undefined || isExpired(before, now) || before.source === source;

/** No write at all where what is stored says as much. A file suppresses for good. */
const strengthened = (before: StoredSuppression, { reason }: SuppressionCandidate, place: SuppressionPlace): Write[] =>
  isWeightier(reason, before.reason) || before.expiresAt !== null
    ? replaceWrites(place, { ...before, reason, expiresAt: null }, before)
    : [];
