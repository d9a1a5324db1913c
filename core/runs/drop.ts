import type { Instant } from '../clock.ts';
import type { Write } from '../tables.ts';
import { putBack, rangesTotal } from './ranges.ts';
import type { Range, Run } from './run.ts';
import { runIs, unchanged, updateRun } from './run-store.ts';

/** Everything of a run that nobody has claimed or that was put back. */
const unclaimed = (run: Run): Range[] =>
  run.next < run.count
    ? putBack(run.rest, [{ from: run.next, n: run.count - run.next, tries: 0, notBefore: 0 }])
    : run.rest;

/**
 * Ends a cancelled run whose last segment is closed: what was never attempted counts as skipped, reason `cancelled`.
 * `from`: the statuses in which the run may be found (a cancel may do both steps in one write).
 */
export function dropUnclaimed(run: Run, now: Instant, from: Run['status'][] = ['cancelled']): Write {
  const dropped = unclaimed(run);
  const settled = run.doubts.length === 0;
  return updateRun(
    run.runId,
    { status: 'cancelled', hold: null, holdSince: null, next: run.count, rest: [], dropped, finishedAt: now },
    {
      add: { skipped: rangesTotal(dropped) },
      when: [
        { anyOf: from.map((status) => runIs('status', '=', status)) },
        runIs('open', '=', 0),
        runIs('next', '=', run.next),
        unchanged(run, 'rest'),
        unchanged(run, 'doubts'),
        { attribute: 'finishedAt', is: 'missing' },
      ],
      unindex: settled ? ['workPk', 'workSk', 'parkedPk', 'parkedSk'] : ['parkedPk', 'parkedSk'],
    },
  );
}
