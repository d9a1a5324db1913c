import type { Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import type { Doubt, Run } from '../runs/run.ts';
import { endAsRead, leaveIfOver, lookAtAsRead, readRun, runRow, updateRun } from '../runs/run-store.ts';
import { readSegment } from '../runs/segment-store.ts';
import type { Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { resolveUnknown } from '../warm-up/quota-ledger.ts';
import { earliest, nextLook, provenSent, resolveSegment, unknownIn } from './evidence.ts';
import { lookAgain } from './look-again.ts';
import type { SendingPorts } from './ports.ts';

/** Lost races with the senders of the run; after them the reconciler looks again. */
const TRIES = 10;

/**
 * Looks for evidence of a run's unknown hand-overs that have had time to show it: a mail event makes one `sent`;
 * without any it stays unknown and is reported as such, and is looked at again an hour and a day after the close, which
 * no finish waits for. The only writer of closed segments.
 */
export async function resolveDoubts(run: Run, ports: SendingPorts): Promise<void> {
  const now = ports.clock.now();
  for (const doubt of run.doubts) {
    /* fence: resolve-due */ if (doubt.dueAt <= now) await resolveDoubt(run.runId, doubt, now, ports);
  }
  if (run.lookAt !== null && run.lookAt <= now) await lookAgain(run.runId, now, ports);
}

async function resolveDoubt(runId: string, doubt: Doubt, now: Instant, { tables, random }: SendingPorts) {
  const resolveOnce = async () => {
    const run = await readRun(tables, runId);
    if (!run?.doubts.some(({ serial }) => serial === doubt.serial)) return;
    const segment = await readSegment(tables, runId, doubt.serial);
    if (!segment) throw new Error(`segment ${doubt.serial} of run ${runId} is missing`);
    const proven = await provenSent(tables, segment);
    const next = unknownIn(segment) > proven.length ? nextLook(segment, now) : null;
    const writes = [resolveOnRun(run, doubt, proven.length, next), resolveSegment(segment, proven)];
    if (proven.length > 0) writes.push(resolveUnknown(run.domain, segment.day, proven.length));
    return (await commit(writes, { tables, random })).ok ? undefined : AGAIN;
  };
  await tries(TRIES, `doubt about segment ${doubt.serial} of run ${runId}`, resolveOnce, () => undefined);
}

function resolveOnRun(run: Run, doubt: Doubt, sent: number, next: Instant | null): Write {
  const doubts = run.doubts.filter(({ serial }) => serial !== doubt.serial);
  const lookAt = /* fence: look-set */ earliest(run.lookAt, next);
  return updateRun(
    run,
    { doubts, lookAt },
    {
      when: [/* fence: resolve-run */ runRow.is('doubts', '=', run.doubts), lookAtAsRead(run), endAsRead(run)],
      add: { sent, unknown: -sent },
      ...leaveIfOver({ ...run, doubts, lookAt }),
    },
  );
}
