import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type Instant, SECOND } from '../../core/clock.ts';
import type { Dice } from '../simulation/dice.ts';
import { Process } from './caller.ts';
import { draw, type Latency } from './latency.ts';
import { type Chain, type CloudQueue, type Message, NO_CHAIN } from './sqs.ts';
import type { StackFunction, StackSource } from './stack.ts';
import type { Timeline } from './timeline.ts';

const COLD_START: Latency = { medianMs: 450, sigma: 0.3 };
/** From a message to the function that gets it. */
const POLL: Latency = { medianMs: 15, sigma: 0.4 };
/** A whole CPU: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_OF_A_CPU = 1_769;
/**
 * Rounds after which loop detection stops a chain:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
const MOST_ROUNDS = 16;
/**
 * Pollers that begin, and that come on top each second:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const FIRST_POLLERS = 5;
const MORE_POLLERS_A_SECOND = 5;
/** A source whose polls are throttled waits, longer each time. */
const FIRST_BACK_OFF = SECOND;
const LONGEST_BACK_OFF = 60 * SECOND;

/** What a handler is given of its context. */
export interface InvocationContext {
  awsRequestId: string;
  getRemainingTimeInMillis(): number;
}

export type Handler = (event: unknown, context: InvocationContext) => Promise<unknown>;

/** Makes the handler of a new container: what `index.ts` of the function does when it is loaded. */
export type MakeHandler = (container: Container) => Handler;

/** One container of a function: a process that stays warm between its invocations. */
export class Container extends Process {
  /** The chain of the invocation at work, this one included. */
  chain: Chain = NO_CHAIN;
}

interface FunctionState {
  name: string;
  settings: StackFunction;
  make: MakeHandler;
  warm: { container: Container; handler: Handler }[];
}

export type Ending = { kind: 'done'; answer: unknown } | { kind: 'failed'; error: unknown } | { kind: 'timed-out' };

/** What a function came to. */
export class FunctionUsage {
  invocations = 0;
  coldStarts = 0;
  thrown = 0;
  timedOut = 0;
  throttled = 0;
  /** Messages that were not worked off, and come again. */
  failed = 0;
  /** Messages that loop detection stopped. */
  dropped = 0;
  billedMs = 0;
  gbSeconds = 0;
}

/** Lambda of one account: so many invocations at a time, containers that are cold first, and time-outs. */
export class Lambda {
  readonly #timeline: Timeline;
  readonly #dice: Dice;
  readonly #concurrency: number;
  readonly #functions = new Map<string, FunctionState>();
  readonly usage = new Map<string, FunctionUsage>();
  #running = 0;
  #serial = 0;
  /** The first things that were thrown, for the report. */
  readonly errors: string[] = [];

  constructor(timeline: Timeline, dice: Dice, concurrency: number) {
    this.#timeline = timeline;
    this.#dice = dice;
    this.#concurrency = concurrency;
  }

  deploy(name: string, settings: StackFunction, make: MakeHandler): void {
    this.#functions.set(name, { name, settings, make, warm: [] });
  }

  usageOf(name: string): FunctionUsage {
    const usage = this.usage.get(name) ?? new FunctionUsage();
    this.usage.set(name, usage);
    return usage;
  }

  settingsOf(name: string): StackFunction {
    return this.#function(name).settings;
  }

  /** False when the account's concurrency is used up. Else `onEnd` hears of the end. */
  invoke(name: string, event: unknown, chain: Chain, onEnd: (ending: Ending) => void): boolean {
    const state = this.#function(name);
    const usage = this.usageOf(name);
    if (this.#running >= this.#concurrency) {
      usage.throttled += 1;
      return false;
    }
    this.#running += 1;
    usage.invocations += 1;
    const warm = state.warm.pop();
    if (warm) this.#run(state, warm, event, chain, onEnd);
    else {
      usage.coldStarts += 1;
      const container = new Container(name, this.#timeline, Math.min(1, state.settings.memoryMb / MB_OF_A_CPU));
      const fresh = { container, handler: state.make(container) };
      this.#timeline.after(draw(COLD_START, this.#dice), () => this.#run(state, fresh, event, chain, onEnd));
    }
    return true;
  }

  #run(
    state: FunctionState,
    instance: { container: Container; handler: Handler },
    event: unknown,
    chain: Chain,
    onEnd: (ending: Ending) => void,
  ): void {
    const { container, handler } = instance;
    const { name, settings } = state;
    const usage = this.usageOf(name);
    const startedAt = this.#timeline.now();
    const deadline = startedAt + settings.timeoutSeconds * SECOND;
    const life = { isAlive: true };
    container.life = life;
    container.chain = new Map(chain).set(name, (chain.get(name) ?? 0) + 1);
    this.#serial += 1;
    const context = {
      awsRequestId: `request-${this.#serial}`,
      getRemainingTimeInMillis: () => deadline - this.#timeline.now(),
    };
    const end = (ending: Ending) => {
      if (!life.isAlive) return;
      life.isAlive = false;
      this.#running -= 1;
      const ms = this.#timeline.now() - startedAt;
      usage.billedMs += ms;
      usage.gbSeconds += (ms / SECOND) * (settings.memoryMb / 1_024);
      if (ending.kind !== 'timed-out') state.warm.push(instance);
      if (ending.kind === 'timed-out') usage.timedOut += 1;
      if (ending.kind === 'failed') this.#note(name, ending.error);
      onEnd(ending);
    };
    this.#timeline.at(deadline, () => end({ kind: 'timed-out' }));
    handler(event, context).then(
      (answer) => end({ kind: 'done', answer }),
      (error: unknown) => end({ kind: 'failed', error }),
    );
  }

  #note(name: string, error: unknown): void {
    this.usageOf(name).thrown += 1;
    if (this.errors.length < 20) this.errors.push(`${name}: ${String(error)}`);
  }

  #function(name: string): FunctionState {
    const state = this.#functions.get(name);
    if (!state) throw new Error(`no function ${name}`);
    return state;
  }
}

/** What Lambda does with a queue: polls, invokes with batches, and lets come again what failed. */
export class EventSource {
  readonly #timeline: Timeline;
  readonly #dice: Dice;
  readonly #lambda: Lambda;
  readonly #queue: CloudQueue;
  readonly #source: StackSource;
  #running = 0;
  #pollers = FIRST_POLLERS;
  #pollersAt: Instant = 0;
  #backOff = 0;
  #pausedUntil: Instant = 0;
  #plannedAt: Instant = Number.POSITIVE_INFINITY;

  constructor(timeline: Timeline, dice: Dice, lambda: Lambda, queue: CloudQueue, source: StackSource) {
    this.#timeline = timeline;
    this.#dice = dice;
    this.#lambda = lambda;
    this.#queue = queue;
    this.#source = source;
    queue.onVisible = () => this.#planPoll(0);
  }

  #planPoll(delayMs: number): void {
    const at = this.#timeline.now() + delayMs + draw(POLL, this.#dice);
    if (at >= this.#plannedAt) return;
    // A poller that is free comes before one that is still to be added.
    this.#plannedAt = at;
    this.#timeline.at(at, () => {
      if (this.#plannedAt !== at) return;
      this.#plannedAt = Number.POSITIVE_INFINITY;
      this.#poll();
    });
  }

  #poll(): void {
    const now = this.#timeline.now();
    while (this.#queue.visible > 0) {
      const wait = this.#waitAt(now);
      if (wait > 0) {
        // A function that ends polls again by itself.
        if (wait < Number.POSITIVE_INFINITY) this.#planPoll(wait);
        return;
      }
      const batch = this.#withoutLoops(this.#queue.receive(this.#source.batchSize));
      if (batch.length > 0) this.#invoke(batch, now);
    }
  }

  /** How long the next poll has to wait: for a back-off, a function, a poller, or a fuller batch. */
  #waitAt(now: Instant): number {
    const { batchSize, windowSeconds, maxConcurrency } = this.#source;
    if (now < this.#pausedUntil) return this.#pausedUntil - now;
    if (this.#running >= maxConcurrency) return Number.POSITIVE_INFINITY;
    if (this.#running >= this.#pollersAllowed(now)) return SECOND / MORE_POLLERS_A_SECOND;
    if (this.#queue.visible >= batchSize) return 0;
    return windowSeconds * SECOND - (now - (this.#queue.oldest() ?? now));
  }

  #pollersAllowed(now: Instant): number {
    if (this.#running < FIRST_POLLERS) this.#pollers = FIRST_POLLERS;
    else this.#pollers += ((now - this.#pollersAt) / SECOND) * MORE_POLLERS_A_SECOND;
    this.#pollersAt = now;
    return this.#pollers;
  }

  /** What loop detection stops becomes a dead letter. */
  #withoutLoops(batch: Message[]): Message[] {
    const name = this.#source.function;
    if (!this.#lambda.settingsOf(name).detectsLoops) return batch;
    return batch.filter((message) => {
      if ((message.chain.get(name) ?? 0) < MOST_ROUNDS) return true;
      this.#lambda.usageOf(name).dropped += 1;
      this.#queue.bury(message);
      return false;
    });
  }

  #invoke(batch: Message[], receivedAt: Instant): void {
    const Records = batch.map(({ id, body, receives }) => ({
      messageId: id,
      body,
      attributes: { ApproximateReceiveCount: String(receives) },
    }));
    const chain = longestOf(batch);
    const event: SQSEvent = { Records: Records as SQSRecord[] };
    const isTaken = this.#lambda.invoke(this.#source.function, event, chain, (ending) => {
      this.#running -= 1;
      this.#settle(batch, ending, receivedAt);
      this.#planPoll(0);
    });
    if (isTaken) {
      this.#running += 1;
      this.#backOff = 0;
      return;
    }
    // A poll that is throttled counts as a receive, and its messages stay hidden.
    for (const message of batch) this.#queue.release(message, receivedAt);
    this.#backOff = Math.min(LONGEST_BACK_OFF, Math.max(FIRST_BACK_OFF, this.#backOff * 2));
    this.#pausedUntil = receivedAt + this.#backOff;
  }

  #settle(batch: Message[], ending: Ending, receivedAt: Instant): void {
    const failed = failedOf(batch, ending);
    this.#lambda.usageOf(this.#source.function).failed += failed.size;
    for (const message of batch) if (failed.has(message.id)) this.#queue.release(message, receivedAt);
    this.#queue.delete(batch.length - failed.size);
  }
}

/** The chain that is nearest to being stopped. */
const longestOf = (batch: Message[]): Chain =>
  batch.reduce<Chain>((longest, { chain }) => (roundsOf(chain) > roundsOf(longest) ? chain : longest), NO_CHAIN);

const roundsOf = (chain: Chain): number => Math.max(0, ...chain.values());

function failedOf(batch: Message[], ending: Ending): Set<string> {
  if (ending.kind !== 'done') return new Set(batch.map(({ id }) => id));
  const { batchItemFailures = [] } = (ending.answer as SQSBatchResponse | undefined) ?? {};
  return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
}
