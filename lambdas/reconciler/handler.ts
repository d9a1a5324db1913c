import { SECOND } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { reconcile } from '../../core/reconcile.ts';

/** Left at the end of an invocation for what is under way. */
const MARGIN = 30 * SECOND;

/** One round of the safety net. */
export const createHandler =
  (ports: Parameters<typeof reconcile>[0], log: Log) =>
  async (_event: unknown, context: { getRemainingTimeInMillis(): number }): Promise<void> => {
    const until = ports.clock.now() + context.getRemainingTimeInMillis() - MARGIN;
    const { tokens, reenqueued, repaired, removed, forgotten } = await reconcile(ports, until);
    log.info('reconciled', { tokens, reenqueued, repaired, removed, forgotten });
  };
