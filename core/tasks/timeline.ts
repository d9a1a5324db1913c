import type { Instant } from '../clock.ts';
import { rangesTotal } from '../runs/ranges.ts';
import { readResult } from '../runs/results.ts';
import type { Run, Segment } from '../runs/run.ts';
import { readSegments, segmentsFrom } from '../runs/segment-store.ts';
import type { Tables } from '../tables.ts';

/** Points of one answer: as many as a chart can show. */
export const MAX_POINTS = 200;
/** Open segments that a place names; a run has at most 100. */
export const MAX_OPEN = 100;
/** Segments that one call reads: those of some millions of mails. */
const MAX_SEGMENTS = 5_000;
const SEGMENTS_PER_READ = 1_000;

/** Recipients by outcome. */
export interface Outcomes {
  sent: number;
  failed: number;
  skipped: number;
  unknown: number;
}

/** How many recipients had an outcome at an instant. */
export interface TimelinePoint extends Outcomes {
  at: Instant;
}

/** How far a timeline was read. */
export interface TimelinePlace {
  /** The first serial that was not read. */
  serial: number;
  /** Serials below it that were open. */
  open: number[];
  /** The last point: all that was counted. */
  last: TimelinePoint;
  /** Whether those that a cancellation left out were counted. */
  dropped: boolean;
}

export interface Timeline {
  /** Cumulative, in the order of time. */
  points: TimelinePoint[];
  /** Mails that were sent, by the quota day that granted them: of the segments behind `points` only. */
  days: { day: string; sent: number }[];
  next: TimelinePlace;
  /** Whether more can be read at once, from `next` on. */
  more: boolean;
}

/** Where the timeline of a run begins. */
export const TIMELINE_START: TimelinePlace = {
  serial: 0,
  open: [],
  last: { at: 0, sent: 0, failed: 0, skipped: 0, unknown: 0 },
  dropped: false,
};

/**
 * How the outcomes of a run came about, from its closed segments; `from` on: what closed since that place was read.
 * Nothing is stored for it. A segment counts at the instant of its close with the results that it has now, so that what
 * is found out about an unknown later shows where the timeline is read from its start.
 */
export async function readTimeline(tables: Tables, run: Run, from: TimelinePlace = TIMELINE_START): Promise<Timeline> {
  const { segments, serial, more } = await segmentsSince(tables, run.runId, from);
  const closed = segments.filter(({ status }) => status === 'done').sort(byClose);
  const open = segments.filter(({ status }) => status === 'open').map((segment) => segment.serial);
  const { points, days } = foldSegments(closed, from.last);
  const left = from.dropped || more || run.finishedAt === null ? 0 : rangesTotal(run.dropped);
  if (left > 0) {
    const last = points.at(-1) ?? from.last;
    points.push({ ...last, at: Math.max(last.at, run.finishedAt ?? 0), skipped: last.skipped + left });
  }
  const next = { serial, open, last: points.at(-1) ?? from.last, dropped: from.dropped || left > 0 };
  return { points: thinned(points), days, next, more };
}

/** The segments that were open at a place, and those after it. */
async function segmentsSince(
  tables: Tables,
  runId: string,
  { serial, open }: TimelinePlace,
): Promise<{ segments: Segment[]; serial: number; more: boolean }> {
  const segments = await readSegments(tables, runId, open);
  let next = serial;
  while (next - serial < MAX_SEGMENTS) {
    const read = await segmentsFrom(tables, runId, next, SEGMENTS_PER_READ);
    segments.push(...read);
    next = (read.at(-1)?.serial ?? next - 1) + 1;
    if (read.length < SEGMENTS_PER_READ) return { segments, serial: next, more: false };
  }
  return { segments, serial: next, more: true };
}

const byClose = (a: Segment, b: Segment): number => closeOf(a) - closeOf(b) || a.serial - b.serial;

const closeOf = ({ closedAt, openedAt }: Segment): Instant => closedAt ?? openedAt;

/** Adds closed segments up, in the order of their ends, on top of a point. */
function foldSegments(closed: Segment[], start: TimelinePoint): Pick<Timeline, 'points' | 'days'> {
  const points: TimelinePoint[] = [];
  const days = new Map<string, number>();
  let last = start;
  for (const segment of closed) {
    const own = outcomesOf(segment);
    days.set(segment.day, (days.get(segment.day) ?? 0) + own.sent);
    last = {
      // Pages are read one after the other: a close in between must not lead back in time.
      at: Math.max(last.at, closeOf(segment)),
      sent: last.sent + own.sent,
      failed: last.failed + own.failed,
      skipped: last.skipped + own.skipped,
      unknown: last.unknown + own.unknown,
    };
    points.push(last);
  }
  return { points, days: [...days].map(([day, sent]) => ({ day, sent })).sort((a, b) => (a.day < b.day ? -1 : 1)) };
}

/** What is deferred or throttled has no outcome yet: another segment has it. */
function outcomesOf({ n, results }: Segment): Outcomes {
  const outcomes: Outcomes = { sent: 0, failed: 0, skipped: 0, unknown: 0 };
  for (let index = 0; index < n; index += 1) {
    const result = readResult(results, index);
    if (result in outcomes) outcomes[result as keyof Outcomes] += 1;
  }
  return outcomes;
}

/** Evenly chosen, with the last one. */
function thinned(points: TimelinePoint[]): TimelinePoint[] {
  if (points.length <= MAX_POINTS) return points;
  const step = points.length / MAX_POINTS;
  return Array.from({ length: MAX_POINTS }, (_, i) => points[Math.ceil((i + 1) * step) - 1]).filter(
    (point) => point !== undefined,
  );
}
