import type { Clock, Instant } from '../../core/clock.ts';
import type { Queue } from '../../core/queue.ts';
import { checkDelay } from '../sqs/delay.ts';

export interface WaitingMessage<Message> {
  /** Unique in the queue. */
  id: number;
  message: Message;
  dueAt: Instant;
}

/** A queue whose messages wait until they are taken; the taker chooses their order, and whether to take them at all. */
export class MemoryQueue<Message> implements Queue<Message> {
  readonly #clock: Pick<Clock, 'now'>;
  #waiting: WaitingMessage<Message>[] = [];
  #sent = 0;

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock;
  }

  async send(message: Message, delaySeconds = 0): Promise<void> {
    const dueAt = this.#clock.now() + checkDelay(delaySeconds) * 1_000;
    this.#sent += 1;
    // As JSON, as it would travel.
    this.#waiting.push({ id: this.#sent, message: JSON.parse(JSON.stringify(message)), dueAt });
    this.#waiting.sort((a, b) => a.dueAt - b.dueAt || a.id - b.id);
  }

  /** All messages, those not due too; the one due first comes first. */
  waiting(): readonly WaitingMessage<Message>[] {
    return this.#waiting;
  }

  /** Removes and answers the first message that is due, or the named one, due or not. */
  take(id?: number): Message | undefined {
    const first = this.#waiting[0];
    const wanted = id ?? (first && first.dueAt <= this.#clock.now() ? first.id : undefined);
    const taken = this.#waiting.find((waiting) => waiting.id === wanted);
    this.#waiting = this.#waiting.filter((waiting) => waiting !== taken);
    return taken?.message;
  }
}
