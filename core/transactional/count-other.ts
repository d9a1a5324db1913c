import type { Clock, Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import type { Random } from '../random.ts';
import type { Tables } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import type { Domain } from '../warm-up/domain.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import { endOfDay, quotaDayOf } from '../warm-up/quota-day.ts';
import { addOther, openWithOther } from '../warm-up/quota-ledger.ts';
import { quotaDay } from '../warm-up/quota-of-day.ts';

/** Mails that are counted at the same time. */
const TRIES = 10;

/**
 * Counts transactional mail or test sends beside the bulk mail of the day. Only for domains with `limitOther` do they
 * use its quota, and are refused when it is used up: all `n` or none.
 */
export async function countOther(
  ports: { tables: Tables; clock: Clock; random: Random; quotaDayOffsetMinutes: number },
  domain: Domain,
  n: number,
): Promise<{ ok: true } | { ok: false; resumesAt: Instant }> {
  const { tables, clock, quotaDayOffsetMinutes } = ports;
  const day = quotaDayOf(clock.now(), quotaDayOffsetMinutes);
  const taken = domain.limitOther ? n : 0;
  let current = domain;
  return await tries(TRIES, `quota row of ${domain.domain}`, async () => {
    const { row, stored } = await quotaDay(tables, current, day);
    if (row.left < taken) return { ok: false, resumesAt: endOfDay(day, quotaDayOffsetMinutes) };
    if (stored && (await tables.write(addOther(domain.domain, day, n, taken))).ok) return { ok: true };
    if (stored) return AGAIN;
    if ((await commit(openWithOther(current, row, n, taken), ports)).ok) return { ok: true };
    current = (await readDomain(tables, domain.domain)) ?? domain;
    return AGAIN;
  });
}
