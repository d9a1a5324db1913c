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

/** Entries of the index that one read gives, and runs that are read at a time. */
const ENTRIES = 100;
const RUNS = 10;
/** At most this many older runs are counted: beyond it order is lost, never a rule. */
const MOST = 500;

/**
 * The ids of the domain's unfinished runs that were parked and are older than `run` (by first start, then id), oldest
 * first. The index lags behind: an entry that is still missing costs order, never a rule.
 */
export async function olderParked(
  tables: Tables,
  run: Pick<Run, 'domain' | 'startedAt' | 'createdAt' | 'runId'>,
): Promise<string[]> {
  const ids: string[] = [];
  const mine = runOrder(run);
  let after: Cursor | null = null;
  do {
    const page = await tables.query({
      table: 'Campaigns',
      index: 'parked',
      pk: run.domain,
      /* fence: need-range */ to: mine,
      limit: ENTRIES,
      after,
    });
    const orders = page.items.map((item) => placeIn('parked', item));
    ids.push(...orders.filter((order) => /* fence: need-older */ order < mine).map(runIdInOrder));
    after = page.next;
  } while (after !== null && ids.length < MOST);
  return ids;
}

/**
 * The cached mail of those of the older runs that need it on `day`; the sum stops at `enough`. `seen`: hears of each
 * run that was read.
 */
export async function needOf(
  tables: Tables,
  older: string[],
  { day, offsetMinutes, enough }: { day: string; offsetMinutes: number; enough: number },
  seen: (run: Run) => void = () => {},
): Promise<Need> {
  const need: Need = { mails: 0, oldest: null };
  const dayEnd = endOfDay(day, offsetMinutes);
  for (let from = 0; from < older.length; from += RUNS) {
    const runs = await readRuns(tables, older.slice(from, from + RUNS));
    for (const run of runs) {
      seen(run);
      const cached = isReserved(parkedOf(run), dayEnd) ? cachedOf(run) : 0;
      if (cached === 0) continue;
      need.mails += cached;
      need.oldest ??= run.taskId;
    }
    if (need.mails >= enough) return need;
  }
  return need;
}

/** The cached mail of every older run of the domain that needs it on `day`; the sum stops at `enough`. */
export async function needOfOlder(
  tables: Tables,
  run: Pick<Run, 'domain' | 'startedAt' | 'createdAt' | 'runId'>,
  day: string,
  offsetMinutes: number,
  enough: number,
): Promise<Need> {
  return await needOf(tables, await olderParked(tables, run), { day, offsetMinutes, enough });
}

/** Runs that a process remembers: more than it meets in an hour. */
const REMEMBERED = 10_000;

/**
 * What the runs that a process has read can still need at the most: who has an outcome keeps it, so that the others of
 * a run grow fewer, never more, whatever becomes of it. One instance for each process.
 */
export class KnownNeeds {
  readonly #most = new Map<string, number>();

  note(run: Run): void {
    this.#most.delete(run.runId);
    /* fence: need-most */ this.#most.set(run.runId, run.count - run.sent - run.failed - run.skipped - run.unknown);
    const [oldest] = this.#most.keys();
    if (this.#most.size > REMEMBERED && oldest !== undefined) this.#most.delete(oldest);
  }

  /** What runs can need together at the most; those that are not known are read. */
  async mostOf(tables: Tables, runIds: string[]): Promise<number> {
    const unknown = runIds.filter((runId) => !this.#most.has(runId));
    for (let from = 0; from < unknown.length; from += ENTRIES) {
      for (const run of await readRuns(tables, unknown.slice(from, from + ENTRIES))) this.note(run);
    }
    return runIds.reduce((sum, runId) => sum + (this.#most.get(runId) ?? 0), 0);
  }
}
