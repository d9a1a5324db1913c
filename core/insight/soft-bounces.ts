import { DAY, type Instant } from '../clock.ts';
import { softBounceKey } from '../keys.ts';
import { rowOf } from '../row.ts';
import type { Item, Write } from '../tables.ts';
import { forgottenAt } from './mail-item.ts';

/** Transient bounces in a row that suppress an address. */
export const SOFT_BOUNCES = 5;

/** Transient bounces of an address since it last took a mail. */
export interface SoftBounces {
  count: number;
  /** When the latest of them, or the delivery that ended the row, happened. */
  lastAt: Instant;
}

/** The contents of a batch of events about one address. */
export interface SoftNews {
  /** Instants of transient bounces. */
  bounces: Instant[];
  /** Instant of the latest delivery, or null. */
  deliveredAt: Instant | null;
}

const row = rowOf<SoftBounces & { ttl: number }>('soft bounces');

const read = (item: Item): SoftBounces => {
  const r = row.reader(item);
  return { count: r.number('count'), lastAt: r.instant('lastAt') };
};

export const softBouncesFromItem = (item: Item | undefined): SoftBounces | null =>
  item === undefined ? null : read(item);

/**
 * The row of bounces after some news, or null when it stays as it is: an address that never bounced has none, and a
 * delivery from before the latest bounce does not end the row.
 */
export function afterSoftNews(known: SoftBounces | null, { bounces, deliveredAt }: SoftNews): SoftBounces | null {
  const counted = bounces.filter((at) => deliveredAt === null || at > deliveredAt);
  const isEnded = known !== null && known.count > 0 && deliveredAt !== null && deliveredAt >= known.lastAt;
  if (counted.length === 0 && !isEnded) return null;
  const count = (isEnded ? 0 : (known?.count ?? 0)) + counted.length;
  return { count, lastAt: Math.max(known?.lastAt ?? 0, deliveredAt ?? 0, ...bounces) };
}

/** A write of the row on the condition that it is unchanged since it was read. */
export const softBouncesWrite = (hash: string, known: SoftBounces | null, next: SoftBounces): Write => ({
  kind: 'put',
  table: 'Mail',
  item: row.item(softBounceKey(hash), { ...next, ttl: forgottenAt(next.lastAt + DAY) }),
  when: known ? [row.is('count', '=', known.count), row.is('lastAt', '=', known.lastAt)] : [{ item: 'missing' }],
});
