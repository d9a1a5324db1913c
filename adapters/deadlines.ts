import { AsyncLocalStorage } from 'node:async_hooks';
import type { Instant } from '../core/clock.ts';

/**
 * Until when the work at hand may wait for others. Each invocation of a process has its own deadline, also beside
 * others; one object is made where the adapters of the process are.
 */
export class Deadlines {
  readonly #work = new AsyncLocalStorage<{ readonly deadline: Instant }>();

  /** Carries out work under a deadline, which is read anew each time it is asked for. */
  within<Answer>(invocation: { readonly deadline: Instant }, work: () => Answer): Answer {
    return this.#work.run(invocation, work);
  }

  /** Of the work that asks; null where none was set. */
  get current(): Instant | null {
    return this.#work.getStore()?.deadline ?? null;
  }
}
