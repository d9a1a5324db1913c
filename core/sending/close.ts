import { type Instant, MINUTE } from '../clock.ts';
import { commit } from '../commit.ts';
import { segmentKey } from '../keys.ts';
import type { Log } from '../log.ts';
import { deferralDelay } from '../runs/deferral.ts';
import { putBack } from '../runs/ranges.ts';
import { readResult, writeResult } from '../runs/results.ts';
import type { Range, Refusal, Run, Segment } from '../runs/run.ts';
import { type RunChanges, readRun, runRow, updateRun } from '../runs/run-store.ts';
import { segmentFromItem, segmentRow } from '../runs/segment-store.ts';
import type { Write } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { refund } from '../warm-up/quota-ledger.ts';
import type { SendingPorts } from './ports.ts';
import type { WindowRefusal } from './refusal.ts';

/** How long evidence of an unknown hand-over may take to arrive before the resolver looks for it. */
const RESOLVE_AFTER = 15 * MINUTE;
/** Lost races with other closes of the run; after them the segment is left to a take-over. */
const TRIES = 50;

/** The closer: the owner, which knows its attempts, or any sender after the lease. */
export type ClosedBy = 'owner' | 'take-over';

export interface Tally {
  sent: number;
  failed: number;
  skipped: number;
  unknown: number;
  /** Quota that was granted and certainly not used. */
  unused: number;
  back: Range[];
  results: Uint8Array;
  reasons: Record<string, string>;
}

/**
 * The result of a segment. Recipients that were not attempted, or certainly not accepted for now, are put back. On a
 * take-over the recipients of the last window without a result may have been handed over: they are unknown.
 */
export function tallySegment(segment: Segment, by: ClosedBy, now: Instant): Tally {
  const tally: Tally = {
    sent: 0,
    failed: 0,
    skipped: 0,
    unknown: 0,
    unused: 0,
    back: [],
    results: segment.results.slice(),
    reasons: { ...segment.reasons },
  };
  const back: Range[] = [];
  for (let index = 0; index < segment.n; index += 1) {
    let result = readResult(segment.results, index);
    if (result === 'none' && by === 'take-over' && /* fence: take-over-marks */ index < segment.windowHigh) {
      result = 'unknown';
      writeResult(tally.results, index, 'unknown');
      tally.reasons[index] = 'the sender stopped in the middle of the hand-over';
    }
    if (result === 'none' || result === 'throttled') {
      back.push({ from: segment.from + index, n: 1, tries: segment.tries, notBefore: 0 });
    } else if (result === 'deferred') {
      const notBefore = now + deferralDelay(segment.tries);
      back.push({ from: segment.from + index, n: 1, tries: segment.tries + 1, notBefore });
    } else {
      tally[result] += 1;
    }
  }
  tally.back = putBack([], back);
  tally.unused = /* fence: unused */ segment.n - tally.sent - tally.unknown;
  return tally;
}

/**
 * Ends a segment, whatever the status of its run: results, counts, recipients put back and the refund in one
 * transaction. A segment that is closed already is success, and nothing is added twice. `refusal`: how its last window
 * was refused. `known`: the run as the sender saw it last, if it did; where all recipients have their outcome, its rest
 * and its doubts do not matter, and it is not read again.
 */
export async function closeSegment(
  read: Segment,
  by: ClosedBy,
  ports: SendingPorts,
  { refusal = null, known }: { refusal?: WindowRefusal | null; known?: Run } = {},
): Promise<void> {
  const { clock, log, tables, random } = ports;
  let segment = read;
  await tries(TRIES, `end of segment ${segment.serial} of run ${segment.runId}`, async () => {
    const now = clock.now();
    const tally = tallySegment(segment, by, now);
    const needsRun = refusal !== null || tally.unknown > 0 || tally.back.length > 0;
    const seen = /* fence: close-known */ needsRun ? undefined : known;
    const run = seen ?? (await readRun(tables, segment.runId));
    if (!run) throw new Error(`run ${segment.runId} of an open segment is missing`);
    const writes = [
      endSegment(segment, tally, by, now),
      closeOnRun(run, segment, tally, now, refusalOfRun(run, refusal, tally, by, now)),
    ];
    /* fence: close-refund */ if (tally.unused > 0 || tally.unknown > 0)
      writes.push(refund(run.domain, segment.day, tally));
    const result = await commit(writes, { tables, random });
    /* fence: close-once */ if (result.ok) return logClosed(segment, tally, log);
    const [segmentRefusal] = result.refusals;
    if (segmentRefusal) {
      const found = segmentRefusal.old && segmentFromItem(segmentRefusal.old);
      if (found?.status === 'done') return;
      // The dead sender's write-ahead arrived after the read: the row that has it decides.
      const isLateWrite = by === 'take-over' && found !== undefined && found.windowHigh > segment.windowHigh;
      if (!isLateWrite) throw new Error(`segment ${segment.serial} of run ${segment.runId} cannot be closed`);
      segment = found;
    }
    return AGAIN;
  });
}

const logClosed = ({ runId, serial }: Segment, { sent, failed, skipped, unknown }: Tally, log: Log): void =>
  log.info('segment-closed', { runId, serial, sent, failed, skipped, unknown });

const endSegment = (segment: Segment, tally: Tally, by: ClosedBy, now: Instant): Write => ({
  kind: 'update',
  table: 'Campaigns',
  key: segmentKey(segment.runId, segment.serial),
  ...segmentRow.change({
    status: 'done',
    results: tally.results,
    reasons: tally.reasons,
    closedAt: now,
    windowHigh: segment.windowHigh,
  }),
  when: [
    /* fence: close-status */ segmentRow.is('status', '=', 'open'),
    /* fence: close-owner */ segmentRow.is('owner', '=', segment.owner),
    // Any other sender: only after the lease, and only on the results that were read.
    ...(by === 'take-over'
      ? [
          /* fence: close-lease */ segmentRow.is('leaseUntil', '<', now),
          segmentRow.is('windowHigh', '=', segment.windowHigh),
        ]
      : []),
  ],
});

/**
 * What the run knows after a close: refused since the first refusal after an accepted mail, blocked since the first
 * block after a segment without one.
 */
function refusalOfRun(
  { refusal: known }: Run,
  refusal: WindowRefusal | null,
  { sent }: Tally,
  by: ClosedBy,
  now: Instant,
): Refusal | null | undefined {
  if (refusal !== null) {
    const { isBlocked, answer } = refusal;
    const since = sent === 0 && known ? known.since : now;
    return { since, blockedSince: isBlocked ? (known?.blockedSince ?? now) : null, answer };
  }
  return by === 'owner' && sent > 0 ? null : undefined;
}

function closeOnRun(
  run: Run,
  segment: Segment,
  tally: Tally,
  now: Instant,
  refusal: Refusal | null | undefined,
): Write {
  const { sent, failed, skipped, unknown, back } = tally;
  const changes: RunChanges = { movedAt: now, refusal };
  /* fence: close-rest */ if (back.length > 0) changes.rest = putBack(run.rest, back);
  /* fence: close-doubts */ if (unknown > 0)
    changes.doubts = [...run.doubts, { serial: segment.serial, dueAt: now + RESOLVE_AFTER }];
  return updateRun(run, changes, {
    /* fence: close-counts */ add: { sent, failed, skipped, unknown, open: -1 },
    endLease: segment.serial,
    when: [
      /* fence: close-run */ { item: 'exists' },
      /* fence: close-rest-condition */ ...(back.length > 0 ? [runRow.is('rest', '=', run.rest)] : []),
      /* fence: close-refusal */ ...(refusal ? [runRow.asRead('refusal', run.refusal)] : []),
      /* fence: close-doubts-condition */ ...(unknown > 0 ? [runRow.is('doubts', '=', run.doubts)] : []),
    ],
  });
}
