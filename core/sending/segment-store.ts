import { segmentKey, segmentsOfRun } from '../keys.ts';
import type { Cursor, Item, Tables } from '../tables.ts';
import type { Segment } from './run.ts';

/** Partition of the index `work` that lists the open segments of a run. */
const openSegmentsOf = (runId: string): string => `OPEN#${runId}`;

export const segmentToItem = (segment: Segment): Item => ({
  ...segmentKey(segment.runId, segment.serial),
  ...segment,
  closedAt: segment.closedAt ?? undefined,
  workPk: segment.status === 'open' ? openSegmentsOf(segment.runId) : undefined,
  workSk: segment.status === 'open' ? String(segment.leaseUntil).padStart(15, '0') : undefined,
});

export const segmentFromItem = (item: Item): Segment => {
  const { pk: _pk, sk: _sk, workPk: _workPk, workSk: _workSk, ...segment } = item;
  return { closedAt: null, ...segment } as unknown as Segment;
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

/** Open segments whose lease ended before `now`, at most 100. The index lags behind: a segment may be found later. */
export async function expiredSegments(tables: Tables, runId: string, now: number): Promise<Segment[]> {
  const { items } = await tables.query({
    table: 'Campaigns',
    index: 'work',
    pk: openSegmentsOf(runId),
    to: String(now - 1).padStart(15, '0'),
    limit: 100,
  });
  if (items.length === 0) return [];
  const rows = await tables.getMany(
    'Campaigns',
    items.map(({ pk, sk }) => ({ pk, sk })),
  );
  return rows
    .filter((row) => row !== undefined)
    .map(segmentFromItem)
    .filter((segment) => segment.status === 'open' && segment.leaseUntil < now);
}
