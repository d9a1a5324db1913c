import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';

type Log = Pick<FileHandle, 'datasync' | 'close'>;

/** What goes to the disk together. */
interface Group {
  /** Resolves when it is there. */
  kept: PromiseWithResolvers<void>;
}

/**
 * Makes what was written outlast a power cut, by flushing SQLite's write-ahead log to the disk. SQLite would do so in
 * each commit (`synchronous=FULL`), and hold up the whole process for as long; here the flush is on another thread, and
 * one commit and one flush are for all that was written while the flush before was under way
 * (docs/decisions/0060-calls-share-a-commit.md).
 */
export class LogSync {
  readonly #log: Log;
  readonly #commit: () => void;
  #open: Group | null = null;
  #flushing: Group | null = null;
  #end: Promise<void> = Promise.resolve();
  #failure: Error | null = null;

  /** `commit` ends the transaction in which everything was written since the last call. */
  constructor(log: Log, commit: () => void) {
    this.#log = log;
    this.#commit = commit;
  }

  /** `path`: the log, which is there once the database is open. */
  static async open(path: string, commit: () => void): Promise<LogSync> {
    // Windows flushes only what may be written.
    return new LogSync(await open(path, 'r+'), commit);
  }

  /** Says that something was written. */
  written(): void {
    if (this.#open) return;
    const group = { kept: Promise.withResolvers<void>() };
    // Whoever waits hears of a failure; perhaps nobody does.
    group.kept.promise.catch(() => undefined);
    this.#open = group;
    this.#end = this.#keep(group, this.#end);
  }

  /** Says that all that was written since the last commit is undone: who wrote it hears why. */
  undone(reason: unknown): void {
    this.#open?.kept.reject(reason);
    this.#open = null;
  }

  /**
   * Resolves when all that was written before is on the disk. Throws from the first flush that fails on: of what a disk
   * has refused, nobody can say later that it is there.
   */
  async settled(): Promise<void> {
    if (this.#failure) throw this.#failure;
    await (this.#open ?? this.#flushing)?.kept.promise;
  }

  async close(): Promise<void> {
    await this.#end;
    await this.#log.close();
  }

  async #keep(group: Group, before: Promise<void>): Promise<void> {
    await before;
    // Takes along what else this turn of the event loop writes.
    await turn();
    if (this.#open !== group) return;
    if (this.#failure) {
      this.undone(this.#failure);
      return;
    }
    try {
      this.#commit();
    } catch (error) {
      this.undone(error);
      return;
    }
    this.#open = null;
    this.#flushing = group;
    try {
      await this.#log.datasync();
      group.kept.resolve();
    } catch (error) {
      this.#failure = new Error('the disk refused to keep what was written to the tables', { cause: error });
      group.kept.reject(this.#failure);
    }
    this.#flushing = null;
  }
}
