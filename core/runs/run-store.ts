import { asListChoice, onlyList, type StoredLists, storedLists } from '../audience/list-choice.ts';
import { type Instant, sortable } from '../clock.ts';
import { runKey, runsOfTask, WORK_RUNS } from '../keys.ts';
import { type Additions, asJson, placeIn, rowOf } from '../row.ts';
import type { Condition, Cursor, IndexName, Item, Tables, Write } from '../tables.ts';
import { HOLD_REASONS } from './holds.ts';
import { asDoubts, asRanges } from './ranges.ts';
import { type Refusal, RUN_ERRORS, RUN_STATUSES, type Run } from './run.ts';

/**
 * Each open segment's lease is an attribute of its own, set by its claim and removed by its close: claims and closes of
 * different segments never meet in it.
 */
type Lease = `lease${number}`;
const leaseOf = (serial: number | string): Lease => `lease${Number(serial)}`;
const isLease = (attribute: string): attribute is Lease => /^lease\d+$/.test(attribute);

/** The attributes by which a run stands in an index. */
type InIndexes = Partial<Record<'workPk' | 'workSk' | 'parkedPk' | 'parkedSk', string | null>>;

type RunRow = Omit<Run, 'leases' | 'lists'> & StoredLists & { [lease: Lease]: Instant | null } & InIndexes;

/** Conditions and changes of a run's row. */
export const runRow = rowOf<RunRow>('run').encoding({
  lists: asListChoice,
  rest: asRanges,
  doubts: asDoubts,
  dropped: asRanges,
  refusal: asJson<Refusal>(),
});

const leaseAttributes = (leases: Run['leases']): Record<Lease, Instant> =>
  Object.fromEntries(Object.entries(leases).map(([serial, until]) => [leaseOf(serial), until]));

/** Older runs have smaller keys: by first start, then by id. */
export const runOrder = (run: Pick<Run, 'startedAt' | 'createdAt' | 'runId'>): string =>
  `${sortable(run.startedAt ?? run.createdAt)}#${run.runId}`;

/** The id of a run in the index `parked`, whose sort key is its `runOrder`. */
export const runIdInOrder = (order: string): string => order.slice(order.indexOf('#') + 1);

/**
 * The index entries of a run: in `work` while the reconciler has to check it, in `parked` of its domain, oldest first,
 * from its first park to its end.
 */
const INDEXES: Record<IndexName, (run: Run) => InIndexes> = {
  work: ({ runId }) => ({ workPk: WORK_RUNS, workSk: runId }),
  parked: (run) => ({ parkedPk: run.domain, parkedSk: runOrder(run) }),
};

/** A new run as an item. It is in the index `work` from the start, unless it is a record of a missed occurrence. */
export function runToItem(run: Run): Item {
  const { leases, lists, ...fields } = run;
  const indexes = run.status === 'missed' ? {} : INDEXES.work(run);
  return runRow.item(runKey(run.runId), { ...fields, ...storedLists(lists), ...leaseAttributes(leases), ...indexes });
}

export function runFromItem(item: Item): Run {
  const r = runRow.reader(item);
  return {
    runId: r.text('runId'),
    taskId: r.text('taskId'),
    domain: r.text('domain'),
    lists: r.decodedOrNull('lists') ?? onlyList(r.text('listId')),
    scheduledFor: r.instant('scheduledFor'),
    status: r.oneOf('status', RUN_STATUSES),
    hold: r.oneOfOrNull('hold', HOLD_REASONS),
    holdSince: r.instantOrNull('holdSince'),
    wakeAt: r.instantOrNull('wakeAt'),
    parkDay: r.textOrNull('parkDay'),
    behind: r.textOrNull('behind'),
    error: r.oneOfOrNull('error', RUN_ERRORS),
    reason: r.textOrNull('reason'),
    snapshot: r.textOrNull('snapshot'),
    frozenAt: r.instantOrNull('frozenAt'),
    count: r.number('count'),
    skips: r.number('skips', 0),
    next: r.number('next'),
    rest: r.decoded('rest'),
    open: r.number('open'),
    leases: Object.fromEntries(
      Object.keys(item)
        .filter(isLease)
        .map((lease) => [lease.slice('lease'.length), r.instant(lease)]),
    ),
    serial: r.number('serial'),
    doubts: r.decoded('doubts'),
    lookAt: r.instantOrNull('lookAt'),
    sent: r.number('sent'),
    failed: r.number('failed'),
    skipped: r.number('skipped'),
    unknown: r.number('unknown'),
    dropped: r.decoded('dropped'),
    retryOf: r.textOrNull('retryOf'),
    retryOutcomes: r.listOrNull('retryOutcomes'),
    createdAt: r.instant('createdAt'),
    startedAt: r.instantOrNull('startedAt'),
    finishedAt: r.instantOrNull('finishedAt'),
    movedAt: r.instantOrNull('movedAt'),
    tokenAt: r.instantOrNull('tokenAt'),
    refusal: r.decodedOrNull('refusal'),
    countsEvents: r.flag('countsEvents', false),
  };
}

/** Removes the row of a run whose task was deleted. */
export const deleteRunWrite = (runId: string): Write => ({ kind: 'delete', table: 'Campaigns', key: runKey(runId) });

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

/** The runs with work, page by page, by default those of older tasks first; each read strongly. */
export async function* runsWithWork(tables: Tables, { newestFirst = false } = {}): AsyncGenerator<Run[]> {
  const query = { table: 'Campaigns', index: 'work', pk: WORK_RUNS, reverse: newestFirst, limit: 100 } as const;
  let after: Cursor | null = null;
  do {
    const page = await tables.query({ ...query, after });
    yield await readRuns(
      tables,
      page.items.map((item) => placeIn('work', item)),
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
  add?: Additions<RunRow>;
  enter?: IndexName;
  leave?: IndexName[];
  /** The serial of a segment whose lease is over. */
  endLease?: number;
}

/** The conditional write that changes some fields of a run. Fields set to null are removed from the row. */
export function updateRun(run: Run, changes: RunChanges, { when, add, enter, leave, endLease }: RunUpdate) {
  const { leases, lists, ...fields } = changes;
  const left = (leave ?? []).flatMap((index) => Object.keys(INDEXES[index](run)));
  const attributes = {
    ...fields,
    ...(lists ? storedLists(lists) : {}),
    ...(leases ? leaseAttributes(leases) : {}),
    ...(enter ? INDEXES[enter](run) : {}),
    ...Object.fromEntries(left.map((name) => [name, null])),
    ...(endLease === undefined ? {} : { [leaseOf(endLease)]: null }),
  };
  return {
    kind: 'update',
    table: 'Campaigns',
    key: runKey(run.runId),
    ...runRow.change(attributes, add),
    when,
  } satisfies Write;
}

/** The next look at what is unknown is still the one that was read. */
export const lookAtAsRead = ({ lookAt }: Run): Condition => runRow.asRead('lookAt', lookAt);

/** The run has ended, or has not, as it was read: the later of a look and the end sees the other. */
export const endAsRead = ({ finishedAt }: Run): Condition =>
  finishedAt === null ? runRow.missing('finishedAt') : runRow.present('finishedAt');

/** Whether the resolver will look at what is unknown in a run, whether or not it has ended. */
export const isLookedAt = ({ doubts, lookAt }: Run): boolean => doubts.length > 0 || lookAt !== null;

/** A run that has ended stays in the reconciler's index until nothing in it is looked at any more. */
export const leaveIfOver = (run: Run): { leave?: IndexName[] } =>
  run.finishedAt !== null && !isLookedAt(run) ? { leave: ['work'] } : {};
