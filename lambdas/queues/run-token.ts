import type { RunToken } from '../../core/queue.ts';
import { MAX_RUN_ID_LENGTH } from '../../core/runs/run.ts';

/**
 * A token of the send queue. One that is not understood throws, and ends in the dead-letter queue. Checked by hand: a
 * schema library would be a quarter of the sender's code, which is loaded at every cold start.
 */
export function parseToken(body: string): RunToken {
  const { v, runId, busySince } = (JSON.parse(body) ?? {}) as Record<string, unknown>;
  const isToken = v === 1 && typeof runId === 'string' && runId.length >= 1 && runId.length <= MAX_RUN_ID_LENGTH;
  if (isToken) return { v, runId, ...(Number.isSafeInteger(busySince) ? { busySince: busySince as number } : {}) };
  throw new Error('the message is no token');
}
