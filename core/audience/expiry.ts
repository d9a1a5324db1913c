import type { Instant } from '../clock.ts';
import { rowOf } from '../row.ts';
import type { Item } from '../tables.ts';

/** What may end by itself: never, with null. */
export interface Expiring {
  expiresAt: Instant | null;
}

/** Whether a suppression has ended: from that instant on, it is as if there were none. */
export const isExpired = ({ expiresAt }: Expiring, now: Instant): boolean => expiresAt !== null && expiresAt <= now;

const row = rowOf<Expiring>('suppression');

/** Whether an item is a suppression that holds. Rows of earlier versions never end. */
export const inForce = (item: Item | undefined, now: Instant): boolean =>
  item !== undefined && !isExpired({ expiresAt: row.reader(item).instantOrNull('expiresAt') }, now);
