import { syncBuiltinESMExports } from 'node:module';
import { getActiveResourcesInfo, nextTick } from 'node:process';
import timers from 'node:timers';
import type { Clock, Instant } from '../../core/clock.ts';

type Action = () => void;

/** A turn of the event loop, with the promises and streams before and after it. */
const turn = (): Promise<void> =>
  new Promise((resolve) => nextTick(() => setImmediate(() => nextTick(() => setImmediate(resolve)))));

/** Timelines that settle at this moment; each waits for an immediate of its own at most. */
let settling = 0;

/**
 * Lets everything that can go on go on until all code waits for the timeline. Code that leaves others a turn, in the
 * middle of a long file or body, is not waiting; another timeline that settles is.
 */
async function settle(): Promise<void> {
  settling += 1;
  do await turn();
  while (getActiveResourcesInfo().filter((kind) => kind === 'Immediate').length >= settling);
  settling -= 1;
}

/**
 * Virtual time, in whole milliseconds. Things happen in the order of their instants, those of one instant in the order
 * in which they were planned; between two instants no time passes, however long the machine computes.
 */
export class Timeline implements Clock {
  #now: Instant;
  readonly #actions = new Map<Instant, Action[]>();
  /** The instants with actions, as a heap. */
  readonly #instants: Instant[] = [];

  constructor(start: Instant) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  after(milliseconds: number, action: Action): void {
    this.at(this.#now + milliseconds, action);
  }

  /** Has something happen at an instant, or as soon as possible when that is past. */
  at(instant: Instant, action: Action): void {
    const at = Math.max(this.#now, Math.round(instant));
    const planned = this.#actions.get(at);
    if (planned) planned.push(action);
    else {
      this.#actions.set(at, [action]);
      this.#push(at);
    }
  }

  /** Goes on while `mayGoOn` says so, at most to `end`. False when nothing is planned any more. */
  async run(end: Instant, mayGoOn: () => boolean = () => true): Promise<boolean> {
    await settle();
    while (mayGoOn()) {
      const [next] = this.#instants;
      if (next === undefined) return false;
      if (next > end) {
        this.#now = end;
        return true;
      }
      this.#now = next;
      const actions = this.#actions.get(next) ?? [];
      this.#actions.delete(next);
      this.#pop();
      for (const action of actions) action();
      await settle();
    }
    return true;
  }

  #push(at: Instant): void {
    const heap = this.#instants;
    heap.push(at);
    let i = heap.length - 1;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent] as Instant;
      if (above <= at) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = at;
  }

  #pop(): void {
    const heap = this.#instants;
    const last = heap.pop() as Instant;
    if (heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] as Instant) < (heap[child] as Instant)) child += 1;
      if ((heap[child] as Instant) >= last) break;
      heap[i] = heap[child] as Instant;
      i = child;
    }
    heap[i] = last;
  }
}

/** Time-outs of code that asks no clock for them, in virtual time. Answers how to undo it. */
export function virtualTimeouts(timeline: Timeline): () => void {
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    timeout: AbortSignal.timeout,
  };
  const live = new Set<number>();
  let serial = 0;
  const virtual = (action: () => void, milliseconds = 0): number => {
    serial += 1;
    const id = serial;
    live.add(id);
    timeline.after(milliseconds, () => {
      if (live.delete(id)) action();
    });
    return id;
  };
  const never = new AbortController().signal;
  globalThis.setTimeout = virtual as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((id: number) => void live.delete(id)) as unknown as typeof clearTimeout;
  // Middy imports them.
  Object.assign(timers, { setTimeout: globalThis.setTimeout, clearTimeout: globalThis.clearTimeout });
  syncBuiltinESMExports();
  // No service of this cloud looks at the signal: the time-outs around it are what ends a call.
  AbortSignal.timeout = () => never;
  return () => {
    globalThis.setTimeout = real.setTimeout;
    globalThis.clearTimeout = real.clearTimeout;
    Object.assign(timers, { setTimeout: real.setTimeout, clearTimeout: real.clearTimeout });
    syncBuiltinESMExports();
    AbortSignal.timeout = real.timeout;
  };
}
