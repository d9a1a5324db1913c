import type { RunToken } from '../../core/queue.ts';
import { MAX_RUN_ID_LENGTH } from '../../core/runs/run.ts';

/**
 * A token of the send queue. One that is not understood throws, and ends in the dead-letter queue. Checked by hand: a
 * schema library would be a quarter of the sender's code, which is loaded at every cold start.
 */
export function parseToken(body: string): RunToken {
  const { v, runId } = (JSON.parse(body) ?? {}) as Record<string, unknown>;
  if (v === 1 && typeof runId === 'string' && runId.length >= 1 && runId.length <= MAX_RUN_ID_LENGTH)
    return { v, runId };
  throw new Error('the message is no token');
}
