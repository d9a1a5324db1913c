/**
 * How a page stands with its session: `open` while calls go through; `asking` while they wait for a sign-in; `left`
 * once the user has put that off, so that they are refused until somebody signs in.
 */
export type GateState = 'open' | 'asking' | 'left';

interface Waiting {
  resolve(): void;
  reject(): void;
}

/**
 * Where calls wait while nobody is signed in: a session that ends under a page costs no typed work, because the call
 * that found it out is made again after the sign-in.
 */
export class SignInGate {
  #state: GateState = 'open';
  #refusal: Error | null = null;
  #waiting: Waiting[] = [];
  readonly #listeners = new Set<() => void>();

  readonly state = (): GateState => this.#state;

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Throws the refusal that was met last, while the user has put off the sign-in. */
  check(): void {
    if (this.#state === 'left' && this.#refusal !== null) throw this.#refusal;
  }

  /** Resolves after the next sign-in; throws `refusal`, the answer to a call, when that is put off. */
  async pass(refusal: Error): Promise<void> {
    this.#refusal = refusal;
    this.check();
    this.#become('asking');
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject: () => reject(refusal) }));
  }

  /** Asks again for a sign-in that was put off. */
  readonly ask = (): void => this.#become('asking');

  readonly open = (): void => {
    this.#become('open');
    for (const { resolve } of this.#waiting.splice(0)) resolve();
  };

  /** Puts the sign-in off: what waits is refused, and the page can be read. */
  readonly leave = (): void => {
    this.#become('left');
    for (const { reject } of this.#waiting.splice(0)) reject();
  };

  #become(state: GateState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}
