import type { ListChoice } from '../audience/list-choice.ts';
import type { Instant } from '../clock.ts';
import type { HoldReason } from './holds.ts';

export const RUN_STATUSES = ['preparing', 'sending', 'paused', 'error', 'finished', 'cancelled', 'missed'] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Maximum length of the id of a run, in characters. */
export const MAX_RUN_ID_LENGTH = 64;

/** Why a run cannot continue. */
export const RUN_ERRORS = [
  'domain-not-verified',
  'template-missing',
  'list-missing',
  'too-many-recipients',
  'mail-too-large',
  'sending-disabled',
] as const;
export type RunError = (typeof RUN_ERRORS)[number];

/** Outcomes that a run may try again. */
export const RETRY_OUTCOMES = ['failed', 'unknown'] as const;
export type RetryOutcome = (typeof RETRY_OUTCOMES)[number];

/**
 * Positions `from` to `from + n - 1` without an owner. `tries`: earlier hand-overs that were deferred
 * (docs/decisions/0003-deferred-recipients.md).
 */
export interface Range {
  from: number;
  n: number;
  tries: number;
  /** Not to be claimed before; 0 for no wait. */
  notBefore: Instant;
}

/** A closed segment with unknown outcomes, which the resolver checks from `dueAt` on. */
export interface Doubt {
  serial: number;
  dueAt: Instant;
}

export interface Counts {
  requested: number;
  sent: number;
  failed: number;
  skipped: number;
  unknown: number;
  cached: number;
  inFlight: number;
}

/** A time in which nothing of a run was accepted: every window ended with a refusal that concerns all mails. */
export interface Refusal {
  since: Instant;
  /** Since when, without a break, by something that may block all mails until somebody acts; else null. */
  blockedSince: Instant | null;
  /** The last answer of the mail server, or why it was not reached. */
  answer: string;
}

/** The row through which all senders of a run agree; the protocol's conditions guard it. */
export interface Run {
  runId: string;
  taskId: string;
  domain: string;
  lists: ListChoice;
  /** The occurrence that this run is; also the instant of a retry. */
  scheduledFor: Instant;
  status: RunStatus;
  /** With status `paused`. */
  hold: HoldReason | null;
  holdSince: Instant | null;
  /** When a hold ends automatically. */
  wakeAt: Instant | null;
  /** The quota day (ISO date) for which `wakeAt` was set last. */
  parkDay: string | null;
  /** The task of the oldest run ahead, when parked behind another. */
  behind: string | null;
  error: RunError | null;
  /** Why an occurrence was `missed`. */
  reason: string | null;
  /** The key of the snapshot; null while it is not frozen. */
  snapshot: string | null;
  /** When the audience was frozen. */
  frozenAt: Instant | null;
  /** Recipients in the snapshot. */
  count: number;
  /** Of them, recipients that were excluded when the snapshot was frozen. */
  skips?: number;
  /** First position never claimed. */
  next: number;
  rest: Range[];
  /** Open segments. */
  open: number;
  /** When the lease of each open segment ends, by its serial. */
  leases: Record<string, Instant>;
  /** Serial of the next segment. */
  serial: number;
  doubts: Doubt[];
  /** When the resolver looks again at what has stayed unknown; null for never. It holds up nothing. */
  lookAt: Instant | null;
  sent: number;
  failed: number;
  skipped: number;
  unknown: number;
  /** Of a cancelled run: the positions that were never attempted, counted as skipped once `open` was 0. */
  dropped: Range[];
  /** Of a retry: the run whose recipients it mails again, and the outcomes that it repeats. */
  retryOf: string | null;
  retryOutcomes: RetryOutcome[] | null;
  createdAt: Instant;
  /** When it first went to `sending`. */
  startedAt: Instant | null;
  finishedAt: Instant | null;
  /** When a segment of it was last claimed or closed. */
  movedAt: Instant | null;
  /** When its delayed token arrives; a hint (docs/decisions/0004-one-delayed-token.md). */
  tokenAt?: Instant | null;
  /** Null while mails are accepted. */
  refusal?: Refusal | null;
  /** Whether its mail events are counted in rows of its own; missing in the runs of earlier versions. */
  countsEvents?: boolean;
}

/**
 * The four bits of a segment for one recipient. `deferred` and `throttled` were certainly not accepted and go back to
 * the run's `rest`: a deferred recipient with one more try, a throttled one as if nothing had happened.
 */
export type Result = 'none' | 'sent' | 'failed' | 'skipped' | 'unknown' | 'deferred' | 'throttled';

export const SEGMENT_STATUSES = ['open', 'done'] as const;

export interface Segment {
  runId: string;
  serial: number;
  from: number;
  n: number;
  status: (typeof SEGMENT_STATUSES)[number];
  /** A random id of the invocation that claimed it. */
  owner: string;
  /** From here on anyone may close it: the owner is certainly gone. */
  leaseUntil: Instant;
  /** The quota day (ISO date) that granted it. */
  day: string;
  /** How often its recipients were deferred before. */
  tries: number;
  /** Recipients below this index may have been handed over. */
  windowHigh: number;
  /** Four bits a recipient. */
  results: Uint8Array;
  /** Why, for those that failed, were skipped or are unknown: index in the segment → reason. */
  reasons: Record<string, string>;
  openedAt: Instant;
  /** When its results became final; the hand-over time that the API shows. */
  closedAt: Instant | null;
}

/** The run of an occurrence always has the same id, so that a second delivery finds the first's run. */
export const runIdOf = (taskId: string, scheduledFor: Instant): string =>
  `${taskId}-${scheduledFor.toString(36).padStart(9, '0')}`;

/** Names run, segment and index in the segment; every character is allowed in an SES tag. */
export const mailIdOf = (runId: string, serial: number, index: number): string => `${runId}-${serial}-${index}`;
