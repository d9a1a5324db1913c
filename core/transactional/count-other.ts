import type { Clock, Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import { Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Tables, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import type { Domain } from '../warm-up/domain.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import { endOfDay, quotaDayOf } from '../warm-up/quota-day.ts';
import { addOther, openWithOther } from '../warm-up/quota-ledger.ts';
import { quotaDay } from '../warm-up/quota-of-day.ts';

/** Mails that are counted at the same time. */
const TRIES = 10;

/** What was counted, on which day, and what of the quota it took. */
export interface Counted {
  day: string;
  sent: number;
  failed: number;
  taken: number;
}

/** Mails to be counted: those that are about to be handed over, and those that cannot be. */
export interface OtherMails {
  sent: number;
  /** @default 0 */
  failed?: number;
  /** Whether they take from the quota whatever the domain says of other mail. @default false */
  isBulk?: boolean;
}

/**
 * Counts transactional mail or test sends beside the bulk mail of the day. Only for domains with `limitOther`, or where
 * the mail is bulk, do they use its quota. Throws `quota-used-up` when it has no room for all of them.
 */
export async function countOther(
  ports: { tables: Tables; clock: Clock; random: Random; quotaDayOffsetMinutes: number },
  domain: Domain,
  { sent, failed = 0, isBulk = false }: OtherMails,
): Promise<Counted> {
  const { tables, clock, quotaDayOffsetMinutes } = ports;
  const day = quotaDayOf(clock.now(), quotaDayOffsetMinutes);
  const taken = domain.limitOther || isBulk ? sent : 0;
  const counted = { day, sent, failed, taken };
  if (sent + failed === 0) return counted;
  const tally = { other: sent, taken, ...(failed > 0 && { otherFailed: failed }) };
  let current = domain;
  return await tries(TRIES, `quota row of ${domain.domain}`, async () => {
    const { row, stored } = await quotaDay(tables, current, day);
    if (row.left < taken) throw usedUp(domain, sent, endOfDay(day, quotaDayOffsetMinutes));
    if (stored && (await tables.write(addOther(domain.domain, day, tally))).ok) return counted;
    if (stored) return AGAIN;
    if ((await commit(openWithOther(current, row, tally), ports)).ok) return counted;
    current = (await readDomain(tables, domain.domain)) ?? domain;
    return AGAIN;
  });
}

function usedUp({ domain }: Domain, n: number, resumesAt: Instant): Problem {
  const message = `today's quota of ${domain} has no room for ${n} more ${n === 1 ? 'mail' : 'mails'}`;
  return new Problem('quota-used-up', message, { resumesAt });
}

/**
 * Of mails that were counted, those that certainly were not sent, and those in doubt. `back`: what is counted no
 * longer, and gives back what it took.
 */
export function settleOther(
  { domain }: Domain,
  { day, sent, taken }: Counted,
  { failed, unknown, back }: { failed: number; unknown: number; back: { sent: number; failed?: number } },
): Write {
  return addOther(domain, day, {
    other: -back.sent,
    otherFailed: failed - (back.failed ?? 0),
    otherUnknown: unknown,
    taken: taken === 0 || sent === 0 ? 0 : -back.sent,
  });
}
