import { SystemClock } from '../adapters/system-clock.ts';
import type { Clock, Instant } from '../core/clock.ts';
import { readIfPresent, writeAtomically } from './atomic-file.ts';

/** Real time plus an offset that only grows and survives restarts. Without a file the offset is lost at the end. */
export class TravelClock implements Clock {
  readonly #path: string | null;
  readonly #real: Clock;
  #offset: number;
  #latest: Instant = 0;

  constructor(path: string | null, real: Clock = new SystemClock()) {
    this.#path = path;
    this.#real = real;
    const stored = path === null ? undefined : readIfPresent(path);
    this.#offset = stored === undefined ? 0 : Number((JSON.parse(stored) as { offsetMs: number }).offsetMs);
    if (!Number.isFinite(this.#offset) || this.#offset < 0) throw new Error(`${path}: offsetMs must be 0 or more`);
  }

  /** Never runs backwards, even when the machine's own clock is set back. */
  now(): Instant {
    this.#latest = Math.max(this.#latest, this.#real.now() + this.#offset);
    return this.#latest;
  }

  /** Sleeps real time: work takes its time, only waiting is skipped. */
  async sleep(milliseconds: number): Promise<void> {
    await this.#real.sleep(milliseconds);
  }

  /** Jumps to an instant; one that has passed changes nothing. */
  travelTo(at: Instant): void {
    const jump = at - this.now();
    if (jump <= 0) return;
    const offset = this.#offset + jump;
    // Written before it is used: what happened at an instant is never before the instant after a restart.
    if (this.#path !== null) writeAtomically(this.#path, `${JSON.stringify({ offsetMs: offset })}\n`);
    this.#offset = offset;
  }
}
