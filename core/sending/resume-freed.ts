import type { Clock } from '../clock.ts';
import type { Queue, Token } from '../queue.ts';
import type { SendingSettings } from '../rate/settings.ts';
import { readRuns, runIs, updateRun } from '../runs/run-store.ts';
import type { Cursor, Tables } from '../tables.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import { type Publish, runEvent } from '../webhooks/events.ts';
import { hasSurplus } from './park.ts';

/**
 * After a change of the plan: lets the runs of a domain that its quota held go on, oldest first, as far as today now
 * has quota for them. Each keeps its `wakeAt`, so that one that is refused again goes on when it would have.
 */
export async function resumeFreedRuns(
  domain: string,
  ports: {
    tables: Tables;
    clock: Clock;
    sendQueue: Queue<Token>;
    settings: SendingSettings;
    publish?: Publish;
  },
): Promise<void> {
  const { tables, clock, sendQueue, settings } = ports;
  const now = clock.now();
  const today = quotaDayOf(now, settings.quotaDayOffsetMinutes);
  let after: Cursor | null = null;
  do {
    const page = await tables.query({ table: 'Campaigns', index: 'parked', pk: domain, limit: 25, after });
    const ids = page.items.map(({ parkedSk }) => String(parkedSk).slice(String(parkedSk).indexOf('#') + 1));
    for (const run of await readRuns(tables, ids)) {
      if (run.status !== 'paused' || run.hold !== 'warm-up-quota') continue;
      if (!(await hasSurplus(run, today, ports))) return;
      const freed = await tables.write(
        updateRun(
          run.runId,
          { status: 'sending', hold: null, holdSince: null, behind: null, movedAt: now },
          { when: [runIs('status', '=', 'paused'), runIs('hold', '=', 'warm-up-quota')] },
        ),
      );
      if (!freed.ok) continue;
      await sendQueue.send({ v: 1, runId: run.runId });
      await ports.publish?.(runEvent('task.resumed', { ...run, status: 'sending' }, now));
    }
    after = page.next;
  } while (after !== null);
}
