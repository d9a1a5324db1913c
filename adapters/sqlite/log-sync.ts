import { type FileHandle, open } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';

type Log = Pick<FileHandle, 'datasync' | 'close'>;

/**
 * Makes what was committed outlast a power cut, by flushing SQLite's write-ahead log to the disk. SQLite would do so in
 * each commit (`synchronous=FULL`), and hold up the whole process for as long; here the flush is on another thread, and
 * one is for all that were committed before it began (docs/decisions/0050-tables-in-process.md).
 */
export class LogSync {
  readonly #log: Log;
  #committed = 0;
  #flushed = 0;
  #flush: Promise<void> | null = null;
  #failure: Error | null = null;

  constructor(log: Log) {
    this.#log = log;
  }

  /** `path`: the log, which is there once the database is open. */
  static async open(path: string): Promise<LogSync> {
    // Windows flushes only what may be written.
    return new LogSync(await open(path, 'r+'));
  }

  /** Says that something was committed. */
  committed(): void {
    this.#committed += 1;
  }

  /**
   * Resolves when all that was committed before is on the disk. Throws from the first flush that fails on: of what a
   * disk has refused, nobody can say later that it is there.
   */
  async settled(): Promise<void> {
    const wanted = this.#committed;
    while (this.#flushed < wanted) {
      if (this.#failure) throw this.#failure;
      this.#flush ??= this.#flushOnce();
      await this.#flush;
    }
  }

  async close(): Promise<void> {
    await this.#flush;
    await this.#log.close();
  }

  async #flushOnce(): Promise<void> {
    // Takes along what else this turn of the event loop commits.
    await turn();
    const upTo = this.#committed;
    try {
      await this.#log.datasync();
      this.#flushed = upTo;
    } catch (error) {
      this.#failure = new Error('the disk refused to keep what was written to the tables', { cause: error });
    } finally {
      this.#flush = null;
    }
  }
}
