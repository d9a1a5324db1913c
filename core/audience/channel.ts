/**
 * Hands chunks from a writer to one reader; at most one chunk waits, so that a fast writer is held back. When the
 * reader gives up, the writer's next `push` throws, and vice versa.
 */
export class Channel<T> implements AsyncIterable<T> {
  #waiting: T | undefined;
  #end: { error: unknown } | 'closed' | null = null;
  #changed = Promise.withResolvers<void>();

  /** Resolves when the reader can take the next chunk. Throws the error given to `fail`. */
  async push(chunk: T): Promise<void> {
    this.#throwIfFailed();
    this.#waiting = chunk;
    this.#notify();
    while (this.#waiting !== undefined) {
      await this.#changed.promise;
      this.#throwIfFailed();
    }
  }

  /** Ends the stream. */
  close(): void {
    this.#end ??= 'closed';
    this.#notify();
  }

  /** Makes both sides throw. */
  fail(error: unknown): void {
    if (this.#end === null || this.#end === 'closed') this.#end = { error };
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    let isWhole = false;
    try {
      while (this.#waiting !== undefined || this.#end !== 'closed') {
        this.#throwIfFailed();
        const chunk = this.#waiting;
        if (chunk === undefined) await this.#changed.promise;
        else {
          this.#waiting = undefined;
          this.#notify();
          yield chunk;
        }
      }
      isWhole = true;
    } finally {
      if (!isWhole) this.fail(new Error('the reader gave up'));
    }
  }

  #notify(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers<void>();
  }

  #throwIfFailed(): void {
    if (this.#end !== null && this.#end !== 'closed') throw this.#end.error;
  }
}
