import { UNSUBSCRIBE_OPTIONS, unsubscribeOptionKey } from '../keys.ts';
import { rowOf } from '../row.ts';
import type { Cursor, Item, Tables } from '../tables.ts';

/** What mail of programs written for Tencent Cloud carries where a call does not say: by the address that sends. */
export interface UnsubscribeOption {
  address: string;
  /** 0 for no way to unsubscribe, 1 to 12 for a line in a language. */
  option: number;
  /** Whether it holds. */
  isActive: boolean;
}

const row = rowOf<UnsubscribeOption>('unsubscribe option');

const fromItem = (item: Item): UnsubscribeOption => {
  const r = row.reader(item);
  return { address: r.text('address'), option: r.number('option'), isActive: r.flag('isActive') };
};

export const readUnsubscribeOption = async (
  tables: Tables,
  address: string,
): Promise<UnsubscribeOption | undefined> => {
  const item = await tables.get('Content', unsubscribeOptionKey(address));
  return item && fromItem(item);
};

/** Makes or replaces that of an address. */
export async function setUnsubscribeOption(tables: Tables, option: UnsubscribeOption): Promise<void> {
  const item = row.item(unsubscribeOptionKey(option.address), option);
  await tables.write({ kind: 'put', table: 'Content', item });
}

/** Safe to repeat. */
export async function removeUnsubscribeOption(tables: Tables, address: string): Promise<void> {
  await tables.write({ kind: 'delete', table: 'Content', key: unsubscribeOptionKey(address) });
}

/** By address; `limit` 1 to 100. */
export async function unsubscribeOptionsPage(
  tables: Tables,
  page: { limit: number; after: Cursor | null },
): Promise<{ options: UnsubscribeOption[]; next: Cursor | null }> {
  const { items, next } = await tables.query({ table: 'Content', pk: UNSUBSCRIBE_OPTIONS, ...page });
  return { options: items.map(fromItem), next };
}
