import { DAY, type Instant, SECOND } from '../clock.ts';
import { isReserved } from '../runs/need.ts';
import type { Domain } from '../warm-up/domain.ts';
import { endOfDay, MIDNIGHT_MARGIN, quotaDayOf, startOfDay, wakeAtOf } from '../warm-up/quota-day.ts';
import type { QuotaDay } from '../warm-up/quota-ledger.ts';
import { freshDay } from '../warm-up/quota-of-day.ts';

/** How far a forecast looks; a longer run has no end in sight. */
export const MAX_FORECAST_DAYS = 1_000;
/** Runs and days at their most are far fewer steps. */
const MAX_STEPS = 100_000;

/** A run of a domain as a forecast sees it. */
export interface ForecastRun {
  /** Older runs have smaller ones. */
  order: string;
  /** Mails still to be handed over, but for those that an open segment holds already. */
  mails: number;
  /** When it starts or resumes; a time in the past means now. */
  at: Instant;
  /** When it first began, or will: its time of day is the anchor of `daily-anchor`. */
  startedAt: Instant;
  /**
   * When its hold ends automatically, and the quota day on which that was set; null for a run that was never parked.
   */
  wakeAt: Instant | null;
  parkDay: string | null;
}

export interface ForecastOptions {
  now: Instant;
  offsetMinutes: number;
  domain: Domain;
  /** The rows of the domain's quota days that count for its level: the latest ones, and the first one with mail. */
  days: QuotaDay[];
  /** Mails a second for all. */
  rate: number;
  /** Mails that the account may send in 24 hours, and has sent; null where there is no such limit. */
  account: { perDay: number; used: number } | null;
}

export interface Forecast {
  /** Quota days on which the run sends, and how much. */
  days: { day: string; planned: number }[];
  /** When its last mail is handed over; null when that is too far away. */
  finishesAt: Instant | null;
}

/**
 * Forecasts the runs of a domain, day by day, by the engine's own rules: levels and limits of quota days, parks and
 * their ends, and parked mail before younger runs. It assumes that no user interferes, that no mail is refused or comes
 * back, that the older of two runs sends first, and, under the level rule `reputation`, that the level stays. The
 * account's 24 hours are taken for a quota day. A pure function. The answers have the order of the runs.
 */
export const forecast = (runs: ForecastRun[], options: ForecastOptions): Forecast[] => foresee(runs, options).forecasts;

/** The same, with what some quota days (ISO dates, in order) then are. */
export function forecastDays(
  runs: ForecastRun[],
  options: ForecastOptions,
  days: string[],
): { forecasts: Forecast[]; rows: QuotaDay[] } {
  const { forecasts, rowOf } = foresee(runs, options);
  return { forecasts, rows: days.map(rowOf) };
}

/** The same, with what any quota day (an ISO date) then is. */
export function foresee(
  runs: ForecastRun[],
  options: ForecastOptions,
): { forecasts: Forecast[]; rowOf: (day: string) => QuotaDay } {
  const simulation = new Simulation(runs, options);
  simulation.run();
  return { forecasts: simulation.forecasts, rowOf: (day) => simulation.rowOf(day) };
}

interface State extends ForecastRun {
  left: number;
  isSending: boolean;
  /** While it is not sending: when it resumes. */
  next: Instant;
  planned: Map<string, number>;
  finishesAt: Instant | null;
}

class Simulation {
  readonly #options: ForecastOptions;
  /** Oldest first. */
  readonly #states: State[];
  readonly #inOrderGiven: State[];
  readonly #rows: Map<string, QuotaDay>;
  readonly #accountUsed: Map<string, number>;
  #now: Instant;

  constructor(runs: ForecastRun[], options: ForecastOptions) {
    this.#options = options;
    this.#now = options.now;
    this.#inOrderGiven = runs.map((run) => ({
      ...run,
      left: run.mails,
      isSending: false,
      next: Math.max(run.at, options.now),
      planned: new Map(),
      finishesAt: run.mails === 0 ? Math.max(run.at, options.now) : null,
    }));
    this.#states = [...this.#inOrderGiven].sort((a, b) => (a.order < b.order ? -1 : 1));
    this.#accountUsed = new Map([[quotaDayOf(options.now, options.offsetMinutes), options.account?.used ?? 0]]);
    this.#rows = new Map(options.days.map((row) => [row.day, { ...row }]));
  }

  get forecasts(): Forecast[] {
    return this.#inOrderGiven.map(({ planned, finishesAt }) => ({
      days: [...planned].map(([day, n]) => ({ day, planned: n })),
      finishesAt,
    }));
  }

  run(): void {
    const end = this.#options.now + MAX_FORECAST_DAYS * DAY;
    for (let step = 0; step < MAX_STEPS && this.#now < end; step += 1) {
      for (const state of this.#states) {
        if (!state.isSending && state.left > 0 && state.next <= this.#now) state.isSending = true;
      }
      const sender = this.#states.find(({ isSending }) => isSending);
      if (sender) this.#advance(sender);
      else {
        const next = Math.min(...this.#states.filter(({ left }) => left > 0).map((state) => state.next));
        if (!Number.isFinite(next)) return;
        this.#now = next;
      }
    }
  }

  /** Lets a run send its share of the day, or holds it. */
  #advance(state: State): void {
    const { offsetMinutes, domain } = this.#options;
    const day = quotaDayOf(this.#now, offsetMinutes);
    const opensAt = startOfDay(day, offsetMinutes) + MIDNIGHT_MARGIN;
    const closesAt = endOfDay(day, offsetMinutes) - MIDNIGHT_MARGIN;
    if (this.#now < opensAt) this.#now = opensAt;
    if (this.#now >= closesAt) {
      this.#now = closesAt + 2 * MIDNIGHT_MARGIN;
      return;
    }
    const row = this.rowOf(day);
    const heldUntil = Math.max(row.heldUntil ?? 0, domain.reputation?.heldUntil ?? 0);
    const mayTake = row.left - this.#needOfOlder(state, day);
    const accountLeft = this.#accountLeft(day);
    if (heldUntil > this.#now) this.#hold(state, day, heldUntil);
    else if (mayTake <= 0) this.#park(state, day);
    else if (accountLeft <= 0) this.#wait(state, closesAt + 2 * MIDNIGHT_MARGIN);
    else this.#send(state, row, Math.min(mayTake, accountLeft), closesAt);
  }

  #send(state: State, row: QuotaDay, mayTake: number, closesAt: Instant): void {
    const { day } = row;
    const inTime = Math.floor(((closesAt - this.#now) * this.#options.rate) / SECOND);
    const n = Math.min(mayTake, state.left, Math.max(1, inTime));
    this.#rows.set(day, { ...row, left: row.left - n, granted: row.granted + n });
    this.#accountUsed.set(day, (this.#accountUsed.get(day) ?? 0) + n);
    state.left -= n;
    state.planned.set(day, (state.planned.get(day) ?? 0) + n);
    this.#now += Math.ceil((n / this.#options.rate) * SECOND);
    if (state.left > 0) return;
    state.isSending = false;
    state.finishesAt = this.#now;
  }

  /** A day as it is, or as its first claim makes it. */
  rowOf(day: string): QuotaDay {
    const known = this.#rows.get(day);
    if (known) return known;
    const { domain } = this.#options;
    const days = [...this.#rows.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
    const latest = days.filter((row) => row.day < day).at(-1) ?? null;
    const firstSending = days.find((row) => row.day >= domain.levelSetOn && row.granted > 0) ?? null;
    return freshDay(domain, day, { latest, firstSending });
  }

  #accountLeft(day: string): number {
    const { account } = this.#options;
    return account === null ? Number.POSITIVE_INFINITY : account.perDay - (this.#accountUsed.get(day) ?? 0);
  }

  /** What older runs that were parked once need of a day. */
  #needOfOlder(state: State, day: string): number {
    const dayEnd = endOfDay(day, this.#options.offsetMinutes);
    let need = 0;
    for (const older of this.#states) {
      if (older === state) break;
      if (isReserved({ ...older, goesOnAt: older.next }, dayEnd)) need += older.left;
    }
    return need;
  }

  #park(state: State, day: string): void {
    const { domain, offsetMinutes } = this.#options;
    if (state.wakeAt === null || state.wakeAt <= this.#now) {
      state.wakeAt = wakeAtOf(domain, state.startedAt, this.#now, offsetMinutes);
    }
    this.#hold(state, day, state.wakeAt);
  }

  #hold(state: State, day: string, until: Instant): void {
    this.#wait(state, until);
    state.wakeAt = until;
    state.parkDay = day;
  }

  #wait(state: State, until: Instant): void {
    state.isSending = false;
    state.next = until;
  }
}
