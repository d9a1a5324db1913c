import type { Clock, Instant } from '../clock.ts';
import { quotaKey } from '../keys.ts';
import type { Tables, Write } from '../tables.ts';
import type { Domain } from './domain.ts';
import { endOfDay, quotaDayOf } from './quota-day.ts';
import { quotaDay, quotaDayToItem } from './quota-store.ts';

const ATTEMPTS = 10;

/**
 * Counts transactional mail or test sends beside the bulk mail of the day. Only where the domain says `limitOther` do
 * they take from its quota, and are refused when it is gone: all `n` or none.
 */
export async function countOther(
  ports: { tables: Tables; clock: Clock; quotaDayOffsetMinutes: number },
  domain: Domain,
  n: number,
): Promise<{ ok: true } | { ok: false; resumesAt: Instant }> {
  const { tables, clock, quotaDayOffsetMinutes } = ports;
  const day = quotaDayOf(clock.now(), quotaDayOffsetMinutes);
  const taken = domain.limitOther ? n : 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { row, stored } = await quotaDay(tables, domain, day);
    if (row.left < taken) return { ok: false, resumesAt: endOfDay(day, quotaDayOffsetMinutes) };
    const write: Write = stored
      ? {
          kind: 'update',
          table: 'WarmUp',
          key: quotaKey(domain.domain, day),
          add: { other: n, left: -taken },
          when: [{ attribute: 'left', is: '>=', value: taken }],
        }
      : {
          kind: 'put',
          table: 'WarmUp',
          item: quotaDayToItem({ ...row, left: row.left - taken, other: n }),
          when: [{ item: 'missing' }],
        };
    if ((await tables.write(write)).ok) return { ok: true };
  }
  throw new Error(`quota row of ${domain.domain} is contended`);
}
