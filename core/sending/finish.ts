import { commit } from '../commit.ts';
import type { Run } from '../runs/run.ts';
import { announceTransition, apply, drop, finish, isDone } from '../runs/transitions.ts';
import { AGAIN, tries } from '../tries.ts';
import type { SendingPorts } from './ports.ts';

/** Concurrent changes of the task; after them the run is left to its next token. */
const TRIES = 5;

/**
 * Ends a run in which every recipient has an outcome, together with its place in the task. Every condition is the run's
 * own: no recipient is left to claim, no segment is open, no doubt is unresolved.
 */
export async function finishRun(run: Run, ports: SendingPorts): Promise<boolean> {
  const { clock, endTask, random, startQueue, tables } = ports;
  if (!isDone(run)) return false;
  const finishOnce = async () => {
    const now = clock.now();
    const { writes, startNext } = await endTask(run, now);
    const transition = finish(run, now);
    const result = await commit([transition.write, ...writes], { tables, random });
    if (result.ok) {
      // First, so that a queue that refuses does not cost the log line: the reconciler sends what it refused.
      await announceTransition(transition, ports);
      if (startNext) await startQueue.send(startNext);
      return true;
    }
    // The run refused: it still has work. Otherwise the task changed, and is read again.
    return result.refusals[0] ? false : AGAIN;
  };
  return await tries(TRIES, `end of run ${run.runId}`, finishOnce, () => false);
}

/** Counts the never attempted recipients of a cancelled run as skipped, once its last segment is closed. */
export async function dropCancelled(run: Run, ports: SendingPorts): Promise<void> {
  if (run.status !== 'cancelled' || run.open > 0 || run.finishedAt !== null) return;
  await apply(drop(run, ports.clock.now()), ports);
}
