import type { Cursor, Item, Query } from '../../core/tables.ts';
import { indexKeys } from '../dynamodb/table-definitions.ts';

/** Where a query goes on after an item. */
export function cursorAt(item: Item, { index }: Pick<Query, 'index'>): Cursor {
  const names = index ? indexKeys(index) : { pk: 'pk', sk: 'sk' };
  return Object.fromEntries(['pk', 'sk', names.pk, names.sk].map((name) => [name, item[name] as string]));
}
