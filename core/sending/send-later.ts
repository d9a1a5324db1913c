import { type Instant, SECOND } from '../clock.ts';
import { runKey } from '../keys.ts';
import { MAX_DELAY_SECONDS } from '../queue.ts';
import { runRow } from '../runs/run-store.ts';
import type { SendingPorts } from './ports.ts';

/**
 * Sends a delayed token, unless one is on its way already. Otherwise every token that has to wait would leave one
 * behind, and every claim may fork another: their number would grow with the run. `tokenAt` in the row is a hint, too:
 * when the delayed token is lost, the reconciler's replaces it (docs/decisions/0004-one-delayed-token.md).
 */
export async function sendLater(
  runId: string,
  at: Instant,
  { clock, sendQueue, tables }: Pick<SendingPorts, 'clock' | 'sendQueue' | 'tables'>,
): Promise<void> {
  const now = clock.now();
  const delaySeconds = Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil((at - now) / SECOND)));
  const isFirst = await tables.write({
    kind: 'update',
    table: 'Campaigns',
    key: runKey(runId),
    ...runRow.change({ tokenAt: now + delaySeconds * SECOND }),
    when: [{ item: 'exists' }, { anyOf: [runRow.missing('tokenAt'), runRow.is('tokenAt', '<=', now)] }],
  });
  if (isFirst.ok) await sendQueue.send({ v: 1, runId }, delaySeconds);
}
