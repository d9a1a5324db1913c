import type { Clock } from '../clock.ts';
import { RUN_STATISTICS_KEPT, type RunEvents, readRunEvents } from '../insight/run-statistics.ts';
import { type DayStatistics, type Rates, ratesOf } from '../insight/statistics.ts';
import { countsOf } from '../runs/counts.ts';
import type { Run } from '../runs/run.ts';
import type { Tables } from '../tables.ts';
import { countReasons, type ReasonCount } from './count-reasons.ts';

/** What came of a run. */
export interface RunStatistics extends Pick<RunEvents, 'firstAt' | 'hours'> {
  /** False where mail events are not, or no longer, counted by run: then only the first two counts are known. */
  isCounted: boolean;
  counts: DayStatistics;
  rates: Rates;
  reasons: ReasonCount[];
}

const UNKNOWN: Rates = {
  delivered: null,
  bounced: null,
  opened: null,
  clicked: null,
  complained: null,
  unsubscribed: null,
};

/** What came of a run so far; without a run, nothing did. */
export async function readRunStatistics(
  run: Run | undefined,
  { tables, clock }: { tables: Tables; clock: Pick<Clock, 'now'> },
): Promise<RunStatistics> {
  const { requested, sent } = countsOf(run);
  const [events, reasons] = await Promise.all([
    readRunEvents(tables, run?.runId ?? ''),
    run ? countReasons(tables, run) : [],
  ]);
  const isCounted = run === undefined || isKept(run, clock.now());
  const counts = { requested, accepted: sent, ...events.counts };
  return { isCounted, counts, rates: isCounted ? atMostOne(ratesOf(counts)) : UNKNOWN, ...placeOf(events), reasons };
}

const placeOf = ({ firstAt, hours }: RunEvents): Pick<RunEvents, 'firstAt' | 'hours'> => ({ firstAt, hours });

const isKept = ({ countsEvents, startedAt }: Run, now: number): boolean =>
  countsEvents === true && (startedAt === null || startedAt + RUN_STATISTICS_KEPT > now);

/** A mail is delivered before its segment is closed and its hand-over counted. */
const atMostOne = (rates: Rates): Rates =>
  Object.fromEntries(
    Object.entries(rates).map(([name, rate]: [string, number | null]) => [
      name,
      rate === null ? null : Math.min(rate, 1),
    ]),
  ) as unknown as Rates;
