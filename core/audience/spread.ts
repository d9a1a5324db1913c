import { memberKey, membersOf } from '../keys.ts';
import type { Key } from '../tables.ts';

/**
 * Over how many partitions the members of a new list are spread by their address hashes. A list keeps the number that
 * it was made with (docs/decisions/0042-partitions-of-a-list.md).
 */
export const NEW_LIST_PARTITIONS = 64;
/** The number of a list that does not say. */
export const EARLIER_LIST_PARTITIONS = 16;

/** Values of the first two digits of a hash. */
const BEGINNINGS = 256;

/** A list, by what tells where its members lie: `partitions` is 16 or 64. */
export interface Spread {
  listId: string;
  partitions: number;
}

/** A partition whose sort keys are address hashes. */
export interface HashPartition {
  pk: string;
  /** The first two digits of the hashes that may lie in it, in order. */
  beginnings: string[];
}

const beginning = (n: number): string => n.toString(16).padStart(2, '0');

/** A partition is named by the smallest beginning of its hashes; one digit says it where there are 16. */
const nameOf = (partitions: number, index: number): string =>
  beginning((index * BEGINNINGS) / partitions).slice(0, partitions === EARLIER_LIST_PARTITIONS ? 1 : 2);

/** The names of so many partitions, in the order of the hashes. */
export const partitionNames = (partitions: number): string[] =>
  Array.from({ length: partitions }, (_, index) => nameOf(partitions, index));

/** The place of a hash among so many partitions, from 0. */
export const partitionIndex = (partitions: number, hash: string): number =>
  Math.floor((Number.parseInt(hash.slice(0, 2), 16) * partitions) / BEGINNINGS);

/** Partitions in the order of the hashes; `keyOf` makes a partition key of a name. */
export const hashPartitions = (partitions: number, keyOf: (name: string) => string): HashPartition[] =>
  partitionNames(partitions).map((name, index) => ({
    pk: keyOf(name),
    beginnings: Array.from({ length: BEGINNINGS / partitions }, (_, n) =>
      beginning((index * BEGINNINGS) / partitions + n),
    ),
  }));

/** The partitions of a list's members in the order of the hashes. */
export const memberPartitions = ({ listId, partitions }: Spread): HashPartition[] =>
  hashPartitions(partitions, (name) => membersOf(listId, name));

/** The key of a member. */
export const memberKeyIn = ({ listId, partitions }: Spread, hash: string): Key =>
  memberKey(listId, nameOf(partitions, partitionIndex(partitions, hash)), hash);
