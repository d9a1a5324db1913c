import type { Domain, Run, TaskEvent } from '../api/answers.ts';

/** Something that happened to a task. */
export interface LogEntry {
  at: string;
  kind: TaskEvent['kind'] | 'missed' | 'raised' | 'lowered';
  runId: string | null;
  /** Why, where there is a reason: of a hold, an error, or a missed occurrence. Of another level: which one. */
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

/** Events that are not of the course of a run. */
const OF_TASK: ReadonlySet<LogEntry['kind']> = new Set(['created', 'edited', 'missed']);

/**
 * How a run went, newest first: what the log has of it, what users did to its task meanwhile, and when its domain came
 * to another level. `run` null before the first one.
 */
export function runEvents(
  events: readonly TaskEvent[],
  run: { runId: string; startedAt: string | null; finishedAt: string | null } | null,
  warmUp: Pick<Domain['warmUp'], 'history'> | null,
): LogEntry[] {
  if (run === null) return [];
  const { startedAt, finishedAt } = run;
  const isMeanwhile = ({ at }: { at: string }): boolean =>
    startedAt !== null && at >= startedAt && (finishedAt === null || at <= finishedAt);
  const ofRun = events
    .map(entryOf)
    .filter(
      (entry) =>
        !OF_TASK.has(entry.kind) && (entry.runId === run.runId || (entry.runId === null && isMeanwhile(entry))),
    );
  const levels = (warmUp?.history ?? []).flatMap(({ changes }) =>
    changes.flatMap(({ kind, at, level }): LogEntry[] =>
      (kind === 'raised' || kind === 'lowered') && isMeanwhile({ at })
        ? [{ at, kind, runId: null, because: String(level ?? ''), until: null, by: null }]
        : [],
    ),
  );
  return [...ofRun, ...levels].sort((a, b) => (a.at < b.at ? 1 : -1));
}
