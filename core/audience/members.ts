import type { Clock } from '../clock.ts';
import { commit } from '../commit.ts';
import { memberKey, membersOf } from '../keys.ts';
import { Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Cursor, Item, Tables } from '../tables.ts';
import { parseAddress } from './address.ts';
import { addressHash, DIGITS, isAddressHash } from './address-hash.ts';
import { listScope, logExclusion } from './exclusion-log.ts';
import { addToCount, requireList } from './list-store.ts';
import { memberFromItem, type StoredMember } from './member-row.ts';

/** A recipient in a list. */
export interface Member {
  email: string;
  data: Record<string, unknown> | null;
}

const shown = ({ email, data }: StoredMember): Member => ({ email, data: data === null ? null : JSON.parse(data) });

/**
 * The members of a list, page by page in the order of their address hashes: members are spread by hash, so that there
 * is no order by time. Throws `not-found` and `invalid-cursor`.
 */
export async function membersPage(
  tables: Tables,
  listId: string,
  { limit, after }: { limit: number; after: Cursor | null },
): Promise<{ members: Member[]; next: Cursor | null }> {
  await requireList(tables, listId);
  const last = after === null ? null : String(after.hash);
  if (last !== null && !isAddressHash(last))
    throw new Problem('invalid-cursor', 'cursor: is not a cursor of this list');
  const items: Item[] = [];
  // One more than requested shows whether there is a next page.
  for (const digit of DIGITS) {
    if (last !== null && digit < last.slice(0, 1)) continue;
    const isFirst = last?.startsWith(digit);
    const page = await tables.query({
      table: 'Audience',
      pk: membersOf(listId, digit),
      // The smallest key above the last one: keys are all of one length.
      ...(isFirst ? { from: `${last}0` } : {}),
      limit: limit + 1 - items.length,
    });
    items.push(...page.items);
    if (items.length > limit) break;
  }
  const page = items.slice(0, limit);
  const lastShown = page.at(-1);
  return {
    members: page.map((item) => shown(memberFromItem(item))),
    next: items.length > limit && lastShown ? { hash: lastShown.sk } : null,
  };
}

/**
 * Removes a member from a list: running campaigns skip it from now on. Throws `not-found` when there is no such list or
 * member.
 */
export async function removeMember(
  ports: { tables: Tables; clock: Clock; random: Random },
  listId: string,
  email: string,
): Promise<void> {
  await requireList(ports.tables, listId);
  const parsed = parseAddress(email);
  if (!parsed.ok) throw memberNotFound(listId);
  const hash = addressHash(parsed.address);
  const result = await commit(
    [
      { kind: 'delete', table: 'Audience', key: memberKey(listId, hash), when: [{ item: 'exists' }] },
      addToCount(listId, hash.slice(0, 1), -1, ports.random),
      logExclusion(listScope(listId), hash, ports.clock.now(), ports.random),
    ],
    ports,
  );
  if (!result.ok) throw memberNotFound(listId);
}

const memberNotFound = (listId: string): Problem => new Problem('not-found', `list ${listId} has no such recipient`);
