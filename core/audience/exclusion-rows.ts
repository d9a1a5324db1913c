import { suppressionKey } from '../keys.ts';
import type { Tables } from '../tables.ts';
import { addressHash } from './address-hash.ts';
import { domainScope, GLOBAL_SCOPE } from './exclusion-log.ts';
import { readList } from './list-store.ts';
import type { ExclusionReason } from './snapshot.ts';
import { memberKeyIn } from './spread.ts';

/** Three rows an address, 100 rows a read. */
const ADDRESSES_PER_READ = 33;

/**
 * Finds the excluded addresses by their rows, read strongly: the list, and three for each address. If several reasons
 * apply, the answer has the first of removed, suppressed, unsubscribed; of a list that is gone, everybody is removed.
 * Addresses without a reason are not in the answer; no address may be given twice.
 */
export async function readExclusions(
  tables: Tables,
  { listId, domain }: { listId: string; domain: string },
  emails: string[],
): Promise<Map<string, ExclusionReason>> {
  if (emails.length === 0) return new Map();
  const list = await readList(tables, listId);
  if (!list) return new Map(emails.map((email) => [email, 'removed']));
  const excluded = new Map<string, ExclusionReason>();
  for (let at = 0; at < emails.length; at += ADDRESSES_PER_READ) {
    const chunk = emails.slice(at, at + ADDRESSES_PER_READ);
    const rows = await tables.getMany(
      'Audience',
      chunk
        .map(addressHash)
        .flatMap((hash) => [
          memberKeyIn(list, hash),
          suppressionKey(GLOBAL_SCOPE, hash),
          suppressionKey(domainScope(domain), hash),
        ]),
    );
    for (const [i, email] of chunk.entries()) {
      const [member, everywhere, here] = rows.slice(3 * i, 3 * i + 3);
      if (!member) excluded.set(email, 'removed');
      else if (everywhere) excluded.set(email, 'suppressed');
      else if (here) excluded.set(email, 'unsubscribed');
    }
  }
  return excluded;
}
