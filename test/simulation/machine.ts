import { nextTick } from 'node:process';
import type { Clock, Instant } from '../../core/clock.ts';
import { MINUTE, SECOND } from '../../core/clock.ts';
import { TablesBusy } from '../../core/tables.ts';
import type { Dice } from './dice.ts';
import type { Faults } from './faults.ts';
import { Outages, type Place } from './outages.ts';
import type { Trace } from './trace.ts';

/** What a fault throws; any other error of the engine is looked at. */
class InjectedFault extends Error {}

/** What tables throw that refused a call for as long as its caller had time: nothing of it was done. */
class InjectedRefusal extends TablesBusy {}

export const isInjected = (error: unknown): boolean =>
  error instanceof InjectedFault || error instanceof InjectedRefusal;

export type ProcessKind = 'sender' | 'starter' | 'reconciler' | 'user' | 'operator' | 'recorder';
export type Ending = { kind: 'done' } | { kind: 'failed'; error: unknown } | { kind: 'killed' };

/** One run of one handler. Its code goes on only when the machine answers one of its calls. */
export interface Process {
  readonly id: number;
  readonly kind: ProcessKind;
  readonly clock: Clock;
  readonly name: string;
  readonly skew: number;
  readonly pace: number;
  isAlive: boolean;
  /** When it made its latest call: what it does was decided then, however late the effect comes. */
  calledAt: Instant;
  readonly pending: Set<Call>;
  onEnd: (ending: Ending) => void;
}

interface Call {
  label: string;
  effect: () => Promise<unknown>;
  answer: (outcome: Outcome) => void;
  isDone: boolean;
  /** What it touches, of a call of the tables. */
  places: readonly Place[] | null;
}

type Outcome = { ok: true; value: unknown } | { ok: false; error: unknown };

interface Event {
  at: Instant;
  order: number;
  serial: number;
  action: () => void | Promise<void>;
}

/**
 * Lets every promise that can go on go on, until all code waits for the machine again: the tick queue is looked at only
 * when no microtask is left.
 */
const settle = (): Promise<void> => new Promise((resolve) => nextTick(resolve));

/**
 * The one scheduler: events by time, those of one instant in an order that the seed decides. Every call of a port is
 * an event, so the machine decides the order of all awaits; between two events nothing moves and no time passes.
 */
export class Machine {
  now: Instant;
  steps = 0;
  readonly faults: Faults;
  readonly trace: Trace;
  readonly live = new Set<Process>();
  /** Called after each step of a process, to let other things happen at any moment. */
  onStep: (process: Process) => void = () => {};
  readonly #dice: Dice;
  readonly #outages: Outages;
  readonly #events: Event[] = [];
  #serial = 0;
  #processes = 0;

  constructor(start: Instant, dice: Dice, faults: Faults, trace: Trace) {
    this.now = start;
    this.#dice = dice;
    this.faults = faults;
    this.trace = trace;
    this.#outages = new Outages(faults);
  }

  /** Has something happen at an instant, or now if that is past. */
  at(instant: Instant, action: () => void | Promise<void>): void {
    this.#serial += 1;
    const event = { at: Math.max(instant, this.now), order: this.#dice.next(), serial: this.#serial, action };
    this.#events.push(event);
    let i = this.#events.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#isBefore(i, parent)) break;
      this.#swap(i, parent);
      i = parent;
    }
  }

  /** Carries out the next event; false when there is none. */
  async step(): Promise<boolean> {
    const event = this.#pop();
    if (!event) return false;
    this.now = event.at;
    await event.action();
    await settle();
    return true;
  }

  /** Starts a process. `lifetime`: milliseconds after which the platform kills it. */
  spawn(
    kind: ProcessKind,
    { lifetime, skew }: { lifetime: number; skew: number },
    body: (process: Process) => Promise<void>,
    onEnd?: Process['onEnd'],
  ): void {
    this.#processes += 1;
    const process: Process = {
      id: this.#processes,
      kind,
      name: `${kind}${this.#processes}`,
      skew,
      pace: this.faults.strikes('slow-process') ? 100 : 1,
      isAlive: true,
      calledAt: this.now,
      pending: new Set(),
      onEnd: onEnd ?? (() => {}),
      clock: { now: () => this.now + skew, sleep: (milliseconds) => this.#sleep(process, milliseconds) },
    };
    this.live.add(process);
    this.trace.add(this.now, `${process.name} starts`);
    this.at(this.now + lifetime, () => {
      if (!process.isAlive) return;
      this.faults.note('time-out');
      this.#kill(process, 'is timed out');
    });
    body(process).then(
      () => this.#end(process, { kind: 'done' }),
      (error: unknown) => this.#end(process, { kind: 'failed', error }),
    );
  }

  /** A call of a port. `places`: what it touches in the tables. Resolves when the machine says so, or never. */
  call<T>(
    process: Process,
    label: string,
    effect: () => Promise<T>,
    places: readonly Place[] | null = null,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const call: Call = {
        label,
        effect,
        isDone: false,
        places,
        answer: (outcome) => (outcome.ok ? resolve(outcome.value as T) : reject(outcome.error)),
      };
      process.pending.add(call);
      process.calledAt = this.now;
      let latency = this.#dice.between(1, 12) * process.pace;
      if (this.faults.strikes('slow-call')) latency += this.faults.diceOf('slow-call').between(1, 8 * SECOND);
      this.at(this.now + latency, () => this.#reach(process, call));
    });
  }

  /** A call that takes as long as it says, cannot fail, and whose effect comes with its end (a hand-over). */
  timed<T>(process: Process, label: string, milliseconds: number, effect: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve) => {
      const call: Call = {
        label,
        effect,
        isDone: false,
        places: null,
        answer: (outcome) => {
          if (outcome.ok) resolve(outcome.value as T);
        },
      };
      process.pending.add(call);
      this.at(this.now + milliseconds, async () => {
        if (!process.isAlive) return;
        this.#count(process, label);
        if (this.faults.strikes('crash-before-effect')) return this.#kill(process, 'crashes');
        const outcome = await this.#perform(call);
        if (this.faults.strikes('crash-after-effect')) return this.#kill(process, 'crashes after the effect');
        this.#answer(process, call, outcome);
      });
    });
  }

  /** Ends a process at once. */
  #kill(process: Process, how: string): void {
    process.isAlive = false;
    this.trace.add(this.now, `${process.name} ${how}`);
    for (const call of process.pending) {
      if (call.isDone || !this.faults.strikes('late-effect')) continue;
      const dice = this.faults.diceOf('late-effect');
      const most = process.kind === 'sender' && dice.chance(0.5) ? 10 * MINUTE : 20 * SECOND;
      const delay = dice.between(0, most);
      this.at(this.now + delay, async () => {
        this.trace.add(this.now, `${process.name} ${call.label} comes late`);
        await this.#perform(call);
      });
    }
    this.#end(process, { kind: 'killed' });
  }

  #end(process: Process, ending: Ending): void {
    if (!this.live.delete(process)) return;
    process.isAlive = false;
    process.pending.clear();
    const why = ending.kind === 'failed' ? `: ${ending.error instanceof Error ? ending.error.message : ''}` : '';
    this.trace.add(this.now, `${process.name} ${ending.kind}${why}`);
    process.onEnd(ending);
  }

  #sleep(process: Process, milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.now + Math.ceil(milliseconds), () => {
        if (process.isAlive) resolve();
      });
    });
  }

  #count(process: Process, label: string): void {
    this.steps += 1;
    this.trace.add(this.now, `${process.name} ${label}`);
    this.onStep(process);
  }

  /** A call arrives where it is carried out, or waits there for the end of an outage. */
  #reach(process: Process, call: Call): Promise<void> | void {
    if (!process.isAlive) return;
    const met = call.places && this.#outages.throttles(call.places, this.now);
    if (!met) return this.#carryOut(process, call);
    this.trace.add(this.now, `${process.name} ${call.label} is throttled`);
    this.at(met.at, () =>
      met.isGivenUp
        ? this.#refuse(process, call, new InjectedRefusal('throttled too long'))
        : this.#carryOut(process, call),
    );
  }

  async #carryOut(process: Process, call: Call): Promise<void> {
    if (!process.isAlive) return;
    this.#count(process, call.label);
    const { faults } = this;
    if (faults.strikes('crash-before-effect')) return this.#kill(process, 'crashes');
    if (call.places && faults.strikes('throttled-table'))
      return this.#refuse(process, call, new InjectedRefusal('throttled'));
    if (call.places && call.label.startsWith('transact')) {
      if (faults.strikes('conflict')) return this.#refuse(process, call, new InjectedRefusal('conflict'));
      if (this.#outages.conflicts(call.places))
        return this.#refuse(process, call, new InjectedRefusal('conflict again'));
    }
    const outcome = await this.#perform(call);
    if (faults.strikes('crash-after-effect')) return this.#kill(process, 'crashes after the effect');
    if (faults.strikes('lost-answer')) return this.#refuse(process, call, new InjectedFault('answer lost'));
    if (faults.strikes('slow-answer')) {
      const delay = faults.diceOf('slow-answer').between(1, 8 * SECOND);
      this.at(this.now + delay, () => this.#answer(process, call, outcome));
      return;
    }
    this.#answer(process, call, outcome);
  }

  async #perform(call: Call): Promise<Outcome> {
    call.isDone = true;
    try {
      return { ok: true, value: await call.effect() };
    } catch (error) {
      return { ok: false, error };
    }
  }

  #refuse(process: Process, call: Call, error: Error): void {
    this.trace.add(this.now, `${process.name} ${call.label}: ${error.message}`);
    this.#answer(process, call, { ok: false, error });
  }

  #answer(process: Process, call: Call, outcome: Outcome): void {
    if (!process.isAlive) return;
    process.pending.delete(call);
    call.answer(outcome);
  }

  #isBefore(i: number, j: number): boolean {
    const [a, b] = [this.#events[i], this.#events[j]];
    if (!a || !b) return false;
    return (a.at - b.at || a.order - b.order || a.serial - b.serial) < 0;
  }

  #swap(i: number, j: number): void {
    const [a, b] = [this.#events[i], this.#events[j]];
    if (a && b) [this.#events[i], this.#events[j]] = [b, a];
  }

  #pop(): Event | undefined {
    const [first] = this.#events;
    const last = this.#events.pop();
    if (first === undefined || last === undefined || this.#events.length === 0) return first;
    this.#events[0] = last;
    let i = 0;
    for (;;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < this.#events.length && this.#isBefore(child, least)) least = child;
      }
      if (least === i) return first;
      this.#swap(i, least);
      i = least;
    }
  }
}
