import type { Instant } from '../clock.ts';
import { placeIn } from '../row.ts';
import type { Cursor, Tables } from '../tables.ts';
import { endOfDay } from '../warm-up/quota-day.ts';
import { rangesTotal } from './ranges.ts';
import type { Run } from './run.ts';
import { readRuns, runIdInOrder, runOrder } from './run-store.ts';

/** The recipients that are not claimed. */
export const cachedOf = (run: Run): number => /* fence: cached */ run.count - run.next + rangesTotal(run.rest);

/** What older parked runs of the domain need of a day, and the task of the oldest. */
export interface Need {
  mails: number;
  oldest: string | null;
}

/** A run as the order of parked mail sees it. */
interface Parked {
  /** The quota day on which it was parked last; null for one that never was. */
  parkDay: string | null;
  isSending: boolean;
  /** When it resumes automatically; null for one that does not. */
  goesOnAt: Instant | null;
}

/**
 * Parked mail goes first: whether a run's unsent mail is reserved for it until the end of a quota day, because it was
 * parked once, and sends or resumes by then.
 */
export const isReserved = ({ parkDay, isSending, goesOnAt }: Parked, dayEnd: Instant): boolean =>
  parkDay !== null && (isSending || (goesOnAt !== null && /* fence: need-day */ goesOnAt < dayEnd));

const parkedOf = ({ parkDay, status, hold, wakeAt }: Run): Parked => {
  const waits = status === 'paused' && /* fence: need-hold */ (hold === 'warm-up-quota' || hold === 'reputation');
  return { parkDay, /* fence: need-status */ isSending: status === 'sending', goesOnAt: waits ? wakeAt : null };
};

/** Older unfinished runs of a domain that were parked, oldest first, at most `PAGE` at a time. */
const PAGE = 25;
/** At most this many older runs are counted: beyond it order is lost, never a rule. */
const MOST = 500;

/**
 * The cached mail of every run of the domain that is older than `run` (by first start, then id) and needs it on `day`.
 * The sum stops at `enough`. The index lags behind: an entry that is still missing costs order, never a rule.
 */
export async function needOfOlder(
  tables: Tables,
  run: Pick<Run, 'domain' | 'startedAt' | 'createdAt' | 'runId'>,
  day: string,
  offsetMinutes: number,
  enough: number,
): Promise<Need> {
  const need: Need = { mails: 0, oldest: null };
  const dayEnd = endOfDay(day, offsetMinutes);
  const mine = runOrder(run);
  let after: Cursor | null = null;
  for (let seen = 0; seen < MOST; seen += PAGE) {
    const page = await tables.query({
      table: 'Campaigns',
      index: 'parked',
      pk: run.domain,
      /* fence: need-range */ to: mine,
      limit: PAGE,
      after,
    });
    const ids = page.items.map((item) => runIdInOrder(placeIn('parked', item)));
    for (const older of await readRuns(tables, ids)) {
      if (/* fence: need-older */ runOrder(older) >= mine || !isReserved(parkedOf(older), dayEnd)) continue;
      const cached = cachedOf(older);
      if (cached === 0) continue;
      need.mails += cached;
      need.oldest ??= older.taskId;
      if (need.mails >= enough) return need;
    }
    after = page.next;
    if (after === null) break;
  }
  return need;
}
