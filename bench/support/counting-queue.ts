import { type Clock, SECOND } from '../../core/clock.ts';
import type { Queue } from '../../core/queue.ts';

/** A queue that counts what SQS bills: a send, a receive and a deletion for each message. */
export class CountingQueue<Message> implements Queue<Message> {
  #waiting: { message: Message; dueAt: number }[] = [];
  #tellSent: (() => void)[] = [];
  readonly #clock: Pick<Clock, 'now'>;
  requests = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  async send(message: Message, delaySeconds = 0): Promise<void> {
    this.requests += 3;
    this.#waiting.push({ message, dueAt: this.#clock.now() + delaySeconds * SECOND });
    for (const tell of this.#tellSent.splice(0)) tell();
  }

  /** The first message whose delay is over. */
  take(): Message | undefined {
    const now = this.#clock.now();
    const place = this.#waiting.findIndex(({ dueAt }) => dueAt <= now);
    return place < 0 ? undefined : this.#waiting.splice(place, 1)[0]?.message;
  }

  isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Milliseconds until the first message may be taken. */
  untilDue(): number {
    return Math.max(1, Math.min(...this.#waiting.map(({ dueAt }) => dueAt)) - this.#clock.now());
  }

  /** Resolves at the next send. */
  untilSent(): Promise<void> {
    return new Promise((resolve) => this.#tellSent.push(resolve));
  }
}
