import { appendFileSync, renameSync, statSync } from 'node:fs';
import type { Clock } from '../core/clock.ts';
import { iso } from '../core/clock.ts';
import type { Log, LogFields } from '../core/log.ts';

/** The file is put aside (one generation) when it has grown to this. */
const MAX_FILE_BYTES = 20 * 1024 * 1024;

type Level = 'info' | 'warn' | 'error';

/** Log lines as JSON, into a file; faults are also handed to `onError`, so that they do not go unseen. */
export class JsonLog implements Log {
  readonly #path: string | null;
  readonly #clock: Clock;
  readonly #onError: (line: string) => void;
  #size: number;

  /** `path` null: only faults are shown. */
  constructor(path: string | null, clock: Clock, onError: (line: string) => void) {
    this.#path = path;
    this.#clock = clock;
    this.#onError = onError;
    this.#size = path === null ? 0 : (statSync(path, { throwIfNoEntry: false })?.size ?? 0);
  }

  info(event: string, fields: LogFields = {}): void {
    this.#write('info', event, fields);
  }

  warn(event: string, fields: LogFields = {}): void {
    this.#write('warn', event, fields);
  }

  error(event: string, error: unknown, fields: LogFields = {}): void {
    const fault = error instanceof Error ? { error: error.message, stack: error.stack } : { error: String(error) };
    this.#write('error', event, { ...fields, ...fault });
    this.#onError(`${event}: ${fault.error}`);
  }

  #write(level: Level, event: string, fields: LogFields): void {
    if (this.#path === null) return;
    const line = `${JSON.stringify({ at: iso(this.#clock.now()), level, event, ...fields })}\n`;
    if (this.#size > MAX_FILE_BYTES) {
      renameSync(this.#path, `${this.#path}.old`);
      this.#size = 0;
    }
    appendFileSync(this.#path, line, { mode: 0o600 });
    this.#size += Buffer.byteLength(line);
  }
}
