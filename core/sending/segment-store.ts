import type { Instant } from '../clock.ts';
import { segmentKey, segmentsOfRun } from '../keys.ts';
import type { Cursor, Item, Tables } from '../tables.ts';
import type { Run, Segment } from './run.ts';

export const segmentToItem = (segment: Segment): Item => ({
  ...segmentKey(segment.runId, segment.serial),
  ...segment,
  closedAt: segment.closedAt ?? undefined,
});

export const segmentFromItem = (item: Item): Segment => {
  const { pk: _pk, sk: _sk, ...segment } = item;
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

/** The open segments of a run whose lease ended before `now`. */
export async function expiredSegments(tables: Tables, run: Run, now: Instant): Promise<Segment[]> {
  const serials = Object.entries(run.leases).flatMap(([serial, until]) => (until < now ? [Number(serial)] : []));
  if (serials.length === 0) return [];
  const rows = await tables.getMany(
    'Campaigns',
    serials.map((serial) => segmentKey(run.runId, serial)),
  );
  return rows
    .filter((row) => row !== undefined)
    .map(segmentFromItem)
    .filter((segment) => segment.status === 'open' && segment.leaseUntil < now);
}
