import type { Run, Task } from '../api/answers.ts';

/** Something that happened to a task, as far as the task and its runs tell. */
export interface LogEntry {
  at: string;
  kind: 'created' | 'started' | 'retried' | 'held' | 'stopped' | 'missed' | 'finished' | 'cancelled';
  runId: string | null;
  /** Why, where there is a reason: of a hold, an error, or a missed occurrence. */
  because: string | null;
}

/** Newest first. */
export function logOf(task: Pick<Task, 'createdAt'>, runs: readonly Run[]): LogEntry[] {
  const created: LogEntry = { at: task.createdAt, kind: 'created', runId: null, because: null };
  return [created, ...runs.flatMap(entriesOf)].sort((a, b) => (a.at < b.at ? 1 : -1));
}

function entriesOf({ runId, status, reason, error, hold, retryOf, createdAt, startedAt, finishedAt }: Run): LogEntry[] {
  const entry = (at: string | null, kind: LogEntry['kind'], because: string | null = null): LogEntry[] =>
    at === null ? [] : [{ at, kind, runId, because }];
  if (status === 'missed') return entry(createdAt, 'missed', reason);
  return [
    ...entry(startedAt, retryOf === null ? 'started' : 'retried'),
    ...(status === 'paused' && hold !== null ? entry(hold.since, 'held', hold.reason) : []),
    ...(status === 'error' ? entry(hold?.since ?? startedAt ?? createdAt, 'stopped', error) : []),
    ...(status === 'finished' || status === 'cancelled' ? entry(finishedAt, status) : []),
  ];
}
