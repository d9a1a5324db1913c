import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type Clock, type Instant, MINUTE } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { InvocationContext } from './product.ts';

/** The time-out of the sender and the starter. */
const INVOCATION_MS = 5 * MINUTE;
const RETRY_AFTER_SECONDS = 1;
const RECEIVE_WAIT_SECONDS = 20;
const PAUSE_AFTER_ERROR_MS = 500;

/**
 * Lambda's event source mapping for a queue: one message per invocation, a bounded number of concurrent invocations.
 */
export class EventSource<Body> {
  readonly #options: EventSourceOptions<Body>;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #poller: Promise<void> | undefined;
  #wakePoller: (() => void) | undefined;

  constructor(options: EventSourceOptions<Body>) {
    this.#options = options;
  }

  start(): void {
    this.#poller = this.#poll();
  }

  /** Messages that this source holds. */
  get running(): number {
    return this.#running.size;
  }

  /** Takes no more messages, signals the end to running invocations, and waits for them for a while. */
  async stop(drainMs: number): Promise<void> {
    this.#stopping.abort();
    this.#wakePoller?.();
    await this.#poller;
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, drainMs);
    });
    await Promise.race([Promise.all(this.#running), timeout]);
    clearTimeout(timer);
  }

  async #poll(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      if (this.#running.size >= this.#options.concurrency) {
        await new Promise<void>((resolve) => {
          this.#wakePoller = resolve;
        });
        continue;
      }
      const message = await this.#receive();
      if (message === undefined) continue;
      const invocation = this.#invoke(message).finally(() => {
        this.#running.delete(invocation);
        this.#wakePoller?.();
      });
      this.#running.add(invocation);
    }
  }

  async #receive(): Promise<Message | undefined> {
    const { client, queueUrl, log } = this.#options;
    try {
      const { Messages } = await client.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: 1,
          WaitTimeSeconds: RECEIVE_WAIT_SECONDS,
          MessageSystemAttributeNames: ['ApproximateReceiveCount'],
        }),
        { abortSignal: this.#stopping.signal },
      );
      return Messages?.[0];
    } catch (error) {
      if (this.#stopping.signal.aborted) return undefined;
      log.error('receive-failed', error, { queueUrl });
      await new Promise((resolve) => setTimeout(resolve, PAUSE_AFTER_ERROR_MS));
      return undefined;
    }
  }

  /** Deletes the message on success; on a throw it is visible again soon, and SQS counts the receives. */
  async #invoke(message: Message): Promise<void> {
    const { client, queueUrl, log, clock, handle } = this.#options;
    const receipt = { QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle };
    const end = clock.now() + INVOCATION_MS;
    const { signal } = this.#stopping;
    const context: InvocationContext = {
      get deadline(): Instant {
        return signal.aborted ? Math.min(end, clock.now()) : end;
      },
    };
    try {
      await handle(JSON.parse(message.Body ?? '') as Body, context);
      await client.send(new DeleteMessageCommand(receipt));
    } catch (error) {
      const receives = Number(message.Attributes?.ApproximateReceiveCount ?? 1);
      log.error('invocation-failed', error, { queueUrl, messageId: message.MessageId, receives });
      await client
        .send(new ChangeMessageVisibilityCommand({ ...receipt, VisibilityTimeout: RETRY_AFTER_SECONDS }))
        .catch((refusal: unknown) => log.error('message-not-released', refusal, { queueUrl }));
    }
  }
}

export interface EventSourceOptions<Body> {
  client: SQSClient;
  queueUrl: string;
  /** Invocations at a time, from 1. */
  concurrency: number;
  clock: Clock;
  log: Log;
  handle(body: Body, context: InvocationContext): Promise<void>;
}
