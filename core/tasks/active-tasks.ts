import { type Clock, type Instant, MINUTE } from '../clock.ts';
import type { Run } from '../runs/run.ts';
import { runsWithWork } from '../runs/run-store.ts';
import type { Tables } from '../tables.ts';
import { withRuns } from './shown-task.ts';
import { taskStatus } from './status.ts';
import type { Task } from './task.ts';
import { readTasks, watchedIdsPage } from './task-store.ts';

/** Tasks that one answer shows. */
export const MAX_ACTIVE_TASKS = 200;
/** Runs that one call looks at: those that have ended stay in the index while something in them is unknown. */
const MAX_LOOKED_AT = 1_000;
/** A task's row is read again after this; its run is read each time. */
const REMEMBERED = MINUTE;
/** Most keys of one read. */
const READ_AT_ONCE = 100;
/** Rows that a process remembers. */
const MAX_REMEMBERED = 1_000;

/** What a list of what is going on shows of a task: its row may have 64 KB of data for its template. */
const SHOWN = [
  'taskId',
  'name',
  'subject',
  'type',
  'domain',
  'lists',
  'startAt',
  'state',
  'pausedAt',
  'pausedBy',
  'activeRunId',
  'runId',
  'updatedAt',
] as const satisfies (keyof Task)[];

export type ActiveTask = Pick<Task, (typeof SHOWN)[number]>;

const activeTaskOf = (task: Task): ActiveTask =>
  Object.fromEntries(SHOWN.map((name) => [name, task[name]])) as unknown as ActiveTask;

interface Remembered {
  task: ActiveTask;
  until: Instant;
}

/**
 * The tasks with an unfinished run, or with an occurrence to come, for a caller that asks every few seconds: a call
 * costs two queries of an index and one read a run. Rows of tasks are remembered for 60 seconds, so that a new name
 * shows a minute later; statuses and counts are read each time. A task that is paused before its first run is not among
 * them, for nothing will happen to it by itself.
 */
export class ActiveTasks {
  readonly #tables: Tables;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #remembered = new Map<string, Remembered>();

  constructor({ tables, clock }: { tables: Tables; clock: Pick<Clock, 'now'> }) {
    this.#tables = tables;
    this.#clock = clock;
  }

  /**
   * Tasks with an unfinished run first, newest first; then those that wait, the next to start first. `more`: there are
   * more than `limit`.
   */
  async read(
    limit = MAX_ACTIVE_TASKS,
  ): Promise<{ items: { task: ActiveTask; run: Run | undefined }[]; more: boolean }> {
    const [{ runs, more }, watched] = await Promise.all([
      this.#unfinishedRuns(limit),
      watchedIdsPage(this.#tables, limit + MAX_ACTIVE_TASKS),
    ]);
    const running = new Set(runs.map(({ taskId }) => taskId));
    const waiting = watched.filter((taskId) => !running.has(taskId));
    const items = [...(await this.#withTasks(runs)), ...(await this.#waiting(waiting.slice(0, limit)))];
    return { items: items.slice(0, limit), more: more || running.size + waiting.length > limit };
  }

  async #unfinishedRuns(limit: number): Promise<{ runs: Run[]; more: boolean }> {
    const runs: Run[] = [];
    let lookedAt = 0;
    for await (const page of runsWithWork(this.#tables, { newestFirst: true })) {
      runs.push(...page.filter(({ finishedAt }) => finishedAt === null));
      lookedAt += page.length;
      if (runs.length > limit || lookedAt >= MAX_LOOKED_AT) return { runs: runs.slice(0, limit), more: true };
    }
    return { runs, more: false };
  }

  /** An unfinished run is the active one of its task, whatever is remembered of that. */
  async #withTasks(runs: Run[]) {
    // Who paused a task is in its row, which may be remembered from before.
    const paused = new Set(runs.flatMap(({ taskId, hold }) => (hold === 'user' ? [taskId] : [])));
    const isFresh = ({ taskId, pausedAt }: ActiveTask): boolean => pausedAt !== null || !paused.has(taskId);
    const tasks = await this.#tasks(
      runs.map(({ taskId }) => taskId),
      isFresh,
    );
    return runs.flatMap((run) => {
      const task = tasks.get(run.taskId);
      return task ? [{ task: { ...task, activeRunId: run.runId }, run }] : [];
    });
  }

  /** The index lags behind: some may have ended, or begun, since. */
  async #waiting(taskIds: string[]) {
    const tasks = await this.#tasks(taskIds, ({ activeRunId }) => activeRunId === null);
    const shown = await withRuns(this.#tables, [...tasks.values()]);
    return shown.filter(({ task, run }) => !['finished', 'cancelled'].includes(taskStatus(task, run)));
  }

  /** By id, in the order of the ids. What is remembered is taken where it is still `fresh`. */
  async #tasks(taskIds: string[], fresh: (task: ActiveTask) => boolean = () => true): Promise<Map<string, ActiveTask>> {
    const now = this.#clock.now();
    for (const [taskId, { until }] of this.#remembered) if (until <= now) this.#remembered.delete(taskId);
    const known = new Map<string, ActiveTask>();
    for (const taskId of taskIds) {
      const remembered = this.#remembered.get(taskId);
      if (remembered && fresh(remembered.task)) known.set(taskId, remembered.task);
    }
    const missing = [...new Set(taskIds)].filter((taskId) => !known.has(taskId));
    for (const task of await readManyTasks(this.#tables, missing)) known.set(task.taskId, this.#remember(task, now));
    return new Map(taskIds.flatMap((taskId) => [[taskId, known.get(taskId)] as const]).filter(isFound));
  }

  #remember(read: Task, now: Instant): ActiveTask {
    const task = activeTaskOf(read);
    if (this.#remembered.size >= MAX_REMEMBERED) this.#remembered.clear();
    this.#remembered.set(task.taskId, { task, until: now + REMEMBERED });
    return task;
  }
}

const isFound = (entry: readonly [string, ActiveTask | undefined]): entry is readonly [string, ActiveTask] =>
  entry[1] !== undefined;

async function readManyTasks(tables: Tables, taskIds: string[]): Promise<Task[]> {
  const pages: Promise<Task[]>[] = [];
  for (let from = 0; from < taskIds.length; from += READ_AT_ONCE)
    pages.push(readTasks(tables, taskIds.slice(from, from + READ_AT_ONCE)));
  return (await Promise.all(pages)).flat();
}
