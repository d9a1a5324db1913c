import { reenqueueImports } from './audience/import/reenqueue-imports.ts';
import { removeDeletedMembers } from './audience/manage-lists.ts';
import { type Instant, MINUTE } from './clock.ts';
import { reenqueueExports } from './exports/reenqueue-exports.ts';
import type { Random } from './random.ts';
import { reconcileRuns } from './sending/reconcile.ts';
import { removeDeletedTasks } from './tasks/delete-task.ts';
import { forgetRuns } from './tasks/forget-runs.ts';
import { reenqueueTasks } from './tasks/reenqueue-tasks.ts';
import { reenqueueDeliveries } from './webhooks/reenqueue-deliveries.ts';

/** Members of deleted lists that one round removes: some seconds of work. */
const REMOVALS_PER_ROUND = 20_000;
/** Segments of forgotten runs: those of 2,500,000 mails. */
const SEGMENTS_PER_ROUND = 5_000;

type Ports = Parameters<typeof reconcileRuns>[0] &
  Parameters<typeof reenqueueTasks>[0] &
  Parameters<typeof reenqueueImports>[0] &
  Parameters<typeof reenqueueExports>[0] &
  Parameters<typeof reenqueueDeliveries>[0] &
  Parameters<typeof forgetRuns>[0] & { random: Random };

/**
 * One round of the safety net: tokens for runs that may have work, new schedules and start messages for tasks that
 * lost theirs, messages for overdue webhooks, and the remains of deleted lists, of deleted tasks and of runs that ended
 * long ago. A function of the tables alone, and so also the disaster recovery. Its parts go side by side, so that none
 * keeps another from its work, and leave what they do not reach by `until` to the next round. `nextAt`: when the next
 * round will find work, according to the tables now; null for never.
 */
export async function reconcile(
  ports: Ports,
  until: Instant = Number.POSITIVE_INFINITY,
): Promise<{
  tokens: number;
  reenqueued: number;
  repaired: number;
  removed: number;
  forgotten: number;
  nextAt: Instant | null;
}> {
  const now = ports.clock.now();
  const [runs, tasks, imports, exports, deliveries, removed, forgets, deleted] = await allOf([
    reconcileRuns(ports, until),
    reenqueueTasks(ports, now, until),
    reenqueueImports(ports, now),
    reenqueueExports(ports, now),
    reenqueueDeliveries(ports, until),
    removeDeletedMembers(ports, REMOVALS_PER_ROUND),
    forgetRuns(ports, SEGMENTS_PER_ROUND),
    removeDeletedTasks(ports, SEGMENTS_PER_ROUND),
  ]);
  const { forgotten, nextAt: forgetsAt } = forgets;
  const removesMoreAt = removed > 0 ? ports.clock.now() + 5 * MINUTE : null;
  const deletesMoreAt = deleted.isLeft ? ports.clock.now() + 5 * MINUTE : null;
  const waits = [exports.nextAt, forgetsAt, removesMoreAt, deletesMoreAt];
  const times = [runs.nextAt, tasks.nextAt, imports.nextAt, deliveries.nextAt, ...waits].filter((at) => at !== null);
  return {
    tokens: runs.tokens,
    reenqueued: tasks.reenqueued,
    repaired: tasks.repaired,
    removed,
    forgotten,
    nextAt: times.length === 0 ? null : Math.min(...times),
  };
}

/** All answers, or the first error once nothing is under way any more. */
async function allOf<const Parts extends readonly Promise<unknown>[]>(
  parts: Parts,
): Promise<{ -readonly [I in keyof Parts]: Awaited<Parts[I]> }> {
  await Promise.allSettled(parts);
  return (await Promise.all(parts)) as { -readonly [I in keyof Parts]: Awaited<Parts[I]> };
}
