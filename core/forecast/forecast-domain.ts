import { type Clock, type Instant, sortable } from '../clock.ts';
import { WORK_RUNS } from '../keys.ts';
import type { Account } from '../rate/account.ts';
import type { SendingSettings } from '../rate/settings.ts';
import { placeIn } from '../row.ts';
import { cachedOf } from '../runs/need.ts';
import type { Run } from '../runs/run.ts';
import { readRuns, runOrder } from '../runs/run-store.ts';
import { wakesByItself } from '../runs/transitions.ts';
import type { Cursor, Tables } from '../tables.ts';
import type { References } from '../tasks/ports.ts';
import { nextOccurrence } from '../tasks/schedule.ts';
import type { Task } from '../tasks/task.ts';
import { membersIn } from '../tasks/task-lists.ts';
import { readTasks, watchedTasks } from '../tasks/task-store.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import { levelHistory, quotaDay } from '../warm-up/quota-of-day.ts';
import { type Forecast, type ForecastOptions, type ForecastRun, forecast } from './forecast.ts';

/** Unfinished runs that are looked at; and coming tasks, and occurrences of each. More are left out. */
const MAX_RUNS = 1_000;
const MAX_TASKS = 500;
const MAX_OCCURRENCES = 50;

export interface ForecastPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  settings: Pick<SendingSettings, 'rate' | 'quotaDayOffsetMinutes'>;
  account: Account;
  references: Pick<References, 'list'>;
}

/** Forecasts for one request: what several of them need is read once. */
export class Forecasts {
  readonly #ports: ForecastPorts;
  readonly #now: Instant;
  readonly #domains = new Map<string, Promise<Map<string, Forecast>>>();
  #runs: Promise<Run[]> | undefined;

  constructor(ports: ForecastPorts) {
    this.#ports = ports;
    this.#now = ports.clock.now();
  }

  /** When a run finishes; null for one that does not move automatically, or takes years. */
  async finishesAt(run: Run): Promise<Instant | null> {
    if (!movesByItself(run) || run.snapshot === null) return null;
    const known = this.#domains.get(run.domain) ?? this.#ofDomain(run.domain);
    this.#domains.set(run.domain, known);
    return (await known).get(run.runId)?.finishesAt ?? null;
  }

  /** The same as a quota day. */
  async finishesOn(run: Run): Promise<string | null> {
    return this.dayOf(await this.finishesAt(run));
  }

  /** The quota day of an instant. */
  dayOf(at: Instant | null): string | null {
    return at === null ? null : quotaDayOf(at, this.#ports.settings.quotaDayOffsetMinutes);
  }

  /** Forecasts this many mails of a run that does not exist yet and starts at a given time. */
  async ofNewRun(domain: string, mails: number, at: Instant): Promise<Forecast & { finishesOn: string | null }> {
    const { offsetMinutes, ...rest } = await this.#options(domain);
    const begins = Math.max(at, this.#now);
    const others = await this.#runsOf(domain);
    const coming = begins > this.#now ? await comingRuns(this.#ports, domain, begins) : [];
    const mine: ForecastRun = { ...fresh(`${sortable(begins)}~`, begins), mails };
    const [planned = { days: [], finishesAt: null }] = forecast(
      [mine, ...others.map((run) => this.#asForecast(run)), ...coming],
      { offsetMinutes, ...rest },
    );
    const { finishesAt } = planned;
    return { ...planned, finishesOn: finishesAt === null ? null : quotaDayOf(finishesAt, offsetMinutes) };
  }

  async #ofDomain(domain: string): Promise<Map<string, Forecast>> {
    const runs = await this.#runsOf(domain);
    const forecasts = forecast(
      runs.map((run) => this.#asForecast(run)),
      await this.#options(domain),
    );
    return new Map(runs.flatMap(({ runId }, i) => (forecasts[i] ? [[runId, forecasts[i]] as const] : [])));
  }

  async #runsOf(domain: string): Promise<Run[]> {
    this.#runs ??= unfinishedRuns(this.#ports.tables);
    return (await this.#runs).filter((run) => run.domain === domain && movesByItself(run));
  }

  /** A run as it stands. What its open segments hold is granted already, and in the row of the day. */
  #asForecast(run: Run): ForecastRun {
    const today = quotaDayOf(this.#now, this.#ports.settings.quotaDayOffsetMinutes);
    const skipsLeft = Math.max(0, (run.skips ?? 0) - run.skipped);
    const isHeld = run.status === 'paused';
    // A run that waits behind others tries again whenever they leave quota.
    const triesToday = run.behind !== null && run.parkDay === today;
    return {
      order: runOrder(run),
      mails: Math.max(0, cachedOf(run) - skipsLeft),
      at: isHeld && !triesToday && run.wakeAt !== null ? run.wakeAt : this.#now,
      startedAt: run.startedAt ?? run.createdAt,
      wakeAt: run.wakeAt,
      parkDay: run.parkDay,
    };
  }

  async #options(name: string): Promise<ForecastOptions> {
    const { tables, settings, account } = this.#ports;
    const domain = await readDomain(tables, name);
    if (!domain) throw new Error(`domain ${name} is missing`);
    const today = quotaDayOf(this.#now, settings.quotaDayOffsetMinutes);
    const [{ row, stored }, { latest, firstSending }, limits] = await Promise.all([
      quotaDay(tables, domain, today),
      levelHistory(tables, domain, today),
      account.limits(),
    ]);
    return {
      now: this.#now,
      offsetMinutes: settings.quotaDayOffsetMinutes,
      domain,
      // A day without a row is made by its first claim, from those before it.
      days: [firstSending, latest, stored ? row : null].filter((day) => day !== null),
      rate: Math.min(settings.rate, limits.rate ?? settings.rate),
      account: limits.day,
    };
  }
}

/** Sends, or will without anybody's help. */
const movesByItself = (run: Run): boolean => run.status === 'sending' || wakesByItself(run);

/** Strongly consistent, but for runs that the index does not show yet. */
async function unfinishedRuns(tables: Tables): Promise<Run[]> {
  const runs: Run[] = [];
  let after: Cursor | null = null;
  do {
    const page = await tables.query({ table: 'Campaigns', index: 'work', pk: WORK_RUNS, limit: 100, after });
    const ids = page.items.map((item) => placeIn('work', item));
    runs.push(...(await readRuns(tables, ids)));
    after = page.next;
  } while (after !== null && runs.length < MAX_RUNS);
  return runs;
}

/**
 * Runs that tasks of a domain will start before an instant, with their lists as they are now. Who is in several lists
 * of a task, or in one that it leaves out, is counted: the forecast is rather too long.
 */
async function comingRuns(
  { tables, references }: ForecastPorts,
  domain: string,
  before: Instant,
): Promise<ForecastRun[]> {
  const coming: ForecastRun[] = [];
  let seen = 0;
  for await (const taskIds of watchedTasks(tables, before)) {
    seen += taskIds.length;
    for (const task of await readTasks(tables, taskIds)) {
      if (task.domain !== domain) continue;
      const mails = await membersIn(task.lists, references);
      for (const at of occurrencesBefore(task, before)) {
        coming.push({ ...fresh(`${sortable(at)}#${task.taskId}`, at), mails });
      }
    }
    if (seen >= MAX_TASKS) break;
  }
  return coming;
}

function occurrencesBefore(task: Task, before: Instant): Instant[] {
  const occurrences: Instant[] = [];
  for (let at = task.dueAt; at !== null && at < before && occurrences.length < MAX_OCCURRENCES; ) {
    occurrences.push(at);
    at = nextOccurrence(task, at, task.occurrences + occurrences.length);
  }
  return occurrences;
}

const fresh = (order: string, at: Instant): Omit<ForecastRun, 'mails'> => ({
  order,
  at,
  startedAt: at,
  wakeAt: null,
  parkDay: null,
});
