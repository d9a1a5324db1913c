import { countMembers, type List, listsPage } from '../audience/list-store.ts';
import { type Clock, DAY, type Instant } from '../clock.ts';
import { TEMPLATES } from '../keys.ts';
import type { Account } from '../rate/account.ts';
import type { SendingSettings } from '../rate/settings.ts';
import { readStackHold, type StackHold, type TablesIdentity } from '../rate/stack-hold.ts';
import type { Run } from '../runs/run.ts';
import { isStalled } from '../sending/reconcile.ts';
import type { Tables } from '../tables.ts';
import type { ActiveTask, ActiveTasks } from '../tasks/active-tasks.ts';
import type { Task } from '../tasks/task.ts';
import { latestTasks, readTasks, watchedAt, watchedIdsPage } from '../tasks/task-store.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import { type DomainToday, everSentOther, readDomainsToday } from './domains-today.ts';
import { type Notice, noticesOf } from './notices.ts';
import { type Step, stepsOf } from './steps.ts';
import { readWeek, type WeekDay } from './week.ts';

/** Tasks that the overview shows as active. */
export const SHOWN_ACTIVE = 50;
/** Starts to come that it shows. */
export const SHOWN_NEXT = 10;
/** Lists whose members are counted. */
const COUNTED_LISTS = 100;

export interface OverviewPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  identity: TablesIdentity;
  account: Account;
  settings: Pick<SendingSettings, 'quotaDayOffsetMinutes'>;
  activeTasks: ActiveTasks;
}

/** How many there are of each; null for more than can be counted at once. */
export interface Holdings {
  lists: number | null;
  /** Members of all lists: who is in two counts twice. */
  recipients: number | null;
  templates: number | null;
  tasks: number | null;
}

/** The next start of a task. */
export interface NextStart extends Pick<Task, 'taskId' | 'name' | 'type'> {
  at: Instant;
}

export interface Overview {
  now: Instant;
  domains: DomainToday[];
  active: { task: ActiveTask; run: Run | undefined }[];
  stackHold: StackHold | null;
  next: NextStart[];
  /** The last seven quota days, today last; null with too many domains to add up. */
  week: WeekDay[] | null;
  counts: Holdings;
  steps: Step[];
  notices: Notice[];
}

/**
 * All that a first look at the product asks for: what is going on, what comes next, what needs somebody, and which step
 * of the way to the first campaign is done. It reads some hundred items; what changes by the second is the active
 * tasks, which can be asked for alone.
 */
export async function readOverview(ports: OverviewPorts): Promise<Overview> {
  const { tables, clock, settings } = ports;
  const now = clock.now();
  const offset = settings.quotaDayOffsetMinutes;
  const today = quotaDayOf(now, offset);
  const [domains, { items: active }, stackHold, next, week, known, limits] = await Promise.all([
    readDomainsToday(tables, now, offset),
    ports.activeTasks.read(SHOWN_ACTIVE),
    readStackHold(ports),
    nextStarts(tables),
    readWeek(tables, { from: quotaDayOf(now - 6 * DAY, offset), to: today }),
    holdings(tables),
    ports.account.limits(),
  ]);
  const hasTested = await everSentOther(tables, domains, { from: quotaDayOf(now - 30 * DAY, offset), to: today });
  const stalled = stackHold ? [] : active.filter(({ run }) => run?.finishedAt === null && isStalled(run, now));
  const hasFinished = known.latestTasks.some(({ runId, activeRunId }) => runId !== null && activeRunId === null);
  return {
    now,
    domains,
    active,
    stackHold,
    next,
    week,
    counts: known.counts,
    steps: stepsOf({ limits, domains, counts: known.counts, hasTested, hasFinished }),
    notices: noticesOf({ limits, stackHold, domains, week, stalled: stalled.map(({ task }) => task) }),
  };
}

/** The next start of each task that has one, earliest first. */
async function nextStarts(tables: Tables): Promise<NextStart[]> {
  // The index lags behind: some may have started since.
  const tasks = await readTasks(tables, await watchedIdsPage(tables, 2 * SHOWN_NEXT));
  const starts = tasks.flatMap((task): NextStart[] => {
    const at = watchedAt(task);
    return at === null ? [] : [{ taskId: task.taskId, name: task.name, type: task.type, at }];
  });
  return starts.sort((a, b) => a.at - b.at).slice(0, SHOWN_NEXT);
}

async function holdings(tables: Tables): Promise<{ counts: Holdings; latestTasks: Task[] }> {
  const [{ lists, next }, templates, latest] = await Promise.all([
    listsPage(tables, { limit: COUNTED_LISTS, after: null }),
    tables.query({ table: 'Content', pk: TEMPLATES, consistent: false }),
    latestTasks(tables),
  ]);
  const recipients = next === null ? await membersOf(tables, lists) : null;
  return {
    counts: {
      lists: next === null ? lists.length : null,
      recipients,
      templates: templates.next === null ? templates.items.length : null,
      tasks: latest.more ? null : latest.tasks.length,
    },
    latestTasks: latest.tasks,
  };
}

async function membersOf(tables: Tables, lists: List[]): Promise<number> {
  const counts = await Promise.all(lists.map(({ listId }) => countMembers(tables, listId)));
  return counts.reduce((sum, count) => sum + Math.max(0, count), 0);
}
