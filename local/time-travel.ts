import { setTimeout as wait } from 'node:timers/promises';
import { type Instant, MINUTE } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { TravelClock } from './travel-clock.ts';

/** How often the stack runs the reconciler. */
const RECONCILER_MS = 5 * MINUTE;
const PULSE_MS = 25;
const REST_POLL_MS = 2;

/** What is due next, as an onlooker sees it: a task starts, a run goes on, or other work of the product. */
export interface Due {
  at: Instant;
  kind: 'start' | 'wake' | 'work';
  /** Null for work of no task. */
  taskId: string | null;
}

/** A source of due times. */
export interface Agenda {
  nextDue(): Instant | null;
  /** The next one that an onlooker waits for. */
  nextShown?(): Due | null;
  /** What is due by now of that which an onlooker waits for. */
  dueShown?(now: Instant): Due[];
  /** Does all due work, and returns the number of steps. */
  fireDue(now: Instant): Promise<number>;
}

export interface TimeTravelOptions {
  clock: TravelClock;
  agendas: readonly Agenda[];
  reconcile(): Promise<{ nextAt: Instant | null }>;
  /** The number of messages that the product has sent so far: shows whether the reconciler found work. */
  messagesSent(): number;
  /** No invocation runs and no message waits. */
  isAtRest(): boolean;
  log: Log;
}

/** A travel that has come to its end, and what an onlooker would have seen on the way. */
export interface Travel {
  from: Instant;
  to: Instant;
  /** How many things were done on the way, also those that nobody waits for. */
  fired: number;
  events: Due[];
}

/** Travels that are remembered, and events of each. */
const KEPT_TRAVELS = 50;
const KEPT_EVENTS = 100;

/** The process stops before a travel has come to its end. */
export class TravelBrokenOff extends Error {}

/** Lets things happen when they are due: as real time passes, or stepping from one due instant to the next. */
export class TimeTravel {
  readonly #options: TimeTravelOptions;
  /** Travels and the pulse of real time take turns. */
  #turn: Promise<unknown> = Promise.resolve();
  #traveling = 0;
  #pulse: NodeJS.Timeout | undefined;
  #isPulsing = false;
  #isStopped = false;
  #travels: Travel[] = [];
  #nextTick: Instant;

  constructor(options: TimeTravelOptions) {
    this.#options = options;
    // Immediately: work that came due while nothing ran, or was lost with the queue, must not wait for another five
    // minutes.
    this.#nextTick = options.clock.now();
  }

  /** Starts to follow real time. */
  start(): void {
    this.#pulse = setInterval(() => this.#beat(), PULSE_MS);
  }

  /** Stops following the time; a travel in progress is aborted. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#pulse);
    this.#pulse = undefined;
    await this.#turn;
  }

  /**
   * Travels forwards to the instant that `target` names when its turn comes (it may throw to refuse). Every due
   * instant on the way is stopped at until the work there has come to rest. Answers how many things were fired.
   */
  travel(target: () => Instant): Promise<{ now: Instant; fired: number }> {
    this.#traveling += 1;
    return this.#inTurn(() => this.#travelTo(target())).finally(() => {
      this.#traveling -= 1;
    });
  }

  /**
   * The next start of a task or wake of a run, if there is one; else whatever is due first. The work between, such as
   * messages a second from now, is nothing that an onlooker waits for.
   */
  nextShown(): Due | null {
    const shown = this.#options.agendas.flatMap((agenda) => agenda.nextShown?.() ?? []);
    const first = shown.reduce<Due | null>((next, due) => (next !== null && next.at <= due.at ? next : due), null);
    const other = this.#nextDue();
    return first ?? (other === null ? null : { at: other, kind: 'work', taskId: null });
  }

  /** The latest travels since the process began, the last one first. */
  get travels(): readonly Travel[] {
    return this.#travels;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #travelTo(target: Instant): Promise<{ now: Instant; fired: number }> {
    const { clock } = this.#options;
    const from = clock.now();
    const events: Due[] = [];
    let fired = 0;
    await this.#rest();
    let tickAt = await this.#reconcile();
    while (!this.#isStopped) {
      const next = earliest([this.#nextDue(), tickAt]);
      const end = Math.max(target, clock.now());
      if (next === null || next > end) {
        if (clock.now() >= target) break;
        clock.travelTo(target);
        continue;
      }
      clock.travelTo(next);
      const now = clock.now();
      events.push(...this.#dueShown(now));
      for (const agenda of this.#options.agendas) fired += await agenda.fireDue(now);
      await this.#rest();
      const sentBefore = this.#options.messagesSent();
      const wasTick = tickAt !== null && tickAt <= now;
      tickAt = await this.#reconcile();
      if (wasTick && this.#options.messagesSent() > sentBefore) fired += 1;
    }
    if (this.#isStopped) throw new TravelBrokenOff();
    const now = clock.now();
    this.#travels = [{ from, to: now, fired, events: events.slice(0, KEPT_EVENTS) }, ...this.#travels].slice(
      0,
      KEPT_TRAVELS,
    );
    return { now, fired };
  }

  #dueShown(now: Instant): Due[] {
    return this.#options.agendas.flatMap((agenda) => agenda.dueShown?.(now) ?? []).sort((a, b) => a.at - b.at);
  }

  /**
   * Reconciles, lets the work come to rest, and answers the next tick worth stopping at. While there was something
   * to do that is the next one, because the work may have made more; otherwise the first that the reconciler named.
   */
  async #reconcile(): Promise<Instant | null> {
    const { clock, messagesSent, reconcile } = this.#options;
    const sentBefore = messagesSent();
    const { nextAt } = await reconcile();
    await this.#rest();
    const nextTick = tickAfter(clock.now());
    this.#nextTick = nextTick;
    if (messagesSent() > sentBefore) return nextTick;
    return nextAt === null ? null : Math.max(nextTick, tickAfter(nextAt - 1));
  }

  #nextDue(): Instant | null {
    return earliest(this.#options.agendas.map((agenda) => agenda.nextDue()));
  }

  async #rest(): Promise<void> {
    while (!this.#options.isAtRest()) {
      if (this.#isStopped) throw new TravelBrokenOff();
      await wait(REST_POLL_MS);
    }
  }

  #beat(): void {
    if (this.#isPulsing || this.#traveling > 0) return;
    const now = this.#options.clock.now();
    const due = this.#nextDue();
    if ((due === null || due > now) && now < this.#nextTick) return;
    this.#isPulsing = true;
    this.#inTurn(() => this.#fire())
      .catch((error: unknown) => this.#options.log.error('due-work-failed', error))
      .finally(() => {
        this.#isPulsing = false;
      });
  }

  async #fire(): Promise<void> {
    const now = this.#options.clock.now();
    for (const agenda of this.#options.agendas) await agenda.fireDue(now);
    if (now < this.#nextTick) return;
    this.#nextTick = tickAfter(now);
    await this.#options.reconcile();
  }
}

/** The first tick of the reconciler's grid after an instant. */
const tickAfter = (at: Instant): Instant => (Math.floor(at / RECONCILER_MS) + 1) * RECONCILER_MS;

function earliest(instants: (Instant | null)[]): Instant | null {
  const known = instants.filter((at) => at !== null);
  return known.length === 0 ? null : Math.min(...known);
}
