import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type Instant, SECOND } from '../../core/clock.ts';
import type { Dice } from '../simulation/dice.ts';
import type { Process } from './caller.ts';
import { draw, type Latency } from './latency.ts';
import type { StackQueue } from './stack.ts';
import type { Timeline } from './timeline.ts';

const SEND: Latency = { medianMs: 8, sigma: 0.3 };
const CPU_SEND_MS = 0.5;

/** How often each function was run in the chain of calls that led to a message, as the trace header carries it. */
export type Chain = ReadonlyMap<string, number>;
export const NO_CHAIN: Chain = new Map();

export interface Message {
  id: string;
  body: string;
  chain: Chain;
  sentAt: Instant;
  /** Since when it can be received. */
  visibleAt: Instant;
  receives: number;
}

/** A queue of SQS: what is received is hidden for a while, and comes again unless it is deleted. */
export class CloudQueue {
  readonly name: string;
  readonly deadLetters: Message[] = [];
  /** Every request, sent or received. */
  requests = 0;
  /** Called when there is something to receive. */
  onVisible: () => void = () => {};
  readonly #timeline: Timeline;
  readonly #settings: StackQueue;
  #visible: Message[] = [];
  #first = 0;
  #serial = 0;
  /** Messages that are not deleted and not dead. */
  live = 0;

  constructor(name: string, timeline: Timeline, settings: StackQueue) {
    this.name = name;
    this.#timeline = timeline;
    this.#settings = settings;
  }

  put(body: string, chain: Chain = NO_CHAIN, delayMs = 0): void {
    const now = this.#timeline.now();
    this.#serial += 1;
    this.live += 1;
    const message = {
      id: `${this.name}-${this.#serial}`,
      body,
      chain,
      sentAt: now,
      visibleAt: now + delayMs,
      receives: 0,
    };
    if (delayMs > 0) this.#timeline.after(delayMs, () => this.#show(message));
    else this.#show(message);
  }

  get visible(): number {
    return this.#visible.length - this.#first;
  }

  /** Since when the message has waited that was there first. */
  oldest(): Instant | undefined {
    return this.#visible[this.#first]?.visibleAt;
  }

  /** Up to `most` messages; those that were received too often become dead letters instead. */
  receive(most: number): Message[] {
    const batch: Message[] = [];
    while (batch.length < most && this.visible > 0) {
      const message = this.#visible[this.#first] as Message;
      this.#first += 1;
      if (message.receives >= this.#settings.maxReceives) this.bury(message);
      else {
        message.receives += 1;
        batch.push(message);
      }
    }
    if (this.#first > 10_000) {
      this.#visible = this.#visible.slice(this.#first);
      this.#first = 0;
    }
    this.requests += Math.ceil(batch.length / 10);
    return batch;
  }

  delete(messages: number): void {
    this.live -= messages;
    this.requests += Math.ceil(messages / 10);
  }

  /** It comes again once its visibility is over, which began at `receivedAt`. */
  release(message: Message, receivedAt: Instant): void {
    const at = receivedAt + this.#settings.visibilitySeconds * SECOND;
    this.#timeline.at(at, () => this.#show({ ...message, visibleAt: this.#timeline.now() }));
  }

  bury(message: Message): void {
    this.live -= 1;
    this.deadLetters.push(message);
  }

  #show(message: Message): void {
    this.#visible.push(message);
    this.onVisible();
  }
}

/** The client of one process. Queue URLs are the names of the queues. */
export function sqsClient(queues: ReadonlyMap<string, CloudQueue>, process: Process, dice: Dice, chain: () => Chain) {
  const send = (command: SendMessageCommand): Promise<unknown> => {
    if (!(command instanceof SendMessageCommand)) throw new Error('SQS knows no such command');
    const { QueueUrl = '', MessageBody = '', DelaySeconds = 0 } = command.input;
    const queue = queues.get(QueueUrl);
    if (!queue) throw new Error(`no queue ${QueueUrl}`);
    const own = chain();
    return process.call(
      CPU_SEND_MS,
      () => draw(SEND, dice),
      () => {
        queue.requests += 1;
        queue.put(MessageBody, own, DelaySeconds * SECOND);
        return { MessageId: 'sent' };
      },
    );
  };
  return { send } as unknown as SQSClient;
}
