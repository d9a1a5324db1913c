import type { Instant } from '../clock.ts';
import { suppressionKey } from '../keys.ts';
import type { Key, Tables } from '../tables.ts';
import { addressHash } from './address-hash.ts';
import { domainScope, GLOBAL_SCOPE } from './exclusion-log.ts';
import { inForce } from './expiry.ts';
import type { ListChoice } from './list-choice.ts';
import { type List, readList } from './list-store.ts';
import type { ExclusionReason } from './snapshot.ts';
import { memberKeyIn } from './spread.ts';

/** So many rows are read at a time. */
const ROWS_PER_READ = 100;

/**
 * Finds the excluded addresses by their rows, read strongly: the lists, and one for each of them and two more for each
 * address. If several reasons apply, the answer has the first of removed, suppressed, unsubscribed, excluded-list; only
 * who is in none of the lists is removed. Addresses without a reason are not in the answer; no address may be given
 * twice.
 */
export async function readExclusions(
  tables: Tables,
  { lists, domain, now }: { lists: ListChoice; domain: string; now: Instant },
  emails: string[],
): Promise<Map<string, ExclusionReason>> {
  if (emails.length === 0) return new Map();
  const [mailed, leftOut] = await Promise.all([
    existing(tables, lists.listIds),
    existing(tables, lists.excludeListIds),
  ]);
  const excluded = new Map<string, ExclusionReason>();
  const keysOf = (hash: string): Key[] => [
    suppressionKey(GLOBAL_SCOPE, hash),
    suppressionKey(domainScope(domain), hash),
    ...[...mailed, ...leftOut].map((list) => memberKeyIn(list, hash)),
  ];
  const width = 2 + mailed.length + leftOut.length;
  const addressesPerRead = Math.floor(ROWS_PER_READ / width);
  for (let at = 0; at < emails.length; at += addressesPerRead) {
    const chunk = emails.slice(at, at + addressesPerRead);
    const rows = await tables.getMany('Audience', chunk.map(addressHash).flatMap(keysOf));
    for (const [i, email] of chunk.entries()) {
      const [everywhere, here, ...members] = rows.slice(width * i, width * (i + 1));
      const isMember = members.slice(0, mailed.length).some((member) => member);
      if (!isMember) excluded.set(email, 'removed');
      else if (inForce(everywhere, now)) excluded.set(email, 'suppressed');
      else if (inForce(here, now)) excluded.set(email, 'unsubscribed');
      else if (members.slice(mailed.length).some((member) => member)) excluded.set(email, 'excluded-list');
    }
  }
  return excluded;
}

async function existing(tables: Tables, listIds: string[]): Promise<List[]> {
  const lists = await Promise.all(listIds.map((listId) => readList(tables, listId)));
  return lists.filter((list) => list !== undefined);
}
