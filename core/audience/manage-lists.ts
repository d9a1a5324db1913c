import type { Clock } from '../clock.ts';
import { commit } from '../commit.ts';
import { newId } from '../ids.ts';
import { DELETED_LISTS, deletedListKey } from '../keys.ts';
import { refuseInUse, type UsingTask } from '../problems.ts';
import type { Random } from '../random.ts';
import { sideBySide } from '../side-by-side.ts';
import { type Tables, TablesBusy, type Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import {
  deletedListFromItem,
  deleteListWrites,
  type List,
  listNotFound,
  newListWrite,
  requireList,
  updateList,
} from './list-store.ts';
import { memberPartitions, NEW_LIST_PARTITIONS } from './spread.ts';

/** Members removed by one deletion; a larger list is finished by later ones, or by `removeDeletedMembers`. */
const REMOVALS_PER_CALL = 20_000;
/** Deleted lists looked at in one call. */
const DELETED_LISTS_PER_CALL = 10;
const WRITES_PER_TRANSACTION = 100;
/** How many ids are drawn when one is taken. */
const TRIES = 5;

export interface ManageListsPorts {
  tables: Tables;
  clock: Clock;
  random: Random;
  /** Whether an unfinished task uses it. */
  tasksUsing(reference: { listId: string }): Promise<UsingTask[]>;
}

/** Creates an empty list. */
export async function createList(
  ports: Pick<ManageListsPorts, 'tables' | 'clock' | 'random'>,
  { name, description }: { name: string; description: string | null },
): Promise<List> {
  return await tries(TRIES, 'a new list', async () => {
    const now = ports.clock.now();
    const listId = newId(now, ports.random);
    const list: List = { listId, name, description, createdAt: now, partitions: NEW_LIST_PARTITIONS };
    return (await commit([newListWrite(list)], ports)).ok ? list : AGAIN;
  });
}

/** Changes the name or the description of a list; what is left out stays. Throws `not-found`. */
export async function editList(
  { tables }: Pick<ManageListsPorts, 'tables'>,
  listId: string,
  changes: { name?: string | undefined; description?: string | null | undefined },
): Promise<List> {
  const list = await updateList(tables, listId, changes);
  if (!list) throw listNotFound(listId);
  return list;
}

/**
 * Deletes a list: it disappears immediately, and its members are removed afterwards, a bounded number per call. Throws
 * `not-found`, and `in-use` while an unfinished task uses it.
 */
export async function deleteList(ports: ManageListsPorts, listId: string): Promise<void> {
  refuseInUse(await ports.tasksUsing({ listId }), `uses the list ${listId}`);
  const list = await requireList(ports.tables, listId);
  const result = await commit(deleteListWrites(list, ports.clock.now()), ports);
  if (!result.ok) throw listNotFound(listId);
  try {
    await removeDeletedMembers(ports, REMOVALS_PER_CALL);
  } catch (error) {
    // The list is gone, and the reconciler goes on with its members.
    if (!(error instanceof TablesBusy)) throw error;
  }
}

/** Removes up to about `budget` members of deleted lists, oldest list first. Returns how many it removed. */
export async function removeDeletedMembers(
  ports: Pick<ManageListsPorts, 'tables' | 'random'>,
  budget: number,
): Promise<number> {
  const { items } = await ports.tables.query({ table: 'Audience', pk: DELETED_LISTS, limit: DELETED_LISTS_PER_CALL });
  let removed = 0;
  for (const list of items.map(deletedListFromItem)) {
    const share = Math.ceil((budget - removed) / list.partitions);
    if (share <= 0) break;
    const partitions = await sideBySide(memberPartitions(list), ({ pk }, isOver) =>
      emptyPartition(ports, { pk, share, isOver }),
    );
    removed += partitions.reduce((sum, partition) => sum + partition.removed, 0);
    if (partitions.every(({ isEmpty }) => isEmpty)) {
      await ports.tables.write({ kind: 'delete', table: 'Audience', key: deletedListKey(list.listId) });
    }
  }
  return removed;
}

async function emptyPartition(
  ports: Pick<ManageListsPorts, 'tables' | 'random'>,
  { pk, share, isOver }: { pk: string; share: number; isOver: () => boolean },
): Promise<{ removed: number; isEmpty: boolean }> {
  let removed = 0;
  while (removed < share && !isOver()) {
    const { items } = await ports.tables.query({ table: 'Audience', pk, limit: WRITES_PER_TRANSACTION });
    if (items.length === 0) return { removed, isEmpty: true };
    const deletions = items.map(({ sk }): Write => ({ kind: 'delete', table: 'Audience', key: { pk, sk } }));
    await commit(deletions, ports);
    removed += items.length;
  }
  return { removed, isEmpty: false };
}
