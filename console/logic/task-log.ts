import type { Run, TaskEvent } from '../api/answers.ts';

/** Something that happened to a task. */
export interface LogEntry {
  at: string;
  kind: TaskEvent['kind'] | 'missed';
  runId: string | null;
  /** Why, where there is a reason: of a hold, an error, or a missed occurrence. */
  because: string | null;
  /** When it goes on; null where nobody knows. */
  until: string | null;
  /** The name of the key of whoever did it, or its id once the key is deleted; null for what the product did. */
  by: string | null;
}

/**
 * What the log of the task holds and which runs did not take place, newest first. Of these, only such as are not older
 * than the oldest event shown: what lies between is not known yet. `isWhole`: no older events are left.
 */
export function logOf(events: readonly TaskEvent[], runs: readonly Run[], isWhole = true): LogEntry[] {
  const entries = events.map(entryOf);
  const from = isWhole ? '' : (entries.at(-1)?.at ?? '');
  const missed = runs.filter(({ status, createdAt }) => status === 'missed' && createdAt >= from).map(missedOf);
  return [...entries, ...missed].sort((a, b) => (a.at < b.at ? 1 : -1));
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const entryOf = ({ at, kind, runId, by, params }: TaskEvent): LogEntry => ({
  at,
  kind,
  runId,
  because: textOrNull(params.reason),
  until: textOrNull(params.resumesAt),
  by: by && (by.name ?? by.keyId),
});

const missedOf = ({ createdAt, runId, reason }: Run): LogEntry => ({
  at: createdAt,
  kind: 'missed',
  runId,
  because: reason,
  until: null,
  by: null,
});
