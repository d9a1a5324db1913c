import type { Log } from '../../core/log.ts';
import { reconcile } from '../../core/reconcile.ts';

/** One round of the safety net. */
export const createHandler = (ports: Parameters<typeof reconcile>[0], log: Log) => async (): Promise<void> => {
  const { tokens, reenqueued, repaired, removed, forgotten } = await reconcile(ports);
  log.info('reconciled', { tokens, reenqueued, repaired, removed, forgotten });
};
