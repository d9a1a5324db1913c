import { rangesTotal } from './ranges.ts';
import type { Counts, Run } from './run.ts';

/** Statuses in which unclaimed recipients are shown as `cached`; otherwise they are about to be claimed. */
const HELD: ReadonlySet<Run['status']> = new Set(['paused', 'error']);

/** Counts of a run, from one read of its row. They always add up to `requested`. */
export function countsOf(run: Run | undefined): Counts {
  if (!run) return { requested: 0, sent: 0, failed: 0, skipped: 0, unknown: 0, cached: 0, inFlight: 0 };
  const { count, sent, failed, skipped, unknown } = run;
  const unclaimed = count - run.next + rangesTotal(run.rest);
  const cached = HELD.has(run.status) ? unclaimed : 0;
  const inFlight = count - cached - (sent + failed + skipped + unknown);
  return { requested: count, sent, failed, skipped, unknown, cached, inFlight };
}

/** Share of the recipients that have an outcome, 0 to 1, to four places; 1 only when all have. */
export function progressOf(run: Run | undefined): number {
  const { requested, cached, inFlight } = countsOf(run);
  if (requested === 0) return run !== undefined && (run.snapshot !== null || run.finishedAt !== null) ? 1 : 0;
  const done = requested - cached - inFlight;
  return done === requested ? 1 : Math.min(0.9999, Math.round((done / requested) * 10_000) / 10_000);
}
