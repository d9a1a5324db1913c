import { DAY, HOUR, type Instant, MINUTE } from '../clock.ts';
import { mailsOfSegment, segmentKey } from '../keys.ts';
import { readResult, writeResult } from '../runs/results.ts';
import type { Segment } from '../runs/run.ts';
import { segmentRow } from '../runs/segment-store.ts';
import type { Cursor, Tables, Write } from '../tables.ts';

/** Looks for late evidence, after the close of a segment. The first look is its doubt's. */
const LATER_LOOKS = [HOUR, DAY] as const;
/** Looks of a run come together on this grid, so that there are few of them, however many its segments. */
const GRID = 15 * MINUTE;

/** The first instant on the grid of looks that is not before another. */
export const onGrid = (at: Instant): Instant => Math.ceil(at / GRID) * GRID;

/** When a closed segment is looked at again. */
export const laterLooks = ({ closedAt }: Segment): Instant[] =>
  closedAt === null ? [] : LATER_LOOKS.map((after) => onGrid(closedAt + after));

/** The first of its later looks that is still to come; null after the last. */
export const nextLook = (segment: Segment, now: Instant): Instant | null =>
  laterLooks(segment).find((at) => at > now) ?? null;

/** The earlier of two instants, either of which may be missing. */
export const earliest = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);

/** How many recipients of a segment are unknown. */
export function unknownIn({ n, results }: Segment): number {
  let unknown = 0;
  for (let index = 0; index < n; index += 1) if (readResult(results, index) === 'unknown') unknown += 1;
  return unknown;
}

/** Indexes of a segment's unknown recipients that have a mail event: the mail server has taken their mail. */
export async function provenSent(tables: Tables, segment: Segment): Promise<number[]> {
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

/** Makes the proven recipients of a closed segment `sent`, on the condition that its results are as they were read. */
export function resolveSegment(segment: Segment, proven: number[]): Write {
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
