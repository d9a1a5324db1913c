import { commit } from '../commit.ts';
import { dropUnclaimed } from '../runs/drop.ts';
import type { Run } from '../runs/run.ts';
import { runIs, unchanged, updateRun } from '../runs/run-store.ts';
import { AGAIN, tries } from '../tries.ts';
import { runEvent } from '../webhooks/events.ts';
import type { SendingPorts } from './ports.ts';

/** Changes of the task meanwhile; after them the run is left to its next token. */
const TRIES = 5;

/**
 * Ends a run in which everybody has an outcome, together with its place in the task. Every condition is the run's own:
 * nobody is left to claim, no segment is open, no doubt is unsettled.
 */
export async function finishRun(run: Run, ports: SendingPorts): Promise<boolean> {
  const { clock, endTask, log, publish, random, startQueue, tables } = ports;
  if (run.next !== run.count || run.rest.length > 0 || run.open > 0 || run.doubts.length > 0) return false;
  const finishOnce = async () => {
    const now = clock.now();
    const { writes, startNext } = await endTask(run, now);
    const finish = updateRun(
      run.runId,
      { status: 'finished', finishedAt: now, hold: null, holdSince: null, behind: null },
      {
        when: [
          runIs('status', '=', 'sending'),
          runIs('next', '=', run.count),
          unchanged({ ...run, rest: [] }, 'rest'),
          runIs('open', '=', 0),
          unchanged({ ...run, doubts: [] }, 'doubts'),
        ],
        unindex: ['workPk', 'workSk', 'parkedPk', 'parkedSk'],
      },
    );
    const result = await commit([finish, ...writes], { tables, random });
    if (result.ok) {
      log.info('run-finished', { runId: run.runId });
      if (startNext) await startQueue.send(startNext);
      await publish?.(runEvent('task.finished', { ...run, status: 'finished' }, now));
      return true;
    }
    // The run refused: something is left to do. Otherwise the task changed meanwhile, and is read again.
    return result.refusals[0] ? false : AGAIN;
  };
  return await tries(TRIES, `end of run ${run.runId}`, finishOnce, () => false);
}

/** Counts what was never attempted of a cancelled run as skipped, once its last segment is closed. */
export async function settleCancelled(run: Run, { clock, tables }: SendingPorts): Promise<void> {
  if (run.status !== 'cancelled' || run.open > 0 || run.finishedAt !== null) return;
  await tables.write(dropUnclaimed(run, clock.now()));
}
