import type { Instant } from '../clock.ts';
import { segmentKey, segmentsOfRun } from '../keys.ts';
import { rowOf } from '../row.ts';
import type { Cursor, Item, Tables } from '../tables.ts';
import { type Run, SEGMENT_STATUSES, type Segment } from './run.ts';

/** Conditions and changes of a segment's row. */
export const segmentRow = rowOf<Segment>('segment');

export const segmentToItem = (segment: Segment): Item =>
  segmentRow.item(segmentKey(segment.runId, segment.serial), segment);

export const segmentFromItem = (item: Item): Segment => {
  const r = segmentRow.reader(item);
  return {
    runId: r.text('runId'),
    serial: r.number('serial'),
    from: r.number('from'),
    n: r.number('n'),
    status: r.oneOf('status', SEGMENT_STATUSES),
    owner: r.text('owner'),
    leaseUntil: r.instant('leaseUntil'),
    day: r.text('day'),
    tries: r.number('tries'),
    windowHigh: r.number('windowHigh'),
    results: r.bytes('results'),
    reasons: r.structure('reasons'),
    openedAt: r.instant('openedAt'),
    closedAt: r.instantOrNull('closedAt'),
  };
};

/** Strongly consistent. */
export async function readSegment(tables: Tables, runId: string, serial: number): Promise<Segment | undefined> {
  const item = await tables.get('Campaigns', segmentKey(runId, serial));
  return item && segmentFromItem(item);
}

/** The segments of a run in the order in which they were claimed. */
export async function segmentsPage(
  tables: Tables,
  runId: string,
  page: { limit: number; after: Cursor | null },
): Promise<{ segments: Segment[]; next: Cursor | null }> {
  const { items, next } = await tables.query({
    table: 'Campaigns',
    pk: segmentsOfRun(runId),
    prefix: 'SEGMENT#',
    ...page,
  });
  return { segments: items.map(segmentFromItem), next };
}

/** Up to `limit` segments of a run, from a serial on, in the order in which they were claimed. Strongly consistent. */
export async function segmentsFrom(tables: Tables, runId: string, serial: number, limit: number): Promise<Segment[]> {
  const { items } = await tables.query({
    table: 'Campaigns',
    pk: segmentsOfRun(runId),
    from: segmentKey(runId, serial).sk,
    to: 'SEGMENT#~',
    limit,
  });
  return items.map(segmentFromItem);
}

/** Segments of a run by their serials, at most 100; those that are gone are left out. Strongly consistent. */
export async function readSegments(tables: Tables, runId: string, serials: number[]): Promise<Segment[]> {
  if (serials.length === 0) return [];
  const rows = await tables.getMany(
    'Campaigns',
    serials.map((serial) => segmentKey(runId, serial)),
  );
  return rows.filter((row) => row !== undefined).map(segmentFromItem);
}

/**
 * The open segments of a run whose lease ended before `now`. The run row names them, except those that an older version
 * of the code claimed: while the row counts more open segments than it names, all of the run's segments are read.
 */
export async function expiredSegments(tables: Tables, run: Run, now: Instant): Promise<Segment[]> {
  const serials = Object.entries(run.leases).flatMap(([serial, until]) =>
    /* fence: expired-leases */ until < now ? [Number(serial)] : [],
  );
  const named = await readOpen(tables, run.runId, serials);
  const alive = Object.keys(run.leases).length - serials.length;
  const open = alive + named.length < run.open ? await allOpen(tables, run.runId) : named;
  return /* fence: expired-segments */ open.filter((segment) => segment.leaseUntil < now);
}

const readOpen = async (tables: Tables, runId: string, serials: number[]): Promise<Segment[]> =>
  (await readSegments(tables, runId, serials)).filter(({ status }) => status === 'open');

async function allOpen(tables: Tables, runId: string): Promise<Segment[]> {
  const open: Segment[] = [];
  let after: Cursor | null = null;
  do {
    const page: { segments: Segment[]; next: Cursor | null } = await segmentsPage(tables, runId, { limit: 100, after });
    open.push(...page.segments.filter(({ status }) => status === 'open'));
    after = page.next;
  } while (after !== null);
  return open;
}
