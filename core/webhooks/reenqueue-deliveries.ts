import { type Clock, type Instant, MINUTE } from '../clock.ts';
import type { Queue } from '../queue.ts';
import { forEachOf } from '../streams.ts';
import type { Tables } from '../tables.ts';
import { dueDeliveries, firstDueDelivery } from './delivery-store.ts';
import type { Notice } from './notice.ts';

/** A delivery is given so long for its own message. */
const PATIENCE = MINUTE;
/** A delivery that got a message is looked at again after this. */
const AGAIN = 5 * MINUTE;
const STREAMS = 20;

/**
 * Sends a message to every delivery that is overdue: whose message was lost, or which waits for longer than a queue
 * delays. `nextAt`: when the next look will find work, according to the tables now; null for never.
 */
export async function reenqueueDeliveries(
  { tables, clock, noticeQueue }: { tables: Tables; clock: Pick<Clock, 'now'>; noticeQueue: Queue<Notice> },
  until: Instant = Number.POSITIVE_INFINITY,
): Promise<{ reenqueued: number; nextAt: Instant | null }> {
  const lostBy = clock.now() - PATIENCE;
  let reenqueued = 0;
  await forEachOf(dueDeliveries(tables, lostBy), { streams: STREAMS, until, clock }, async (delivery) => {
    await noticeQueue.send({ v: 1, kind: 'delivery', ...delivery });
    reenqueued += 1;
  });
  const next = await firstDueDelivery(tables, lostBy);
  const times = [...(reenqueued > 0 ? [lostBy + PATIENCE + AGAIN] : []), ...(next === null ? [] : [next + PATIENCE])];
  return { reenqueued, nextAt: times.length === 0 ? null : Math.min(...times) };
}
