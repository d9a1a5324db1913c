import type { Instant } from '../clock.ts';
import { type Run, runIdOf } from '../runs/run.ts';
import { runToItem } from '../runs/run-store.ts';
import type { Write } from '../tables.ts';
import type { Missed } from './occurrences.ts';
import type { Task } from './task.ts';

/** A run before its snapshot is frozen. */
export const newRun = (task: Task, scheduledFor: Instant, now: Instant): Run => ({
  runId: runIdOf(task.taskId, scheduledFor),
  taskId: task.taskId,
  domain: task.domain,
  lists: task.lists,
  scheduledFor,
  status: 'preparing',
  hold: null,
  holdSince: null,
  wakeAt: null,
  parkDay: null,
  behind: null,
  error: null,
  reason: null,
  snapshot: null,
  frozenAt: null,
  count: 0,
  next: 0,
  rest: [],
  open: 0,
  serial: 0,
  doubts: [],
  lookAt: null,
  sent: 0,
  failed: 0,
  skipped: 0,
  unknown: 0,
  dropped: [],
  retryOf: null,
  retryOutcomes: null,
  createdAt: now,
  startedAt: null,
  finishedAt: null,
  movedAt: null,
  leases: {},
  countsEvents: true,
});

/** Stores a run; refused when the occurrence has one already. */
export const newRunWrite = (run: Run): Write => ({
  kind: 'put',
  table: 'Campaigns',
  item: runToItem(run),
  when: [{ item: 'missing' }],
});

/** The record of an occurrence that was not started. */
export const missedRunWrite = (task: Task, { at, reason }: Missed, now: Instant): Write =>
  newRunWrite({ ...newRun(task, at, now), status: 'missed', reason, finishedAt: now });
