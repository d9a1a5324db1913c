/**
 * Where calls wait while nobody is signed in: a session that ends under a page costs no typed work, because the call
 * that found it out is made again after the sign-in.
 */
export class SignInGate {
  #waiting: (() => void)[] = [];
  readonly #listeners = new Set<() => void>();

  readonly isClosed = (): boolean => this.#waiting.length > 0;

  /** For `useSyncExternalStore`. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Resolves after the next sign-in. */
  async pass(): Promise<void> {
    const passed = new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#tell();
    await passed;
  }

  open(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
