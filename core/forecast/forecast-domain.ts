import { type Clock, DAY, type Instant, sortable } from '../clock.ts';
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
import type { Domain } from '../warm-up/domain.ts';
import { readDomain } from '../warm-up/domain-store.ts';
import { UNLIMITED } from '../warm-up/plans.ts';
import { quotaDayOf } from '../warm-up/quota-day.ts';
import type { QuotaDay } from '../warm-up/quota-ledger.ts';
import { levelHistory, quotaDay } from '../warm-up/quota-of-day.ts';
import { type Forecast, type ForecastOptions, type ForecastRun, forecast, forecastDays, foresee } from './forecast.ts';

/** Unfinished runs that are looked at; and coming tasks, and occurrences of each. More are left out. */
const MAX_RUNS = 1_000;
const MAX_TASKS = 500;
const MAX_OCCURRENCES = 400;
/** Runs to come that one forecast takes in. */
const MAX_COMING = 2_000;

export interface ForecastPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  settings: Pick<SendingSettings, 'rate' | 'quotaDayOffsetMinutes'>;
  account: Account;
  references: Pick<References, 'list'>;
}

/** A run in the forecast of a domain: of a task, or one that somebody only asks about. */
export interface PlannedRun extends Forecast {
  taskId: string | null;
  label: string | null;
}

/** A quota day on which a run sends. */
export interface PlannedDay {
  day: string;
  planned: number;
  /** The day's other bulk mails: of older runs, and today those that are sent already. */
  others: number;
  /** Null where the domain has none. */
  limit: number | null;
}

/** What a forecast of a domain takes for granted. */
export interface Supposition {
  /** The domain as it would be, and today's quota with it. */
  change?: (domain: Domain, today: QuotaDay) => { domain: Domain; today: QuotaDay };
  /** Runs that do not exist. */
  add?: { label: string; mails: number; at: Instant }[];
  /** Tasks whose runs are left out. */
  without?: readonly string[];
}

export interface DomainForecast {
  rows: QuotaDay[];
  /** Oldest first: those under way, those to come, and those that were added. */
  runs: PlannedRun[];
  rate: number;
  accountPerDay: number | null;
}

/** Forecasts for one request: what several of them need is read once. */
export class Forecasts {
  readonly #ports: ForecastPorts;
  readonly #now: Instant;
  readonly #coming = new Map<string, Promise<(ForecastRun & { taskId: string })[]>>();
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

  /**
   * Forecasts this many mails of a run that does not exist yet and starts at a given time. `without`: the task whose
   * runs it takes the place of.
   */
  async ofNewRun(
    domain: string,
    { mails, at, without }: { mails: number; at: Instant; without: string | null },
  ): Promise<{ days: PlannedDay[]; finishesOn: string | null }> {
    const begins = Math.max(at, this.#now);
    const others = await this.#runsOf(domain);
    const coming = begins > this.#now ? await comingRuns(this.#ports, domain, begins) : [];
    const mine: ForecastRun = { ...fresh(`${sortable(begins)}~`, begins), mails };
    const older = [...others.map((run) => ({ taskId: run.taskId, ...this.#asForecast(run) })), ...coming];
    const { forecasts, rowOf } = foresee(
      [mine, ...older.filter(({ taskId }) => taskId !== without)],
      await this.#options(domain),
    );
    const { days, finishesAt } = forecasts[0] ?? { days: [], finishesAt: null };
    return {
      days: days.map(({ day, planned }) => {
        const { granted, limit } = rowOf(day);
        return { day, planned, others: granted - planned, limit: limit >= UNLIMITED ? null : limit };
      }),
      finishesOn: this.dayOf(finishesAt),
    };
  }

  /** Forecasts so many quota days of a domain from today on, with all runs that are under way or will begin in them. */
  async ofDomain(
    name: string,
    days: number,
    { change, add = [], without = [] }: Supposition = {},
  ): Promise<DomainForecast> {
    const { quotaDayOffsetMinutes } = this.#ports.settings;
    const [options, running, coming] = await Promise.all([
      this.#options(name, change),
      this.#runsOf(name),
      this.#comingOf(name, days),
    ]);
    const planned = [
      ...running.map((run) => ({ taskId: run.taskId, label: null, ...this.#asForecast(run) })),
      ...coming.map((run) => ({ label: null, ...run })),
      ...add.map(({ label, mails, at }, i) => {
        const begins = Math.max(at, this.#now);
        return { taskId: null, label, mails, ...fresh(`${sortable(begins)}~${i}`, begins) };
      }),
    ].filter(({ taskId }) => taskId === null || !without.includes(taskId));
    const shown = Array.from({ length: days }, (_, i) => quotaDayOf(this.#now + i * DAY, quotaDayOffsetMinutes));
    const { forecasts, rows } = forecastDays(planned, options, shown);
    const runs = planned.flatMap(({ taskId, label }, i) => (forecasts[i] ? [{ taskId, label, ...forecasts[i] }] : []));
    return { rows, runs, rate: options.rate, accountPerDay: options.account?.perDay ?? null };
  }

  #comingOf(name: string, days: number): Promise<(ForecastRun & { taskId: string })[]> {
    const known = this.#coming.get(name) ?? comingRuns(this.#ports, name, this.#now + days * DAY);
    this.#coming.set(name, known);
    return known;
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

  async #options(name: string, change?: Supposition['change']): Promise<ForecastOptions> {
    const { tables, settings, account } = this.#ports;
    const domain = await readDomain(tables, name);
    if (!domain) throw new Error(`domain ${name} is missing`);
    const today = quotaDayOf(this.#now, settings.quotaDayOffsetMinutes);
    const [{ row, stored }, { latest, firstSending }, limits] = await Promise.all([
      quotaDay(tables, domain, today),
      levelHistory(tables, domain, today),
      account.limits(),
    ]);
    const supposed = change?.(domain, row) ?? { domain, today: row };
    return {
      now: this.#now,
      offsetMinutes: settings.quotaDayOffsetMinutes,
      domain: supposed.domain,
      // A day without a row is made by its first claim, from those before it.
      days: [firstSending, latest, stored ? supposed.today : null].filter((day) => day !== null),
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
): Promise<(ForecastRun & { taskId: string })[]> {
  const coming: (ForecastRun & { taskId: string })[] = [];
  let seen = 0;
  for await (const taskIds of watchedTasks(tables, before)) {
    seen += taskIds.length;
    for (const task of await readTasks(tables, taskIds)) {
      if (task.domain !== domain) continue;
      const mails = await membersIn(task.lists, references);
      for (const at of occurrencesBefore(task, before)) {
        coming.push({ taskId: task.taskId, ...fresh(`${sortable(at)}#${task.taskId}`, at), mails });
      }
    }
    if (seen >= MAX_TASKS || coming.length >= MAX_COMING) break;
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
