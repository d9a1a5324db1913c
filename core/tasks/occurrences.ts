import { DAY, type Instant } from '../clock.ts';
import { nextOccurrence, nextOnGrid } from './schedule.ts';
import type { Task } from './task.ts';

/**
 * Why an occurrence was not started: the product was down, the user had paused the task, or an earlier run was still in
 * progress.
 */
type MissedReason = 'outage' | 'paused' | 'overlap';

export interface Missed {
  at: Instant;
  reason: MissedReason;
}

/** The occurrences of a task that have come due: misfires, and the one to catch up. */
export interface Misfires {
  /** The latest of the missed ones, at most `MAX_MISSED_RECORDED`. */
  missed: Missed[];
  missedCount: number;
  /** The latest due occurrence, if it is still to be caught up. Not handled yet. */
  due: Instant | null;
  /** The first occurrence after `now`. */
  next: Instant | null;
}

/** The decision about the occurrences that are due. */
export interface DueDecision {
  /** To be started now. */
  start: Instant | null;
  /** Waits for the active run to end, from now on. */
  queue: Instant | null;
  /** The latest of the missed ones, at most `MAX_MISSED_RECORDED`. */
  missed: Missed[];
  missedCount: number;
  /** Occurrences that were handled: started, queued or missed. */
  handled: number;
  next: Instant | null;
}

/** Missed occurrences that become a run each; more are only counted. They fit into one transaction with their task. */
export const MAX_MISSED_RECORDED = 90;

/**
 * Finds the occurrences that are due, and which of them are misfires: all but the latest, and that one too if it is a
 * complete interval or 24 hours late.
 */
export function findMisfires(task: Task, now: Instant): Misfires {
  const due: Instant[] = [];
  let count = 0;
  let next = task.dueAt;
  while (next !== null && next <= now) {
    due.push(next);
    if (due.length > MAX_MISSED_RECORDED + 1) due.shift();
    count += 1;
    next = nextOccurrence(task, next, task.occurrences + count);
  }
  const latest = due.at(-1);
  const isCaughtUp = latest !== undefined && mayCatchUp(task, latest, now);
  const missed = (isCaughtUp ? due.slice(0, -1) : due).slice(-MAX_MISSED_RECORDED);
  return {
    missed: missed.map((at) => ({ at, reason: lateReason(task, at) })),
    missedCount: isCaughtUp ? count - 1 : count,
    due: isCaughtUp ? latest : null,
    next,
  };
}

/** Decides about the due and the queued occurrence of a task that is not held. */
export function decideDue(task: Task, now: Instant, hasActiveRun: boolean): DueDecision {
  const { missed, missedCount, due, next } = findMisfires(task, now);
  const start = hasActiveRun ? null : (task.queuedFor ?? due);
  const queued = start === task.queuedFor ? null : task.queuedFor;
  const decided = { start, queue: queued, missed, missedCount, handled: missedCount, next };
  if (due === null) return decided;
  const handled = missedCount + 1;
  if (due === start) return { ...decided, handled };
  if (task.overlap === 'queue-one' && queued === null) return { ...decided, handled, queue: due };
  const overlapped: Missed = { at: due, reason: 'overlap' };
  return {
    ...decided,
    handled,
    missed: [...missed, overlapped].slice(-MAX_MISSED_RECORDED),
    missedCount: missedCount + 1,
  };
}

function mayCatchUp(task: Task, at: Instant, now: Instant): boolean {
  const late = now - at;
  if (task.type === 'immediate') return true;
  if (task.type === 'timed') return late < DAY || lateReason(task, at) === 'paused';
  const following = nextOnGrid(task, at);
  return late < DAY && (following === null || late < following - at);
}

const lateReason = (task: Task, at: Instant): MissedReason =>
  task.pausedAt !== null && at >= task.pausedAt ? 'paused' : 'outage';
