import { commit } from '../commit.ts';
import { mailsOfSegment, segmentKey } from '../keys.ts';
import { readResult, writeResult } from '../runs/results.ts';
import type { Doubt, Run, Segment } from '../runs/run.ts';
import { readRun, runRow, updateRun } from '../runs/run-store.ts';
import { readSegment, segmentRow } from '../runs/segment-store.ts';
import type { Cursor, Tables, Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { resolveUnknown } from '../warm-up/quota-ledger.ts';
import type { SendingPorts } from './ports.ts';

/** Lost races with the senders of the run; after them the reconciler looks again. */
const TRIES = 10;

/**
 * Looks for evidence of a run's unknown hand-overs that have had time to show it: a mail event makes one `sent`;
 * without any it stays unknown and is reported as such. The only writer of closed segments.
 */
export async function resolveDoubts(run: Run, ports: SendingPorts): Promise<void> {
  const now = ports.clock.now();
  for (const doubt of run.doubts) {
    /* fence: resolve-due */ if (doubt.dueAt <= now) await resolveDoubt(run.runId, doubt, ports);
  }
}

async function resolveDoubt(runId: string, doubt: Doubt, { tables, random }: SendingPorts): Promise<void> {
  const resolveOnce = async () => {
    const run = await readRun(tables, runId);
    if (!run?.doubts.some(({ serial }) => serial === doubt.serial)) return;
    const segment = await readSegment(tables, runId, doubt.serial);
    if (!segment) throw new Error(`segment ${doubt.serial} of run ${runId} is missing`);
    const proven = await provenSent(tables, segment);
    const writes = [resolveOnRun(run, doubt, proven.length), resolveSegment(segment, proven)];
    if (proven.length > 0) writes.push(resolveUnknown(run.domain, segment.day, proven.length));
    return (await commit(writes, { tables, random })).ok ? undefined : AGAIN;
  };
  await tries(TRIES, `doubt about segment ${doubt.serial} of run ${runId}`, resolveOnce, () => undefined);
}

/** Indexes of a segment's unknown recipients that have a mail event. */
async function provenSent(tables: Tables, segment: Segment): Promise<number[]> {
  const proven: number[] = [];
  let after: Cursor | null = null;
  do {
    const page = await tables.query({ table: 'Mail', pk: mailsOfSegment(segment.runId, segment.serial), after });
    for (const { sk } of page.items) {
      const index = Number(sk);
      /* fence: resolve-evidence */ if (readResult(segment.results, index) === 'unknown') proven.push(index);
    }
    after = page.next;
  } while (after !== null);
  return proven;
}

function resolveSegment(segment: Segment, proven: number[]): Write {
  const results = segment.results.slice();
  const reasons = { ...segment.reasons };
  for (const index of proven) {
    writeResult(results, index, 'sent');
    delete reasons[index];
  }
  return {
    kind: 'update',
    table: 'Campaigns',
    key: segmentKey(segment.runId, segment.serial),
    ...segmentRow.change({ results, reasons }),
    /* fence: resolve-segment */ when: [
      segmentRow.is('status', '=', 'done'),
      segmentRow.is('results', '=', segment.results),
    ],
  };
}

function resolveOnRun(run: Run, doubt: Doubt, sent: number): Write {
  const doubts = run.doubts.filter(({ serial }) => serial !== doubt.serial);
  const isOver = doubts.length === 0 && run.finishedAt !== null;
  return updateRun(
    run,
    { doubts },
    {
      // The later of this write and the drop of a cancelled run sees the other, and ends the run's place in the index.
      when: [
        /* fence: resolve-run */ runRow.is('doubts', '=', run.doubts),
        run.finishedAt === null ? runRow.missing('finishedAt') : runRow.present('finishedAt'),
      ],
      add: { sent, unknown: -sent },
      // A cancelled run stays in the reconciler's index until its last doubt is resolved.
      ...(isOver ? { leave: ['work'] } : {}),
    },
  );
}
