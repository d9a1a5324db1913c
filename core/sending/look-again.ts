import type { Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import type { Run, Segment } from '../runs/run.ts';
import { endAsRead, leaveIfOver, lookAtAsRead, readRun, runRow, updateRun } from '../runs/run-store.ts';
import { readSegment, segmentsPage } from '../runs/segment-store.ts';
import type { Cursor } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { resolveUnknown } from '../warm-up/quota-ledger.ts';
import { earliest, laterLooks, nextLook, onGrid, provenSent, resolveSegment, unknownIn } from './evidence.ts';
import type { SendingPorts } from './ports.ts';

type Ports = Pick<SendingPorts, 'tables' | 'random'>;

/** Lost races with other looks and closes; after them the reconciler looks again. */
const TRIES = 10;
const SEGMENTS_PER_READ = 100;

/**
 * Looks for late evidence in the closed segments of a run whose later looks are due, and sets its next look. Every
 * segment is changed on its own, so that a crash in the middle loses nothing: the look stays due.
 */
export async function lookAgain(runId: string, now: Instant, ports: Ports): Promise<void> {
  const run = await readRun(ports.tables, runId);
  if (!run || run.lookAt === null || run.lookAt > now) return;
  const since = run.lookAt;
  const inDoubt = new Set(run.doubts.map(({ serial }) => serial));
  let next: Instant | null = null;
  let after: Cursor | null = null;
  do {
    const page = await segmentsPage(ports.tables, runId, { limit: SEGMENTS_PER_READ, after });
    for (const segment of page.segments) {
      // The first look of a doubt sets the next by itself.
      if (segment.status !== 'done' || inDoubt.has(segment.serial) || unknownIn(segment) === 0) continue;
      const isDue = laterLooks(segment).some((at) => at >= since && at <= now);
      const isOver = isDue && (await resolveLate(run, segment, ports));
      if (!isOver) next = earliest(next, nextLook(segment, now));
    }
    after = page.next;
  } while (after !== null);
  await setNextLook(run, next, now, ports);
}

/** Whether nobody in a segment is unknown any more. */
async function resolveLate(run: Run, read: Segment, { tables, random }: Ports): Promise<boolean> {
  let segment: Segment | undefined = read;
  return await tries(
    TRIES,
    `late evidence of segment ${read.serial} of run ${run.runId}`,
    async () => {
      if (!segment) return true;
      const proven = await provenSent(tables, segment);
      const isOver = unknownIn(segment) === proven.length;
      if (proven.length === 0) return isOver;
      const counts = { sent: proven.length, unknown: -proven.length };
      const writes = [
        updateRun(run, {}, { when: [{ item: 'exists' }], add: counts }),
        resolveSegment(segment, proven),
        resolveUnknown(run.domain, segment.day, proven.length),
      ];
      if ((await commit(writes, { tables, random })).ok) return isOver;
      segment = await readSegment(tables, run.runId, read.serial);
      return AGAIN;
    },
    () => false,
  );
}

async function setNextLook(read: Run, found: Instant | null, now: Instant, { tables }: Ports): Promise<void> {
  await tries(
    TRIES,
    `next look at run ${read.runId}`,
    async () => {
      const run = await readRun(tables, read.runId);
      if (!run || run.lookAt !== read.lookAt) return;
      // A first look that came in between has left its next look to this one, whose instant was earlier.
      const isComplete = read.doubts.every(({ serial }) => run.doubts.some((doubt) => doubt.serial === serial));
      const lookAt = isComplete ? found : earliest(found, onGrid(now + 1));
      const when = [lookAtAsRead(run), /* fence: look-doubts */ runRow.is('doubts', '=', run.doubts), endAsRead(run)];
      const write = updateRun(run, { lookAt }, { when, ...leaveIfOver({ ...run, lookAt }) });
      return (await tables.write(write)).ok ? undefined : AGAIN;
    },
    () => undefined,
  );
}
