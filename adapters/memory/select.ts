import type { Page, Query } from '../../core/tables.ts';
import { compareStrings } from '../dynamodb/order.ts';
import { PAGE_MAX_BYTES } from '../dynamodb/rules.ts';
import { itemSize } from '../dynamodb/size.ts';
import { indexKeys } from '../dynamodb/table-definitions.ts';
import { cursorAt } from '../tables/cursor.ts';
import { copyItem } from '../tables/values.ts';
import { compareOrders, type Entry, type Order, type SortedItems } from './sorted-items.ts';

const sortKey = (order: Order): string => order[0] ?? '';

/** The entries that the bounds and the cursor leave, as `[begin, end)`. */
function range(items: SortedItems, query: Query): { begin: number; end: number } {
  const { from, to, prefix, after, index, reverse } = query;
  const lowest = from ?? prefix;
  let begin = lowest === undefined ? 0 : items.firstWhere((order) => compareStrings(sortKey(order), lowest) >= 0);
  let end = items.length;
  if (to !== undefined) end = items.firstWhere((order) => compareStrings(sortKey(order), to) > 0);
  if (prefix !== undefined) {
    end = items.firstWhere((o) => compareStrings(sortKey(o), prefix) > 0 && !sortKey(o).startsWith(prefix));
  }
  if (after) {
    const place = index ? [after[indexKeys(index).sk] ?? '', after.pk ?? '', after.sk ?? ''] : [after.sk ?? ''];
    if (reverse)
      end = Math.min(
        end,
        items.firstWhere((order) => compareOrders(order, place) >= 0),
      );
    else
      begin = Math.max(
        begin,
        items.firstWhere((order) => compareOrders(order, place) > 0),
      );
  }
  return { begin, end };
}

/** One page of a partition: as many items as the query asks for, or up to 1 MB where it names no limit. */
export function select(items: SortedItems, query: Query): Page {
  const { begin, end } = range(items, query);
  const taken: Entry[] = [];
  let bytes = 0;
  let left = Math.max(0, end - begin);
  const max = Math.min(left, query.limit ?? left);
  while (taken.length < max && (query.limit !== undefined || bytes <= PAGE_MAX_BYTES)) {
    const entry = items.at(query.reverse ? end - 1 - taken.length : begin + taken.length) as Entry;
    taken.push(entry);
    if (query.limit === undefined) bytes += itemSize(entry.item);
  }
  left -= taken.length;
  const last = taken.at(-1);
  return { items: taken.map(({ item }) => copyItem(item)), next: last && left > 0 ? cursorAt(last.item, query) : null };
}
