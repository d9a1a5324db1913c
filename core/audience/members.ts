import type { Clock } from '../clock.ts';
import { commit } from '../commit.ts';
import { invalidField, Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Cursor, Item, Tables } from '../tables.ts';
import { MAX_RECIPIENT_DATA_BYTES } from './add-recipients.ts';
import { parseAddress } from './address.ts';
import { addressHash, isAddressHash } from './address-hash.ts';
import { listScope, logExclusion } from './exclusion-log.ts';
import { addToCount, requireList } from './list-store.ts';
import { memberFromItem, memberRow, type StoredMember } from './member-row.ts';
import { memberKeyIn, memberPartitions, partitionIndex, type Spread } from './spread.ts';

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
  const list = await requireList(tables, listId);
  const last = after === null ? null : String(after.hash);
  if (last !== null && !isAddressHash(last))
    throw new Problem('invalid-cursor', 'cursor: is not a cursor of this list');
  // One more than requested shows whether there is a next page.
  const items = await membersAfter(tables, list, last, limit + 1);
  const page = items.slice(0, limit);
  const lastShown = page.at(-1);
  return {
    members: page.map((item) => shown(memberFromItem(item))),
    next: items.length > limit && lastShown ? { hash: lastShown.sk } : null,
  };
}

/**
 * The first `n` members whose hashes are above `last`. The first partition has them all where many are in a list; where
 * it does not, ever more are asked side by side, so that a list of a few members takes four rounds.
 */
async function membersAfter(tables: Tables, list: Spread, last: string | null, n: number): Promise<Item[]> {
  const partitions = memberPartitions(list).slice(last === null ? 0 : partitionIndex(list.partitions, last));
  // The smallest key above the last one: keys are all of one length.
  const range = last === null ? {} : { from: `${last}0` };
  const items: Item[] = [];
  for (let at = 0, width = 1; at < partitions.length && items.length < n; at += width, width *= 4) {
    const limit = n - items.length;
    const asked = partitions.slice(at, at + width);
    const pages = await Promise.all(asked.map(({ pk }) => tables.query({ table: 'Audience', pk, ...range, limit })));
    items.push(...pages.flatMap((page) => page.items));
  }
  return items.slice(0, n);
}

/** The member with an address, or undefined. Throws `not-found` when there is no such list. */
export async function findMember(tables: Tables, listId: string, email: string): Promise<Member | undefined> {
  const list = await requireList(tables, listId);
  const parsed = parseAddress(email);
  if (!parsed.ok) return undefined;
  const item = await tables.get('Audience', memberKeyIn(list, addressHash(parsed.address)));
  return item && shown(memberFromItem(item));
}

/** A member that the URL names. Throws `not-found`. */
export async function requireMember(tables: Tables, listId: string, email: string): Promise<Member> {
  const member = await findMember(tables, listId, email);
  if (!member) throw memberNotFound(listId);
  return member;
}

/**
 * Replaces the data of a member; null removes it. Runs that have started keep what they froze. Throws `not-found`, and
 * `invalid-request` for more than 800 bytes.
 */
export async function changeMemberData(
  tables: Tables,
  listId: string,
  email: string,
  data: Record<string, unknown> | null,
): Promise<Member> {
  const list = await requireList(tables, listId);
  const parsed = parseAddress(email);
  if (!parsed.ok) throw memberNotFound(listId);
  const stored = data === null ? null : JSON.stringify(data);
  if (stored !== null && Buffer.byteLength(stored) > MAX_RECIPIENT_DATA_BYTES) {
    throw invalidField('/data', `must have at most ${MAX_RECIPIENT_DATA_BYTES} bytes as JSON`, 'too-big', {
      max: MAX_RECIPIENT_DATA_BYTES,
      unit: 'bytes',
    });
  }
  const result = await tables.write({
    kind: 'update',
    table: 'Audience',
    key: memberKeyIn(list, addressHash(parsed.address)),
    ...memberRow.change({ data: stored }),
    when: [{ item: 'exists' }],
  });
  if (!result.ok) throw memberNotFound(listId);
  return { email: parsed.address, data };
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
  const list = await requireList(ports.tables, listId);
  const parsed = parseAddress(email);
  if (!parsed.ok) throw memberNotFound(listId);
  const hash = addressHash(parsed.address);
  const result = await commit(
    [
      { kind: 'delete', table: 'Audience', key: memberKeyIn(list, hash), when: [{ item: 'exists' }] },
      addToCount(list, partitionIndex(list.partitions, hash), -1, ports.random),
      logExclusion(listScope(listId), hash, ports.clock.now(), ports.random),
    ],
    ports,
  );
  if (!result.ok) throw memberNotFound(listId);
}

const memberNotFound = (listId: string): Problem => new Problem('not-found', `list ${listId} has no such recipient`);
