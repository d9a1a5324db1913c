import { type Cause, causeOf } from '../mail/cause.ts';
import { rangesTotal } from '../runs/ranges.ts';
import { readResult } from '../runs/results.ts';
import type { Run, Segment } from '../runs/run.ts';
import { segmentsPage } from '../runs/segment-store.ts';
import type { Cursor, Tables } from '../tables.ts';
import { OUTCOMES, type Outcome } from './list-recipients.ts';

/** Reasons that are told apart; the recipients of all others are counted together, by their outcome. */
export const MAX_REASONS = 50;
const SEGMENTS_PER_READ = 1_000;
/** What a mail server said may name the recipient, whose address does not belong into a count. */
const ADDRESS = /[^\s<>@]{1,64}@[^\s<>@]{1,255}/g;

/** Recipients who were not mailed, or not surely, for the same reason. */
export interface ReasonCount {
  outcome: Exclude<Outcome, 'sent'>;
  /** As it is stored, with `…` for an address; null for all reasons that are not told apart. */
  reason: string | null;
  cause: Cause | null;
  recipients: number;
}

/** Why recipients of a run have no mail, the most frequent reason first: from all closed segments, as they are now. */
export async function countReasons(tables: Tables, run: Run): Promise<ReasonCount[]> {
  const counted = new Map<string, ReasonCount>();
  if (run.failed + run.skipped + run.unknown === 0) return [];
  let after: Cursor | null = null;
  do {
    const page: Awaited<ReturnType<typeof segmentsPage>> = await segmentsPage(tables, run.runId, {
      limit: SEGMENTS_PER_READ,
      after,
    });
    for (const segment of page.segments) if (segment.status === 'done') countSegment(counted, segment);
    after = page.next;
  } while (after !== null);
  const dropped = run.finishedAt === null ? 0 : rangesTotal(run.dropped);
  if (dropped > 0) count(counted, 'skipped', 'cancelled', dropped);
  return [...counted.values()].sort((a, b) => b.recipients - a.recipients);
}

function countSegment(counted: Map<string, ReasonCount>, { n, results, reasons }: Segment): void {
  for (let index = 0; index < n; index += 1) {
    const result = readResult(results, index);
    const outcome = OUTCOMES.find((known) => known === result);
    if (outcome !== undefined && outcome !== 'sent') count(counted, outcome, reasons[index] ?? null, 1);
  }
}

function count(counted: Map<string, ReasonCount>, outcome: ReasonCount['outcome'], stored: string | null, n: number) {
  const reason = stored === null ? null : stored.replaceAll(ADDRESS, '…');
  const name = `${outcome} ${reason}`;
  const isApart = counted.has(name) || counted.size < MAX_REASONS;
  const key = isApart ? name : outcome;
  const known = counted.get(key) ?? {
    outcome,
    reason: isApart ? reason : null,
    cause: isApart ? causeOf(outcome, reason) : null,
    recipients: 0,
  };
  known.recipients += n;
  counted.set(key, known);
}
