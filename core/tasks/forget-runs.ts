import { indexOf, manifestOf, recipientsOf } from '../audience/snapshot-format.ts';
import { type Clock, DAY, type Instant } from '../clock.ts';
import { commit } from '../commit.ts';
import { MAX_LINKS } from '../insight/run-links.ts';
import { RUN_LINKS, SNAPSHOTS, segmentsOfRun, snapshotKey, statisticsOfRun } from '../keys.ts';
import type { Log } from '../log.ts';
import type { Objects } from '../objects.ts';
import type { Random } from '../random.ts';
import { rowOf } from '../row.ts';
import type { Run } from '../runs/run.ts';
import { readRun, runRow, updateRun } from '../runs/run-store.ts';
import { contentKey } from '../sending/run-contents.ts';
import type { Item, Tables, Write } from '../tables.ts';
import { readTask, taskUnchanged } from './task-store.ts';

/**
 * How long a run's recipients are remembered after its end, in days. A year, and a month to compare it with the last
 * one (docs/decisions/0038-runs-are-forgotten.md).
 */
export const RUN_RETENTION_DAYS = 400;

const SNAPSHOTS_PER_ROUND = 10;
const WRITES_PER_TRANSACTION = 100;

/** A snapshot that lies in the object store, and since when nobody has needed it, as far as was seen. */
interface KeptSnapshot {
  runId: string;
  snapshot: string;
  since: Instant;
}

const row = rowOf<KeptSnapshot>('kept snapshot');

const keptFromItem = (item: Item): KeptSnapshot => {
  const r = row.reader(item);
  return { runId: r.text('runId'), snapshot: r.text('snapshot'), since: r.instant('since') };
};

const keyOf = ({ since, runId, snapshot }: KeptSnapshot) =>
  snapshotKey(since, runId, snapshot.slice(snapshot.lastIndexOf('/') + 1));

/** Written before the snapshot's first object, so that no object is without one. */
export const keptSnapshotWrite = (kept: KeptSnapshot): Write => ({
  kind: 'put',
  table: 'Campaigns',
  item: row.item(keyOf(kept), kept),
});

export interface ForgetPorts {
  tables: Tables;
  objects: Objects;
  clock: Pick<Clock, 'now'>;
  random: Random;
  log: Pick<Log, 'info'>;
  /** Days after its end for which a run's recipients are remembered; 0 for ever. @default 0 */
  runRetentionDays?: number;
}

/**
 * Forgets who got the runs that ended long ago: removes their snapshots and segments, of which `budget` at most. What
 * is not at its end, or may still be retried by a retry that is under way, is kept. The runs themselves stay, with
 * their counts. `nextAt`: when the next one may be due.
 */
export async function forgetRuns(
  ports: ForgetPorts,
  budget: number,
): Promise<{ forgotten: number; nextAt: Instant | null }> {
  const keptFor = (ports.runRetentionDays ?? 0) * DAY;
  if (keptFor === 0) return { forgotten: 0, nextAt: null };
  const { items } = await ports.tables.query({ table: 'Campaigns', pk: SNAPSHOTS, limit: SNAPSHOTS_PER_ROUND });
  let [forgotten, left] = [0, budget];
  for (const kept of items.map(keptFromItem)) {
    const before = ports.clock.now() - keptFor;
    if (kept.since > before) return { forgotten, nextAt: kept.since + keptFor };
    const removed = await look(kept, before, left, ports);
    if (removed === null) continue;
    left -= removed;
    if (left <= 0) break;
    forgotten += 1;
  }
  return { forgotten, nextAt: items.length === 0 ? null : ports.clock.now() };
}

/** Removes a snapshot that is due, with what belongs to it. Returns how many segments; null where it is kept. */
async function look(kept: KeptSnapshot, before: Instant, budget: number, ports: ForgetPorts): Promise<number | null> {
  const run = await readRun(ports.tables, kept.runId);
  // Of a freeze that another one overtook: nothing refers to it.
  const isLeftOver = run === undefined || (run.snapshot !== null && run.snapshot !== kept.snapshot);
  if (isLeftOver) {
    await removeSnapshot(kept, ports);
    return 0;
  }
  const neededUntil = await neededAt(run, before, ports);
  if (neededUntil > before || !(await letGo(run, ports))) {
    await keepSince(kept, Math.max(neededUntil, before + DAY), ports);
    return null;
  }
  const removed = await removeSegments(segmentsOfRun(run.runId), budget, ports);
  if (removed < budget) {
    // A link may be made for one reader; how many followed it may stay.
    await removeItems({ pk: statisticsOfRun(run.runId), prefix: RUN_LINKS }, MAX_LINKS + 1, ports);
    await removeSnapshot(kept, ports);
    ports.log.info('run-forgotten', { runId: run.runId, segments: removed });
  }
  return removed;
}

/** When a run was needed last, as far as is known now. */
async function neededAt(run: Run, before: Instant, { tables, clock }: ForgetPorts): Promise<Instant> {
  const hasEnded = (run.status === 'finished' || run.status === 'cancelled') && run.open === 0;
  if (!hasEnded || run.doubts.length > 0) return /* fence: forget-unfinished */ clock.now();
  const task = await readTask(tables, run.taskId);
  const active = task?.activeRunId ? await readRun(tables, task.activeRunId) : undefined;
  // A retry that is not frozen yet takes its recipients from here.
  const isRetried = active?.retryOf === run.runId && active.snapshot === null;
  return isRetried ? before + DAY : (run.finishedAt ?? clock.now());
}

/** The run no longer has a snapshot, so nobody looks for one; false when a retry has just begun. */
async function letGo(run: Run, ports: ForgetPorts): Promise<boolean> {
  if (run.snapshot === null) return true;
  const task = await readTask(ports.tables, run.taskId);
  const write = updateRun(
    run,
    { snapshot: null },
    { when: [runRow.is('snapshot', '=', run.snapshot), runRow.is('status', '=', run.status)] },
  );
  return (await commit([write, /* fence: forget-retry */ ...(task ? [taskUnchanged(task)] : [])], ports)).ok;
}

/** Removes the segments of a partition, about `budget` at most; fewer were removed only when none is left. */
export const removeSegments = (
  pk: string,
  budget: number,
  ports: { tables: Tables; random: Random },
): Promise<number> => removeItems({ pk }, budget, ports);

/** The same for any items of Campaigns. */
export async function removeItems(
  of: { pk: string; prefix?: string },
  budget: number,
  ports: { tables: Tables; random: Random },
): Promise<number> {
  let removed = 0;
  while (removed < budget) {
    const { items } = await ports.tables.query({ table: 'Campaigns', ...of, limit: WRITES_PER_TRANSACTION });
    if (items.length === 0) break;
    await commit(
      items.map(({ pk, sk }): Write => ({ kind: 'delete', table: 'Campaigns', key: { pk, sk } })),
      ports,
    );
    removed += items.length;
  }
  return removed;
}

async function removeSnapshot(kept: KeptSnapshot, ports: ForgetPorts): Promise<void> {
  await removeSnapshotObjects(kept.snapshot, ports);
  await ports.tables.write({ kind: 'delete', table: 'Campaigns', key: keyOf(kept) });
}

/** Removes audience and content of a snapshot from the object store. */
export async function removeSnapshotObjects(
  snapshot: string,
  { objects }: { objects: Pick<Objects, 'remove'> },
): Promise<void> {
  for (const key of [recipientsOf, indexOf, manifestOf, contentKey]) await objects.remove(key(snapshot));
}

/** The new place first: a crash in between leaves two, of which the second finds nothing to do. */
async function keepSince(kept: KeptSnapshot, since: Instant, { tables }: ForgetPorts): Promise<void> {
  await tables.write(keptSnapshotWrite({ ...kept, since }));
  await tables.write({ kind: 'delete', table: 'Campaigns', key: keyOf(kept) });
}
