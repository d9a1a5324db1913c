import { type Clock, iso } from '../core/clock.ts';
import type { Log, LogFields } from '../core/log.ts';

const CAUSES_MAX = 5;

type Level = 'info' | 'warn' | 'error';

/** Errors have no enumerable fields: as JSON they would be `{}`. */
function describeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return String(error);
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  const shown = { name, message, code, stack };
  return cause === undefined || depth >= CAUSES_MAX ? shown : { ...shown, cause: describeError(cause, depth + 1) };
}

/** Log lines for CloudWatch: one JSON object a line, with `time`, `level` and `event` first. */
export class JsonLog implements Log {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #write: (line: string) => void;

  /** @default write to the standard output */
  constructor(clock: Pick<Clock, 'now'>, write: (line: string) => void = (line) => void process.stdout.write(line)) {
    this.#clock = clock;
    this.#write = write;
  }

  info(event: string, fields?: LogFields): void {
    this.#line('info', event, fields);
  }

  warn(event: string, fields?: LogFields): void {
    this.#line('warn', event, fields);
  }

  error(event: string, error: unknown, fields?: LogFields): void {
    this.#line('error', event, { ...fields, error: describeError(error) });
  }

  #line(level: Level, event: string, fields: Record<string, unknown> = {}): void {
    const head = { time: iso(this.#clock.now()), level, event };
    // The head first for the reader, and last so that no field replaces it.
    this.#write(`${JSON.stringify({ ...head, ...fields, ...head })}\n`);
  }
}
