import type { Timeline } from './timeline.ts';

/**
 * Somebody who calls services: a container of a function, or a person who is not billed. Its one CPU does one thing
 * after another, and what it called is never answered once its invocation has been killed.
 */
export interface Caller {
  /** Whom what is used is counted for. */
  readonly name: string;
  /** Never throttled: what a scenario prepares. */
  readonly isFree: boolean;
  /** Keeps the CPU busy, without anybody waiting for it. */
  spend(cpuMs: number): void;
  /** Keeps the CPU busy, and goes on when that is done. */
  compute(cpuMs: number): Promise<void>;
  /**
   * A call of a service: the CPU writes it, `arrive` says on arrival how long it takes, `effect` carries it out at its
   * end. What it throws is the answer, too.
   */
  call<T>(cpuMs: number, arrive: () => number, effect: () => T): Promise<T>;
}

/** A CPU of some speed; 1 is a whole one. */
export class Processor {
  readonly #timeline: Timeline;
  readonly #speed: number;
  #freeAt = 0;
  /** Milliseconds in which it was busy. */
  busyMs = 0;

  constructor(timeline: Timeline, speed: number) {
    this.#timeline = timeline;
    this.#speed = speed;
  }

  /** When work that begins now is done. */
  take(cpuMs: number): number {
    const now = this.#timeline.now();
    const ms = cpuMs / this.#speed;
    this.busyMs += ms;
    this.#freeAt = Math.max(now, this.#freeAt) + ms;
    return this.#freeAt;
  }
}

/** The only one who calls; it dies when its `isAlive` says so. */
export class Process implements Caller {
  readonly name: string;
  readonly isFree: boolean;
  readonly #timeline: Timeline;
  readonly #processor: Processor;
  /** Of the invocation at work. What an earlier one began is not answered any more when that was killed. */
  life = { isAlive: true };

  constructor(name: string, timeline: Timeline, speed: number, isFree = false) {
    this.name = name;
    this.isFree = isFree;
    this.#timeline = timeline;
    this.#processor = new Processor(timeline, speed);
  }

  spend(cpuMs: number): void {
    this.#processor.take(cpuMs);
  }

  compute(cpuMs: number): Promise<void> {
    const { life } = this;
    return new Promise((resolve) => {
      this.#timeline.at(this.#processor.take(cpuMs), () => {
        if (life.isAlive) resolve();
      });
    });
  }

  sleep(milliseconds: number): Promise<void> {
    const { life } = this;
    return new Promise((resolve) => {
      this.#timeline.after(milliseconds, () => {
        if (life.isAlive) resolve();
      });
    });
  }

  call<T>(cpuMs: number, arrive: () => number, effect: () => T): Promise<T> {
    const { life } = this;
    return new Promise<T>((resolve, reject) => {
      this.#timeline.at(this.#processor.take(cpuMs), () => {
        if (!life.isAlive) return;
        try {
          this.#timeline.after(arrive(), () => {
            try {
              const answer = effect();
              if (life.isAlive) resolve(answer);
            } catch (error) {
              if (life.isAlive) reject(error);
            }
          });
        } catch (error) {
          reject(error);
        }
      });
    });
  }
}
