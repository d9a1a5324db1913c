import type { Instant } from './clock.ts';
import { reconcileRuns } from './sending/reconcile.ts';
import { nudgeTasks } from './tasks/nudge-tasks.ts';

type Ports = Parameters<typeof reconcileRuns>[0] & Parameters<typeof nudgeTasks>[0];

/**
 * One round of the safety net: tokens for runs that have something to do, schedules and start messages for tasks whose
 * own were lost. A function of the tables alone, so that it is the disaster recovery, too. `nextAt`: when the next
 * round will find work, as far as the tables tell now; null for never.
 */
export async function reconcile(
  ports: Ports,
): Promise<{ tokens: number; hinted: number; repaired: number; nextAt: Instant | null }> {
  const runs = await reconcileRuns(ports);
  const tasks = await nudgeTasks(ports, ports.clock.now());
  const times = [runs.nextAt, tasks.nextAt].filter((at) => at !== null);
  return {
    tokens: runs.tokens,
    hinted: tasks.hinted,
    repaired: tasks.repaired,
    nextAt: times.length === 0 ? null : Math.min(...times),
  };
}
