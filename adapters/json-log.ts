import { type Clock, iso } from '../core/clock.ts';
import type { Log, LogFields } from '../core/log.ts';
import { metricsOf } from './embedded-metrics.ts';

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

/**
 * The part of an address before the @. No code logs it on purpose, but a mail server's own words in an error may
 * contain it; the domain is kept, because it shows the fault. It begins where no such text came before: a search from
 * each of its characters would take quadratic time.
 */
const LOCAL_PART =
  /(?:"[\w!#$%&'*+/=?^`{|}~.-]{1,64}"|(?<![^\s"'<>()[\]{}:;,=@])[^\s"'<>()[\]{}:;,=@]+)(?=(?:@|%40)[\p{L}\p{N}-]+\.)/giu;
const masked = (_name: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replace(LOCAL_PART, '***') : value;

export interface JsonLogOptions {
  /** Name of the stack, for metrics. @default no metrics */
  stack?: string | undefined;
  /** @default write to the standard output */
  write?: (line: string) => void;
}

/** Log lines for CloudWatch: one JSON object a line, with `time`, `level` and `event` first; some are metrics, too. */
export class JsonLog implements Log {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #stack: string | undefined;
  readonly #write: (line: string) => void;
  #requestId: string | undefined;

  constructor(clock: Pick<Clock, 'now'>, { stack, write }: JsonLogOptions = {}) {
    this.#clock = clock;
    this.#stack = stack;
    this.#write = write ?? ((line) => void process.stdout.write(line));
  }

  /** From here on lines carry the id of this request, by which Lambda's own lines about it are found. */
  follow(requestId: string): void {
    this.#requestId = requestId;
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
    const at = this.#clock.now();
    const head = { time: iso(at), level, event };
    const metrics = this.#stack === undefined ? {} : metricsOf(event, fields, at, this.#stack);
    // The head first for the reader, and last so that no field replaces it.
    const line = { ...head, awsRequestId: this.#requestId, ...fields, ...metrics, ...head };
    this.#write(`${JSON.stringify(line, masked)}\n`);
  }
}
