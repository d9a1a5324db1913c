import { commit } from '../commit.ts';
import { type Params, Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import { sideBySide } from '../side-by-side.ts';
import type { Condition, Key, Tables, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { addToCount, countMembers, listNotFound, MAX_LIST_MEMBERS } from './list-store.ts';
import { memberFromItem, memberRow, type StoredMember } from './member-row.ts';
import { memberKeysIn, partitionIndex, type Spread } from './spread.ts';

/** Members a transaction writes; its 100th write is the counter. */
const MEMBERS_PER_TRANSACTION = 99;
/** How often a transaction is rebuilt because its members changed in between. */
const TRIES = 8;

export interface StoreMembersPorts {
  tables: Tables;
  random: Random;
}

/** A member to be: `data` is JSON, null for none, undefined to keep what there is. */
export interface Candidate {
  hash: string;
  email: string;
  data: string | null | undefined;
  /**
   * The origin of the member, kept with it: an interrupted import that stores the same candidate again recognizes its
   * own work (docs/decisions/0018-imports-count-by-source.md).
   */
  source?: string;
  /** Whether a member that is there keeps its data, whatever these are. @default false */
  keepsExisting?: boolean;
}

/**
 * Stores candidates, each address once, in partitions side by side; no write where nothing changes. Returns the number
 * of new members, including those of an earlier attempt from the same source. Throws `not-found`.
 */
export async function storeMembers(
  ports: StoreMembersPorts,
  list: Spread,
  candidates: Candidate[],
): Promise<{ added: number }> {
  const partitions = Map.groupBy(candidates, ({ hash }) => partitionIndex(list.partitions, hash));
  const added = await sideBySide([...partitions], ([partition, some], isOver) =>
    storeInPartition(ports, list, { partition, candidates: some, isOver }),
  );
  return { added: added.reduce((sum, n) => sum + n, 0) };
}

/**
 * Throws `too-many-recipients` when a list has no room for the candidates; it reads which of them are new only near the
 * limit. Two concurrent calls may exceed it by the members of one of them.
 */
export async function checkListLimit(tables: Tables, list: Spread, candidates: Candidate[]): Promise<void> {
  const remaining = MAX_LIST_MEMBERS - (await countMembers(tables, list.listId));
  if (candidates.length <= remaining) return;
  let fresh = 0;
  for (const chunk of chunksOf(candidates, 100)) {
    fresh += (await readMembers(tables, keysOf(list, chunk))).filter((member) => member === undefined).length;
  }
  if (fresh > remaining)
    throw tooMany(`a list has at most ${MAX_LIST_MEMBERS} members; there is room for ${remaining}`, {
      max: MAX_LIST_MEMBERS,
      unit: 'entries',
      remaining,
    });
}

export const tooMany = (message: string, params: Params): Problem =>
  new Problem('too-many-recipients', message, {
    errors: [{ path: '/recipients', message, code: 'too-big', params }],
    params,
  });

async function readMembers(tables: Tables, keys: Key[]): Promise<(StoredMember | undefined)[]> {
  const items = await tables.getMany('Audience', keys);
  return items.map((item) => item && memberFromItem(item));
}

const keysOf = (list: Spread, candidates: Candidate[]): Key[] => {
  const keyOf = memberKeysIn(list);
  return candidates.map(({ hash }) => keyOf(hash));
};

async function storeInPartition(
  ports: StoreMembersPorts,
  list: Spread,
  { partition, candidates, isOver }: { partition: number; candidates: Candidate[]; isOver: () => boolean },
): Promise<number> {
  let added = 0;
  // In the order of the keys, the members of a transaction lie close together in a table that is a tree.
  const inOrder = candidates.toSorted((a, b) => (a.hash < b.hash ? -1 : 1));
  // Sequentially: a partition takes no more than about five such transactions a second.
  for (const chunk of chunksOf(inOrder, MEMBERS_PER_TRANSACTION)) {
    if (isOver()) break;
    added += await storeChunk(ports, list, partition, chunk);
  }
  return added;
}

async function storeChunk(
  ports: StoreMembersPorts,
  list: Spread,
  partition: number,
  chunk: Candidate[],
): Promise<number> {
  const keys = keysOf(list, chunk);
  return await tries(TRIES, `members of list ${list.listId}`, async () => {
    const members = await readMembers(ports.tables, keys);
    const missing = members.filter((member) => member === undefined).length;
    const added = missing + chunk.filter((candidate, i) => isOwnWork(candidate, members[i])).length;
    const changes = chunk.flatMap((candidate, i) => memberWrite(keys[i] as Key, candidate, members[i]));
    if (changes.length === 0) return added;
    const result = await commit([addToCount(list, partition, missing, ports.random), ...changes], ports);
    if (result.ok) return added;
    if (result.refusals[0]) throw listNotFound(list.listId);
    return AGAIN;
  });
}

const isOwnWork = ({ source }: Candidate, member: StoredMember | undefined): boolean =>
  source !== undefined && member?.source === source;

const IS_NEW: Condition[] = [{ item: 'missing' }];

/** No write at all where nothing changes. */
function memberWrite(
  key: Key,
  { email, data, source, keepsExisting }: Candidate,
  member: StoredMember | undefined,
): Write[] {
  if (!member) {
    const item = memberRow.item(key, { email, data: data ?? null, source: source ?? null });
    return [{ kind: 'put', table: 'Audience', item, when: IS_NEW }];
  }
  if (keepsExisting || data === undefined || data === member.data) return [];
  return [{ kind: 'update', table: 'Audience', key, ...memberRow.change({ data }), when: [{ item: 'exists' }] }];
}

function* chunksOf<T>(all: T[], size: number): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
