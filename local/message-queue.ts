import { setImmediate as turn } from 'node:timers/promises';
import { checkDelay } from '../adapters/sqs/delay.ts';
import { type Clock, type Instant, MINUTE, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Queue } from '../core/queue.ts';
import type { InvocationContext } from './product.ts';
import type { Timers } from './timers.ts';

/** The time-out of the sender and the starter. */
const INVOCATION_MS = 5 * MINUTE;
const RETRY_AFTER_MS = SECOND;
/** How often a message is tried before it is given up, as in the stack. */
const MAX_RECEIVES = 5;

export interface MessageQueueOptions<Message> {
  name: string;
  /** Invocations at a time, from 1. */
  concurrency: number;
  clock: Clock;
  log: Log;
  timers: Timers;
  handle(message: Message, context: InvocationContext): Promise<unknown>;
}

/** A message as it would travel, and how often it was handed over. */
interface Waiting {
  json: string;
  receives: number;
}

/**
 * A queue of SQS with Lambda's event source behind it, in memory: one message an invocation, a bounded number of them
 * at a time, another try for what throws. Delays follow the clock that travels. What waits is lost with the process:
 * messages are hints, and the reconciler sends them again.
 */
export class MessageQueue<Message> implements Queue<Message> {
  readonly #options: MessageQueueOptions<Message>;
  readonly #ready: Waiting[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #retries = new Set<NodeJS.Timeout>();
  readonly #stopping = new AbortController();
  #isStarted = false;
  /** Messages sent so far, delayed ones included. */
  sent = 0;

  constructor(options: MessageQueueOptions<Message>) {
    this.#options = options;
  }

  async send(message: Message, delaySeconds = 0): Promise<void> {
    const delay = checkDelay(delaySeconds) * SECOND;
    const { clock, timers } = this.#options;
    const waiting = { json: JSON.stringify(message), receives: 0 };
    this.sent += 1;
    if (delay === 0) this.#add(waiting);
    else timers.add(clock.now() + delay, async () => this.#add(waiting));
  }

  /** Messages that are waiting or being handled; not those that are delayed. */
  get waiting(): number {
    return this.#ready.length + this.#running.size + this.#retries.size;
  }

  /** Begins to hand messages over. */
  start(): void {
    this.#isStarted = true;
    this.#handOver();
  }

  /** Hands over no more messages, signals the end to running invocations, and waits for them for a while. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping.abort();
    for (const retry of this.#retries) clearTimeout(retry);
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drainMs);
    });
    await Promise.race([Promise.all(this.#running), timeout]);
    clearTimeout(timer);
  }

  #add(waiting: Waiting): void {
    this.#ready.push(waiting);
    this.#handOver();
  }

  #handOver(): void {
    while (this.#isStarted && !this.#stopping.signal.aborted && this.#running.size < this.#options.concurrency) {
      const next = this.#ready.shift();
      if (next === undefined) return;
      const invocation = this.#invoke(next).finally(() => {
        this.#running.delete(invocation);
        this.#handOver();
      });
      this.#running.add(invocation);
    }
  }

  async #invoke(waiting: Waiting): Promise<void> {
    const { name, log, clock, handle } = this.#options;
    // A handler that never waits for the outside must not keep everything else waiting.
    await turn();
    const end = clock.now() + INVOCATION_MS;
    const { signal } = this.#stopping;
    const context: InvocationContext = {
      get deadline(): Instant {
        return signal.aborted ? Math.min(end, clock.now()) : end;
      },
    };
    const receives = waiting.receives + 1;
    try {
      await handle(JSON.parse(waiting.json) as Message, context);
    } catch (error) {
      log.error('invocation-failed', error, { queue: name, receives });
      if (receives < MAX_RECEIVES) this.#retry({ ...waiting, receives });
    }
  }

  #retry(waiting: Waiting): void {
    if (this.#stopping.signal.aborted) return;
    const retry = setTimeout(() => {
      this.#retries.delete(retry);
      this.#add(waiting);
    }, RETRY_AFTER_MS);
    this.#retries.add(retry);
  }
}
