import { memberKey, membersOf } from '../keys.ts';
import type { Key } from '../tables.ts';
import { DIGITS } from './address-hash.ts';

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

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

/** A partition is named by its number: of 16, by the first digit of its hashes. */
const nameOf = (partitions: number, index: number): string => hex(index, partitions > DIGITS.length ? 2 : 1);

/** The place of a hash among so many partitions, from 0. */
export const partitionIndex = (partitions: number, hash: string): number =>
  Math.floor((Number.parseInt(hash.slice(0, 2), 16) * partitions) / BEGINNINGS);

/** So many partitions in the order of the hashes; `keyOf` makes a partition key of a name. */
export const hashPartitions = (partitions: number, keyOf: (name: string) => string): HashPartition[] =>
  Array.from({ length: partitions }, (_, index) => ({
    pk: keyOf(nameOf(partitions, index)),
    beginnings: Array.from({ length: BEGINNINGS / partitions }, (_, n) =>
      hex((index * BEGINNINGS) / partitions + n, 2),
    ),
  }));

/** The partitions of a list's members in the order of the hashes. */
export const memberPartitions = ({ listId, partitions }: Spread): HashPartition[] =>
  hashPartitions(partitions, (name) => membersOf(listId, name));

/** The key of a member. */
export const memberKeyIn = (list: Spread, hash: string): Key => memberKeysIn(list)(hash);

/** Makes the keys of many members: those of one partition share its name. */
export function memberKeysIn({ listId, partitions }: Spread): (hash: string) => Key {
  const names = new Map<number, string>();
  return (hash) => {
    const index = partitionIndex(partitions, hash);
    let pk = names.get(index);
    if (pk === undefined) {
      pk = membersOf(listId, nameOf(partitions, index));
      names.set(index, pk);
    }
    return memberKey(pk, hash);
  };
}
