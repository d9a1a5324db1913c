import { type Instant, MINUTE, SECOND } from '../../core/clock.ts';
import type { Queue } from '../../core/queue.ts';
import type { Schedules, ScheduleTarget } from '../../core/schedules.ts';
import type { Machine, Process, ProcessKind } from './machine.ts';

interface Message<T> {
  body: T;
  receives: number;
}

/** What a consumer does with a batch; `failed` names the messages that are to come again. */
export type Consumer<T> = (bodies: T[], done: (failed: Set<number> | 'all') => void) => void;

/** Deliveries before a message goes to the dead letters. */
const MAX_RECEIVES = 3;
/** Six times the sender's time-out of 5 minutes. */
const VISIBILITY = 30 * MINUTE;

/** A queue with the guarantees of SQS, which are few. */
export class SimulatedQueue<T> {
  readonly #machine: Machine;
  readonly #name: string;
  readonly #consumedBy: ProcessKind;
  readonly #consume: Consumer<T>;
  /** Messages that may still be delivered. */
  waiting = 0;
  /** Called for every message that is given up. */
  onDeadLetter: () => void = () => {};
  readonly #ready: Message<T>[] = [];

  constructor(machine: Machine, name: string, consumedBy: ProcessKind, consume: Consumer<T>) {
    this.#machine = machine;
    this.#name = name;
    this.#consumedBy = consumedBy;
    this.#consume = consume;
  }

  /** The port as one process sees it. */
  portOf(process: Process): Queue<T> {
    return {
      send: (body, delaySeconds = 0) =>
        this.#machine.call(process, `send ${this.#name} ${JSON.stringify(body)} +${delaySeconds}`, async () => {
          if (!(delaySeconds >= 0 && delaySeconds <= 900))
            throw new Error(`a delay of ${delaySeconds} s is impossible`);
          if (process.kind === this.#consumedBy && this.#machine.faults.strikes('dropped-recursion'))
            this.#giveUp('a message of its own function');
          else this.put(body, delaySeconds * SECOND);
        }),
    };
  }

  put(body: T, delay = 0): void {
    const { faults } = this.#machine;
    if (faults.strikes('lost-token')) return;
    const message = { body, receives: 0 };
    this.#comes(message, delay);
    if (faults.strikes('duplicate-token')) this.#comes({ ...message }, delay);
  }

  #comes(message: Message<T>, delay: number): void {
    const { faults, now } = this.#machine;
    let late = 0;
    if (faults.strikes('late-token')) late += faults.diceOf('late-token').between(0, 15 * MINUTE);
    if (faults.strikes('reordered-tokens')) late += faults.diceOf('reordered-tokens').between(0, 2 * SECOND);
    this.waiting += 1;
    this.#machine.at(now + delay + late, () => {
      this.#ready.push(message);
      this.#machine.at(this.#machine.now, () => this.#deliver());
    });
  }

  #deliver(): void {
    const batch = this.#ready.splice(0, 3);
    if (batch.length === 0) return;
    for (const message of batch) message.receives += 1;
    if (this.#machine.faults.strikes('throttled-poll')) {
      this.waiting -= batch.length;
      this.#machine.trace.add(this.#machine.now, `${batch.length} of queue ${this.#name} are received by nobody`);
      for (const message of batch) this.#again(message, VISIBILITY);
      return;
    }
    this.#consume(
      batch.map(({ body }) => body),
      (failed) => {
        this.waiting -= batch.length;
        for (const [index, message] of batch.entries()) {
          if (failed === 'all' || failed.has(index)) this.#again(message, this.#hiddenFor());
        }
      },
    );
  }

  #again(message: Message<T>, delay: number): void {
    if (message.receives >= MAX_RECEIVES) this.#giveUp('a message that was received too often');
    else this.#comes(message, delay);
  }

  /** How long a message stays hidden whose handler failed. */
  #hiddenFor(): number {
    const { faults } = this.#machine;
    return faults.strikes('early-redelivery') ? faults.diceOf('early-redelivery').between(0, 20 * SECOND) : VISIBILITY;
  }

  #giveUp(what: string): void {
    this.#machine.trace.add(this.#machine.now, `${what} of queue ${this.#name} is a dead letter`);
    this.onDeadLetter();
  }
}

/** One-time schedules that fire within a minute of their instant, then are gone. */
export class SimulatedSchedules {
  readonly #machine: Machine;
  readonly #fire: (target: ScheduleTarget) => void;
  readonly #names = new Set<string>();
  /** Called for every schedule that is really made. */
  onCreate: (name: string, at: Instant, target: ScheduleTarget) => void = () => {};

  constructor(machine: Machine, fire: (target: ScheduleTarget) => void) {
    this.#machine = machine;
    this.#fire = fire;
  }

  portOf(process: Process): Schedules {
    return {
      create: (name, at, target) =>
        this.#machine.call(process, `schedule ${name}`, async () => this.#create(name, at, target)),
      remove: (name) =>
        this.#machine.call(process, `unschedule ${name}`, async () => {
          this.#names.delete(name);
        }),
    };
  }

  #create(name: string, at: Instant, target: ScheduleTarget): 'created' | 'exists' {
    if (!/^[0-9a-zA-Z\-_.]{1,64}$/.test(name)) throw new Error(`"${name}" cannot name a schedule`);
    if (this.#names.has(name)) return 'exists';
    this.#names.add(name);
    this.onCreate(name, at, target);
    const { faults } = this.#machine;
    if (faults.strikes('lost-schedule')) return 'created';
    this.#fires(name, at, target);
    if (faults.strikes('duplicate-schedule')) this.#fires(name, at, target);
    return 'created';
  }

  #fires(name: string, at: Instant, target: ScheduleTarget): void {
    const { faults } = this.#machine;
    const late = faults.strikes('late-schedule') ? faults.diceOf('late-schedule').between(0, 10 * MINUTE) : 0;
    this.#machine.at(at + faults.diceOf('late-schedule').between(0, MINUTE) + late, () => {
      if (!this.#names.has(name)) return;
      this.#machine.trace.add(this.#machine.now, `schedule ${name} fires`);
      this.#fire(target);
      this.#machine.at(this.#machine.now + SECOND, () => {
        this.#names.delete(name);
      });
    });
  }
}
