import { type Instant, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';

const RETRY_MS = SECOND;

/** Things to do at an instant of the clock. Held in memory: they are hints, like the messages that they send. */
export class Timers {
  readonly #log: Log;
  readonly #pending = new Set<{ at: Instant; run: () => Promise<void> }>();

  constructor(log: Log) {
    this.#log = log;
  }

  add(at: Instant, run: () => Promise<void>): void {
    this.#pending.add({ at, run });
  }

  nextDue(): Instant | null {
    let next: Instant | null = null;
    for (const { at } of this.#pending) if (next === null || at < next) next = at;
    return next;
  }

  /** Runs the due timers, earliest first; a failed one is due again a second later. Returns how many were run. */
  async fireDue(now: Instant): Promise<number> {
    const due = [...this.#pending].filter((timer) => timer.at <= now).sort((a, b) => a.at - b.at);
    for (const timer of due) {
      this.#pending.delete(timer);
      try {
        await timer.run();
      } catch (error) {
        this.#log.error('timer-failed', error);
        this.add(now + RETRY_MS, timer.run);
      }
    }
    return due.length;
  }
}
