import type { Instant } from '../clock.ts';
import { runKey, runsOfTask, WORK_RUNS } from '../keys.ts';
import { rowOf } from '../row.ts';
import type { Condition, Cursor, IndexName, Item, Tables, Update, Value, Write } from '../tables.ts';
import { decodeDoubts, decodeRanges, encodeDoubts, encodeRanges } from './ranges.ts';
import type { Run, RunStatus } from './run.ts';

/** Attributes of the row that are not stored while they are null, 0 or empty. */
type Attributes = Record<string, Value | undefined>;

const ENCODED = { rest: encodeRanges, doubts: encodeDoubts, dropped: encodeRanges } as const;

const attribute = (name: string, value: unknown): Value | undefined => {
  if (name === 'rest' || name === 'dropped') return ENCODED[name](value as Run['rest']);
  if (name === 'doubts') return ENCODED.doubts(value as Run['doubts']);
  return value === null ? undefined : (value as Value);
};

/**
 * Each open segment's lease is an attribute of its own, set by its claim and removed by its close: claims and closes of
 * different segments never meet in it.
 */
const LEASE = /^lease(\d+)$/;
const leaseAttribute = (serial: number): string => `lease${serial}`;

const attributesOf = ({ leases, ...run }: Partial<Run>): Attributes => ({
  ...Object.fromEntries(Object.entries(run).map(([name, value]) => [name, attribute(name, value)])),
  ...Object.fromEntries(Object.entries(leases ?? {}).map(([serial, until]) => [leaseAttribute(Number(serial)), until])),
});

const leasesOf = (item: Item): Run['leases'] =>
  Object.fromEntries(
    Object.entries(item).flatMap(([name, value]) => {
      const serial = LEASE.exec(name)?.[1];
      return serial === undefined ? [] : [[serial, value as number]];
    }),
  );

/** Older runs have smaller keys: by first start, then by id. */
export const runOrder = (run: Pick<Run, 'startedAt' | 'createdAt' | 'runId'>): string =>
  `${String(run.startedAt ?? run.createdAt).padStart(15, '0')}#${run.runId}`;

/** The id of a run in the index `parked`, whose sort key is its `runOrder`. */
export const runIdInOrder = (order: string): string => order.slice(order.indexOf('#') + 1);

/**
 * The index entries of a run: in `work` while the reconciler has to check it, in `parked` of its domain, oldest first,
 * from its first park to its end.
 */
const INDEXES: Record<IndexName, (run: Run) => Record<string, string>> = {
  work: ({ runId }) => ({ workPk: WORK_RUNS, workSk: runId }),
  parked: (run) => ({ parkedPk: run.domain, parkedSk: runOrder(run) }),
};

/** A new run as an item. It is in the index `work` from the start, unless it is a record of a missed occurrence. */
export const runToItem = (run: Run): Item => ({
  ...runKey(run.runId),
  ...attributesOf(run),
  ...(run.status === 'missed' ? {} : INDEXES.work(run)),
});

const number = (item: Item, name: string): number => (item[name] as number | undefined) ?? 0;
const nullable = <T>(item: Item, name: string): T | null => (item[name] as T | undefined) ?? null;
const text = (item: Item, name: string): string => (item[name] as string | undefined) ?? '';

export const runFromItem = (item: Item): Run => ({
  runId: text(item, 'runId'),
  taskId: text(item, 'taskId'),
  domain: text(item, 'domain'),
  listId: text(item, 'listId'),
  scheduledFor: number(item, 'scheduledFor'),
  status: text(item, 'status') as RunStatus,
  hold: nullable(item, 'hold'),
  holdSince: nullable(item, 'holdSince'),
  wakeAt: nullable(item, 'wakeAt'),
  parkDay: nullable(item, 'parkDay'),
  behind: nullable(item, 'behind'),
  error: nullable(item, 'error'),
  reason: nullable(item, 'reason'),
  snapshot: nullable(item, 'snapshot'),
  frozenAt: nullable(item, 'frozenAt'),
  count: number(item, 'count'),
  skips: number(item, 'skips'),
  next: number(item, 'next'),
  rest: decodeRanges(text(item, 'rest')),
  open: number(item, 'open'),
  leases: leasesOf(item),
  serial: number(item, 'serial'),
  doubts: decodeDoubts(text(item, 'doubts')),
  sent: number(item, 'sent'),
  failed: number(item, 'failed'),
  skipped: number(item, 'skipped'),
  unknown: number(item, 'unknown'),
  dropped: decodeRanges(text(item, 'dropped')),
  retryOf: nullable(item, 'retryOf'),
  retryOutcomes: nullable(item, 'retryOutcomes'),
  createdAt: number(item, 'createdAt'),
  startedAt: nullable(item, 'startedAt'),
  finishedAt: nullable(item, 'finishedAt'),
  movedAt: nullable(item, 'movedAt'),
});

/** Strongly consistent. */
export async function readRun(tables: Tables, runId: string): Promise<Run | undefined> {
  const item = await tables.get('Campaigns', runKey(runId));
  return item && runFromItem(item);
}

/** Strongly consistent; runs that do not exist are left out. */
export async function readRuns(tables: Tables, runIds: string[]): Promise<Run[]> {
  if (runIds.length === 0) return [];
  const items = await tables.getMany('Campaigns', runIds.map(runKey));
  return items.filter((item) => item !== undefined).map(runFromItem);
}

/** The runs with work, page by page, those of older tasks first; each read strongly. */
export async function* runsWithWork(tables: Tables): AsyncGenerator<Run[]> {
  let after: Cursor | null = null;
  do {
    const page = await tables.query({ table: 'Campaigns', index: 'work', pk: WORK_RUNS, limit: 100, after });
    yield await readRuns(
      tables,
      page.items.map(({ workSk }) => String(workSk)),
    );
    after = page.next;
  } while (after !== null);
}

/** The runs of a task, latest first. */
export async function runsOfTaskPage(
  tables: Tables,
  taskId: string,
  page: { limit: number; after: Cursor | null },
): Promise<{ runs: Run[]; next: Cursor | null }> {
  const { items, next } = await tables.query({
    table: 'Campaigns',
    pk: runsOfTask(taskId),
    prefix: 'RUN#',
    reverse: true,
    ...page,
  });
  return { runs: items.map(runFromItem), next };
}

/** What a write may change in a run. Only transitions change its status. */
export type RunChanges = Partial<Omit<Run, 'runId' | 'status'>> & { status?: never };

/** A write of a run's row. `enter`, `leave`: indexes that the run enters or leaves. */
interface RunUpdate {
  when: Condition[];
  add?: Record<string, number>;
  enter?: IndexName;
  leave?: IndexName[];
  /** The serial of a segment whose lease is over. */
  endLease?: number;
}

/** The conditional write that changes some fields of a run. Fields set to null are removed from the row. */
export function updateRun(run: Run, changes: RunChanges, { when, add, enter, leave, endLease }: RunUpdate) {
  const attributes = { ...attributesOf(changes), ...(enter ? INDEXES[enter](run) : {}) };
  const set: NonNullable<Update['set']> = {};
  const remove = (leave ?? []).flatMap((index) => Object.keys(INDEXES[index](run)));
  if (endLease !== undefined) remove.push(leaseAttribute(endLease));
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) remove.push(name);
    else set[name] = value;
  }
  return {
    kind: 'update',
    table: 'Campaigns',
    key: runKey(run.runId),
    set,
    ...(add ? { add } : {}),
    ...(remove.length > 0 ? { remove } : {}),
    when,
  } satisfies Write;
}

/** `tokenAt`: when the delayed token of the run arrives; a hint that only its sender reads. */
type RunRow = Run & { tokenAt: Instant | null };

/** Conditions of a run's row. Ranges and doubts are encoded: see `unchanged`. */
export const runRow = rowOf<RunRow>();

/** The run's ranges or doubts are unchanged since they were read. */
export const unchanged = (run: Run, name: 'rest' | 'doubts'): Condition => ({
  attribute: name,
  is: '=',
  value: name === 'rest' ? encodeRanges(run.rest) : encodeDoubts(run.doubts),
});
