import { type Instant, MINUTE } from '../../clock.ts';
import type { Objects } from '../../objects.ts';
import type { ImportMessage, Queue } from '../../queue.ts';
import type { Tables } from '../../tables.ts';
import { uploadKey } from './import.ts';
import { allOpenImports } from './import-store.ts';

/** An upload this old whose import has not started has lost its message. */
const PATIENCE = 2 * MINUTE;
/** Before the next look at an import that got a message now. */
const NEXT_LOOK = 5 * MINUTE;

/**
 * The safety net under lost messages of imports: sends one to every import that has its file and no owner. `nextAt`:
 * when the next check will find work, according to the tables now; null for never.
 */
export async function reenqueueImports(
  ports: { tables: Tables; objects: Pick<Objects, 'head'>; importQueue: Queue<ImportMessage> },
  now: Instant,
): Promise<{ reenqueued: number; nextAt: Instant | null }> {
  let reenqueued = 0;
  let nextAt: Instant | null = null;
  for await (const open of allOpenImports(ports.tables, now)) {
    for (const { listId, importId, status, leaseUntil, updatedAt } of open) {
      if (status === 'waiting' && !(await ports.objects.head(uploadKey(listId, importId)))) continue;
      const lostAt = Math.max(leaseUntil, updatedAt + PATIENCE);
      if (lostAt <= now) {
        await ports.importQueue.send({ v: 1, listId, importId });
        reenqueued += 1;
      }
      nextAt = Math.min(nextAt ?? Number.POSITIVE_INFINITY, Math.max(lostAt, now + NEXT_LOOK));
    }
  }
  return { reenqueued, nextAt };
}
