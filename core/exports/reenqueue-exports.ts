import { type Instant, MINUTE } from '../clock.ts';
import type { ExportMessage, Queue } from '../queue.ts';
import type { Tables } from '../tables.ts';
import { openExports } from './export-store.ts';

/** An export this old that is unfinished may have lost its message. */
const PATIENCE = 2 * MINUTE;
/** Before the next look at an export that got a message now. */
const NEXT_LOOK = 5 * MINUTE;

/**
 * The safety net under lost messages of exports: sends one to every export that should have ended. It looks at nothing
 * else: whether somebody works on it the exporter sees. `nextAt`: when the next check will find work; null for never.
 */
export async function reenqueueExports(
  { tables, exportQueue }: { tables: Tables; exportQueue: Queue<ExportMessage> },
  now: Instant,
): Promise<{ nextAt: Instant | null }> {
  let nextAt: Instant | null = null;
  for await (const open of openExports(tables)) {
    for (const { exportId, createdAt } of open) {
      const lostAt = createdAt + PATIENCE;
      if (lostAt <= now) await exportQueue.send({ v: 1, exportId });
      nextAt = Math.min(nextAt ?? Number.POSITIVE_INFINITY, Math.max(lostAt, now + NEXT_LOOK));
    }
  }
  return { nextAt };
}
