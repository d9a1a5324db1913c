import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { Queue, RunToken } from '../queue.ts';
import type { SendingSettings } from '../rate/settings.ts';
import { placeIn } from '../row.ts';
import type { Publish } from '../runs/events.ts';
import { readRuns, runIdInOrder } from '../runs/run-store.ts';
import { apply, wake } from '../runs/transitions.ts';
import type { Cursor, Tables } from '../tables.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import { hasSurplus } from './park.ts';

/**
 * After a change of the plan: resumes the runs of a domain that its quota held, oldest first, as far as today now has
 * quota for them. Each keeps its `wakeAt`, so that one that is refused again resumes when it would have.
 */
export async function resumeFreedRuns(
  domain: string,
  ports: {
    tables: Tables;
    clock: Clock;
    sendQueue: Queue<RunToken>;
    settings: SendingSettings;
    log: Log;
    publish?: Publish;
  },
): Promise<void> {
  const { tables, clock, sendQueue, settings } = ports;
  const now = clock.now();
  const today = quotaDayOf(now, settings.quotaDayOffsetMinutes);
  let after: Cursor | null = null;
  do {
    const page = await tables.query({ table: 'Campaigns', index: 'parked', pk: domain, limit: 25, after });
    const ids = page.items.map((item) => runIdInOrder(placeIn('parked', item)));
    for (const run of await readRuns(tables, ids)) {
      if (run.status !== 'paused' || run.hold !== 'warm-up-quota') continue;
      if (!(await hasSurplus(run, today, ports))) return;
      const freed = await apply(wake(run, { early: true }, now), ports);
      if (freed.done) await sendQueue.send({ v: 1, runId: run.runId });
    }
    after = page.next;
  } while (after !== null);
}
