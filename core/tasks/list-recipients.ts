import type { SnapshotReader } from '../audience/snapshot.ts';
import type { SnapshotStore } from '../audience/snapshot-store.ts';
import type { Instant } from '../clock.ts';
import { type Delivery, deliveryFromItem, mailKeyOf } from '../insight/mail-item.ts';
import { segmentKey, segmentsOfRun } from '../keys.ts';
import { rangesTotal } from '../runs/ranges.ts';
import { readResult } from '../runs/results.ts';
import { mailIdOf, type Run, type Segment } from '../runs/run.ts';
import { segmentFromItem, segmentsPage } from '../runs/segment-store.ts';
import type { Cursor, Tables } from '../tables.ts';

export const OUTCOMES = ['sent', 'failed', 'skipped', 'unknown'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The outcome of one recipient of a run, and its reason. */
export interface RecipientOutcome {
  email: string;
  outcome: Outcome;
  reason: string | null;
  /** When the outcome became final. */
  at: Instant | null;
  /** Null when no mail was created. */
  mailId: string | null;
  /** The recorded mail events; null until the first one. */
  delivery: Delivery | null;
}

/** Which recipients are wanted; what is left out is any. */
export interface RecipientFilter {
  outcome?: Outcome | undefined;
  /** The whole reason, or the code before its colon. */
  reason?: string | undefined;
}

/** Whether a filter lets an outcome through. */
export const isIn = (
  { outcome, reason }: Pick<RecipientOutcome, 'outcome' | 'reason'>,
  wanted: RecipientFilter,
): boolean =>
  (wanted.outcome === undefined || outcome === wanted.outcome) &&
  (wanted.reason === undefined || reason === wanted.reason || reason?.startsWith(`${wanted.reason}:`) === true);

/** Where a list continues: at an index of a segment, or at an offset in the positions that a cancel dropped. */
export type RecipientPlace = { serial: number; index: number } | { dropped: number };

export interface RecipientsPorts {
  tables: Tables;
  snapshots: SnapshotReader;
}

const SEGMENTS_PER_READ = 10;
/** Segments that one call reads: a rare outcome returns less than a page, and a place to continue. */
const MAX_SEGMENTS = 200;
/** Segments of one read when somebody is looked for. */
const SEGMENTS_PER_SEARCH = 500;
const FIRST_SERIAL = 0;

/** A recipient with an outcome, by their place in the snapshot. */
export interface FoundRecipient {
  /** In the snapshot. */
  position: number;
  outcome: Outcome;
  reason: string | null;
  at: Instant | null;
  mailId: string | null;
}

/**
 * Recipients of a run that have an outcome, in the order in which they were claimed; then those that a cancel dropped.
 * A page may have fewer than `limit`, or none, before the end.
 */
export async function listRecipients(
  run: Run,
  filter: RecipientFilter,
  page: { limit: number; from: RecipientPlace | null },
  ports: RecipientsPorts,
): Promise<{ recipients: RecipientOutcome[]; next: RecipientPlace | null }> {
  if (run.snapshot === null) return { recipients: [], next: null };
  const { found, next } = await findPage(run, filter, page, ports.tables);
  const [recipients, deliveries] = await Promise.all([
    withAddresses(run.snapshot, found, ports.snapshots),
    deliveriesOf(found, ports.tables),
  ]);
  return {
    recipients: recipients.map((each) => ({ ...each, delivery: deliveries.get(each.mailId ?? '') ?? null })),
    next,
  };
}

/** The outcome of one recipient of a run; undefined for somebody else, and for one without an outcome yet. */
export async function findRecipient(
  run: Run,
  email: string,
  { tables, snapshots }: { tables: Tables; snapshots: Pick<SnapshotStore, 'find'> },
): Promise<RecipientOutcome | undefined> {
  const position = run.snapshot === null ? null : await snapshots.find(run.snapshot, email);
  return position === null ? undefined : await recipientAt(run, position, email, { tables });
}

/** The outcome of the recipient at a position of a run's snapshot; undefined while there is none. */
export async function recipientAt(
  run: Run,
  position: number,
  email: string,
  { tables }: { tables: Tables },
): Promise<RecipientOutcome | undefined> {
  const found = (await inSegments(run, position, tables)) ?? inDropped(run, position);
  if (!found) return undefined;
  const { position: _position, ...outcome } = found;
  return { email, ...outcome, delivery: (await deliveriesOf([found], tables)).get(found.mailId ?? '') ?? null };
}

/** A position may lie in several segments: one that was closed early leaves the rest to a later one. */
async function inSegments(run: Run, position: number, tables: Tables): Promise<FoundRecipient | null> {
  let after: Cursor | null = null;
  do {
    const page: Awaited<ReturnType<typeof segmentsPage>> = await segmentsPage(tables, run.runId, {
      limit: SEGMENTS_PER_SEARCH,
      after,
    });
    for (const segment of page.segments) {
      const index = position - segment.from;
      const found = segment.status === 'done' && index >= 0 && index < segment.n && inSegment(segment, index, {});
      if (found) return found;
    }
    after = page.next;
  } while (after !== null);
  return null;
}

const inDropped = (run: Run, position: number): FoundRecipient | null =>
  run.dropped.some(({ from, n }) => position >= from && position < from + n) ? droppedAt(run, position) : null;

/** Who was never attempted when the run was cancelled. */
export const DROPPED = { outcome: 'skipped', reason: 'cancelled' } as const;

/** What became of somebody whom a cancel dropped. */
export const droppedAt = (run: Run, position: number): FoundRecipient => ({
  position,
  ...DROPPED,
  at: run.finishedAt,
  mailId: null,
});

async function findPage(
  run: Run,
  filter: RecipientFilter,
  { limit, from }: { limit: number; from: RecipientPlace | null },
  tables: Tables,
): Promise<{ found: FoundRecipient[]; next: RecipientPlace | null }> {
  const place = from ?? { serial: FIRST_SERIAL, index: 0 };
  if ('dropped' in place) return droppedPage(run, filter, place.dropped, limit, []);
  const found: FoundRecipient[] = [];
  let { serial, index } = place;
  for (let lookedAt = 0; lookedAt < MAX_SEGMENTS; lookedAt += SEGMENTS_PER_READ) {
    const segments = await segmentsFrom(tables, run.runId, serial);
    for (const segment of segments) {
      const first = segment.serial === serial ? index : 0;
      for (let i = first; segment.status === 'done' && i < segment.n; i += 1) {
        if (found.length === limit) return { found, next: { serial: segment.serial, index: i } };
        const match = inSegment(segment, i, filter);
        if (match) found.push(match);
      }
      serial = segment.serial + 1;
      index = 0;
    }
    if (segments.length < SEGMENTS_PER_READ) return droppedPage(run, filter, 0, limit, found);
  }
  return { found, next: { serial, index: 0 } };
}

async function segmentsFrom(tables: Tables, runId: string, serial: number): Promise<Segment[]> {
  const { items } = await tables.query({
    table: 'Campaigns',
    pk: segmentsOfRun(runId),
    from: segmentKey(runId, serial).sk,
    limit: SEGMENTS_PER_READ,
  });
  return items.map(segmentFromItem);
}

/** The outcome at a place of a closed segment; null without one, and for one that the filter leaves out. */
export function inSegment(segment: Segment, index: number, filter: RecipientFilter): FoundRecipient | null {
  const result = readResult(segment.results, index);
  const outcome = OUTCOMES.find((known) => known === result);
  const reason = segment.reasons[index] ?? null;
  if (outcome === undefined || !isIn({ outcome, reason }, filter)) return null;
  return {
    position: segment.from + index,
    outcome,
    reason,
    at: segment.closedAt,
    mailId: outcome === 'skipped' ? null : mailIdOf(segment.runId, segment.serial, index),
  };
}

/** Fills a page with recipients that were never attempted when the run was cancelled. */
function droppedPage(
  run: Run,
  filter: RecipientFilter,
  offset: number,
  limit: number,
  found: FoundRecipient[],
): { found: FoundRecipient[]; next: RecipientPlace | null } {
  const total = isIn(DROPPED, filter) ? rangesTotal(run.dropped) : 0;
  const n = Math.min(limit - found.length, total - offset);
  const end = offset + Math.max(n, 0);
  const positions = positionsDropped(run, offset, end);
  const dropped = positions.map((position) => droppedAt(run, position));
  return { found: [...found, ...dropped], next: end < total ? { dropped: end } : null };
}

/** The positions that a cancel dropped, from the `start`th of them to the `end`th, which is not included. */
export function positionsDropped(run: Run, start: number, end: number): number[] {
  const positions: number[] = [];
  let passed = 0;
  for (const { from, n } of run.dropped) {
    for (let i = Math.max(0, start - passed); i < n && passed + i < end; i += 1) positions.push(from + i);
    passed += n;
  }
  return positions;
}

/** Reads each range of neighbors in one call. */
async function withAddresses(snapshot: string, found: FoundRecipient[], snapshots: SnapshotReader) {
  const ranges: FoundRecipient[][] = [];
  for (const one of found) {
    const last = ranges.at(-1);
    if (last && last[last.length - 1]?.position === one.position - 1) last.push(one);
    else ranges.push([one]);
  }
  const read = ranges.map(async (range) => {
    const recipients = await snapshots.read(snapshot, range[0]?.position ?? 0, range.length);
    return range.map(({ position: _position, ...outcome }, i) => ({ email: recipients[i]?.email ?? '', ...outcome }));
  });
  return (await Promise.all(read)).flat();
}

/** One read for a page, which has 100 mails at most. */
async function deliveriesOf(found: FoundRecipient[], tables: Tables): Promise<Map<string, Delivery>> {
  const mailIds = found.flatMap(({ mailId }) => mailId ?? []);
  const items = mailIds.length === 0 ? [] : await tables.getMany('Mail', mailIds.map(mailKeyOf));
  return new Map(items.flatMap((item, i) => (item ? [[mailIds[i] ?? '', deliveryFromItem(item)] as const] : [])));
}
