import { rowOf } from '../row.ts';
import type { Item } from '../tables.ts';

/** A member of a list as it is stored. */
export interface StoredMember {
  email: string;
  /** JSON. */
  data: string | null;
  /** What added it, where an import did (docs/decisions/0018-imports-count-by-source.md). */
  source: string | null;
}

/** Conditions and changes of a member's row. */
export const memberRow = rowOf<StoredMember>('member');

export const memberFromItem = (item: Item): StoredMember => {
  const r = memberRow.reader(item);
  return { email: r.text('email'), data: r.textOrNull('data'), source: r.textOrNull('source') };
};
