import { type Clock, HOUR, type Instant, MINUTE } from '../clock.ts';
import type { Queue } from '../queue.ts';
import { forEachOf } from '../streams.ts';
import type { Tables } from '../tables.ts';
import { dueDeliveries, firstDueDelivery } from './delivery-store.ts';
import type { Notice } from './notice.ts';

/** A delivery is given so long for its own message. */
const PATIENCE = MINUTE;
/** A round of the reconciler, and a little more: it may begin late. */
const ROUND = 6 * MINUTE;
/** A delivery that got a message is looked at again after this. */
const AGAIN = 5 * MINUTE;
/** In the first minutes of each so much, whatever is overdue gets a message. */
const SWEEP_EVERY = HOUR;
const STREAMS = 20;

/**
 * Sends a message to every delivery that has become overdue since the last round: whose message was lost, or which
 * waits for longer than a queue delays. Only once an hour it does so to whatever is overdue, since a queue that is
 * behind holds their messages already, and more would put it further behind. `nextAt`: when the next look will find
 * work, according to the tables now; null for never.
 */
export async function reenqueueDeliveries(
  { tables, clock, noticeQueue }: { tables: Tables; clock: Pick<Clock, 'now'>; noticeQueue: Queue<Notice> },
  until: Instant = Number.POSITIVE_INFINITY,
): Promise<{ reenqueued: number; nextAt: Instant | null }> {
  const now = clock.now();
  const lostBy = now - PATIENCE;
  const isSweep = now % SWEEP_EVERY < AGAIN;
  const due = dueDeliveries(tables, { from: isSweep ? 0 : lostBy - ROUND, to: lostBy });
  let reenqueued = 0;
  await forEachOf(due, { streams: STREAMS, until, clock }, async (delivery) => {
    await noticeQueue.send({ v: 1, kind: 'delivery', ...delivery });
    reenqueued += 1;
  });
  return { reenqueued, nextAt: nextLookAt(await firstDueDelivery(tables), reenqueued > 0, now) };
}

function nextLookAt(firstDue: Instant | null, isAtWork: boolean, now: Instant): Instant | null {
  if (firstDue === null) return null;
  if (firstDue > now - PATIENCE) return firstDue + PATIENCE;
  return isAtWork ? now + AGAIN : (Math.floor(now / SWEEP_EVERY) + 1) * SWEEP_EVERY;
}
