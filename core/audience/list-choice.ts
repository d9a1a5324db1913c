import type { Codec } from '../row.ts';

/** Maximum number of lists that one task mails, and of lists that it leaves out. */
export const MAX_LISTS = 20;

/** The lists whose members a task mails, each address once, and those whose members it leaves out. At least one. */
export interface ListChoice {
  /** For an address in several of them, the data of the first one win. */
  listIds: string[];
  excludeListIds: string[];
}

export const onlyList = (listId: string): ListChoice => ({ listIds: [listId], excludeListIds: [] });

/** The list that stands for all where there is room for one. */
export const firstListOf = ({ listIds: [first = ''] }: ListChoice): string => first;

/** The lists of both roles. */
export const everyListOf = ({ listIds, excludeListIds }: ListChoice): string[] => [...listIds, ...excludeListIds];

/** A choice as it is stored. One list alone has the attribute that it always had. */
export interface StoredLists {
  listId?: string | null;
  /**
   * Takes the place of `listId` in a choice of more than one list, so that a version that does not know it refuses the
   * row, and does not mail to some of the lists or to those who are left out.
   */
  lists?: ListChoice | null;
}

/** Both attributes: one of them is null. */
export function storedLists(lists: ListChoice): Required<StoredLists> {
  const isOne = everyListOf(lists).length === 1;
  return isOne ? { listId: firstListOf(lists), lists: null } : { listId: null, lists };
}

/** In as few bytes as possible: it is part of the row that every claim writes. */
export const asListChoice: Codec<ListChoice> = {
  encode: ({ listIds, excludeListIds }) => `${listIds.join(',')}-${excludeListIds.join(',')}`,
  decode: (text) => {
    const [listIds = [], excludeListIds = []] = text.split('-').map((ids) => ids.split(',').filter((id) => id !== ''));
    return { listIds, excludeListIds };
  },
};
