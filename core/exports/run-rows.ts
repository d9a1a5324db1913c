import type { FrozenRecipient, SnapshotReader } from '../audience/snapshot.ts';
import { isoOrNull } from '../clock.ts';
import { type Delivery, deliveryFromItem } from '../insight/mail-item.ts';
import { mailsOfSegment } from '../keys.ts';
import type { Run, Segment } from '../runs/run.ts';
import { readRun } from '../runs/run-store.ts';
import { segmentsFrom } from '../runs/segment-store.ts';
import type { Cursor, Item, Tables } from '../tables.ts';
import {
  DROPPED,
  droppedAt,
  type FoundRecipient,
  inSegment,
  isIn,
  positionsDropped,
  type RecipientFilter,
} from '../tasks/list-recipients.ts';
import type { ExportPlace } from './export.ts';
import { ExportFailure } from './export-failure.ts';
import type { RowPage, RowSource } from './rows.ts';

/** Segments that are read side by side: each has a few hundred recipients. */
const SEGMENTS_AT_ONCE = 8;
/** Recipients of a page that a cancel dropped. */
const DROPPED_PER_PAGE = 2_000;

const COLUMNS = [
  ...['email', 'outcome', 'reason', 'at', 'mailId', 'delivery', 'deliveredAt', 'bouncedAt', 'bounce'],
  ...['complainedAt', 'openedAt', 'clickedAt', 'unsubscribedAt'],
];

type RunPlace = { serial: number } | { dropped: number };

interface RunRowsPorts {
  tables: Tables;
  snapshots: SnapshotReader;
}

/**
 * The recipients of a run that have an outcome, in the order in which they were claimed, with what became of their
 * mails; then those that a cancel dropped.
 */
export const runRows = (ports: RunRowsPorts, runId: string, filter: RecipientFilter): RowSource =>
  async function* (from: ExportPlace): AsyncGenerator<RowPage> {
    const run = await readRun(ports.tables, runId);
    if (!run) throw new ExportFailure('run-missing', `the run ${runId} was deleted before its export had ended`);
    let place = from as RunPlace | null;
    if (place === null) {
      place = { serial: 0 };
      yield { lines: [COLUMNS], rows: 0, place };
    }
    // A run that failed to begin has no snapshot.
    const { snapshot } = run;
    if (snapshot === null) return;
    if ('serial' in place) {
      yield* segmentRows(ports, { run, snapshot, filter }, place.serial);
      place = { dropped: 0 };
    }
    if (isIn(DROPPED, filter)) yield* droppedRows(ports.snapshots, run, snapshot, place.dropped);
  };

interface Wanted {
  run: Run;
  snapshot: string;
  filter: RecipientFilter;
}

async function* segmentRows(ports: RunRowsPorts, wanted: Wanted, first: number): AsyncGenerator<RowPage> {
  for (let serial = first; ; ) {
    const segments = await segmentsFrom(ports.tables, wanted.run.runId, serial, SEGMENTS_AT_ONCE);
    const read = await Promise.all(segments.map((segment) => rowsOfSegment(ports, wanted, segment)));
    serial = (segments.at(-1)?.serial ?? serial) + 1;
    const lines = read.flat();
    yield { lines, rows: lines.length, place: { serial } };
    if (segments.length < SEGMENTS_AT_ONCE) return;
  }
}

async function rowsOfSegment(
  { tables, snapshots }: RunRowsPorts,
  { run, snapshot, filter }: Wanted,
  segment: Segment,
): Promise<string[][]> {
  if (segment.status !== 'done') return [];
  const found: { index: number; one: FoundRecipient }[] = [];
  for (let index = 0; index < segment.n; index += 1) {
    const one = inSegment(segment, index, filter);
    if (one) found.push({ index, one });
  }
  if (found.length === 0) return [];
  const [recipients, deliveries] = await Promise.all([
    snapshots.read(snapshot, segment.from, segment.n),
    deliveriesOf(tables, run.runId, segment.serial),
  ]);
  return found.map(({ index, one }) => lineOf(one, recipients[index], deliveries.get(String(index)) ?? null));
}

/** What mail events wrote of a segment's mails, by their places in it. */
async function deliveriesOf(tables: Tables, runId: string, serial: number): Promise<Map<string, Delivery>> {
  const deliveries = new Map<string, Delivery>();
  let after: Cursor | null = null;
  do {
    const page: { items: Item[]; next: Cursor | null } = await tables.query({
      table: 'Mail',
      pk: mailsOfSegment(runId, serial),
      after,
    });
    for (const item of page.items) deliveries.set(item.sk, deliveryFromItem(item));
    after = page.next;
  } while (after !== null);
  return deliveries;
}

async function* droppedRows(
  snapshots: SnapshotReader,
  run: Run,
  snapshot: string,
  first: number,
): AsyncGenerator<RowPage> {
  for (let at = first; ; at += DROPPED_PER_PAGE) {
    const positions = positionsDropped(run, at, at + DROPPED_PER_PAGE);
    const [start] = positions;
    if (start === undefined) return;
    const lines: string[][] = [];
    for (const { from, n } of neighborsIn(positions)) {
      const recipients = await snapshots.read(snapshot, from, n);
      lines.push(...recipients.map((recipient, i) => lineOf(droppedAt(run, from + i), recipient, null)));
    }
    yield { lines, rows: lines.length, place: { dropped: at + positions.length } };
  }
}

/** Positions as ranges, each of which is one read. */
function neighborsIn(positions: number[]): { from: number; n: number }[] {
  const ranges: { from: number; n: number }[] = [];
  for (const position of positions) {
    const last = ranges.at(-1);
    if (last && last.from + last.n === position) last.n += 1;
    else ranges.push({ from: position, n: 1 });
  }
  return ranges;
}

const lineOf = (
  { outcome, reason, at, mailId }: FoundRecipient,
  recipient: FrozenRecipient | undefined,
  delivery: Delivery | null,
): string[] => [
  recipient?.email ?? '',
  outcome,
  reason ?? '',
  timeOf(at),
  mailId ?? '',
  delivery?.status ?? '',
  timeOf(delivery?.deliveredAt),
  timeOf(delivery?.bouncedAt),
  delivery?.bounce?.kind ?? '',
  timeOf(delivery?.complainedAt),
  timeOf(delivery?.openedAt),
  timeOf(delivery?.clickedAt),
  timeOf(delivery?.unsubscribedAt),
];

const timeOf = (at: number | null | undefined): string => isoOrNull(at ?? null) ?? '';
