import { setTimeout as wait } from 'node:timers/promises';
import { ApiClient } from '../adapters/api/client.ts';
import { type Endpoint, findEndpoint, type Where } from './endpoint.ts';
import type { Output } from './output.ts';
import { type Paint, paintFor } from './paint.ts';
import { plain } from './text.ts';
import { UsageError } from './usage-error.ts';

const DEFAULT_COLUMNS = 80;

/** The options of every command. */
export interface CommonOptions extends Where {
  json?: boolean;
}

/** The world of a command line: what it reads, where it writes, and when it is to end. */
export interface Terminal {
  output: Output;
  errors: Output;
  environment: Record<string, string | undefined>;
  /** Asks a question with the answers yes and no; null without a terminal. */
  confirm: ((question: string) => Promise<boolean>) | null;
  /** Aborted by Ctrl-C. */
  signal: AbortSignal;
}

/** One command, with its product and its terminal. */
export class Session {
  readonly terminal: Terminal;
  readonly json: boolean;
  readonly #options: CommonOptions;

  constructor(terminal: Terminal, options: CommonOptions) {
    this.terminal = terminal;
    this.#options = options;
    this.json = options.json ?? false;
  }

  get signal(): AbortSignal {
    return this.terminal.signal;
  }

  get columns(): number {
    return this.terminal.output.columns ?? DEFAULT_COLUMNS;
  }

  get paint(): Paint {
    return paintFor(this.terminal.output);
  }

  endpoint(): Endpoint {
    return findEndpoint(this.#options, this.terminal.environment);
  }

  async api(): Promise<ApiClient> {
    const { url, key } = this.endpoint();
    return new ApiClient(url.value, await key.read());
  }

  /** Lines for people; for programs the objects, one a line. */
  show(lines: string[], objects: object[]): void {
    const texts = this.json ? objects.map((each) => JSON.stringify(each)) : lines;
    for (const text of texts) this.terminal.output.write(`${text}\n`);
  }

  /** Lines beside what the command shows, for people. */
  warn(lines: string[]): void {
    for (const line of lines) this.terminal.errors.write(`mailramp: ${plain(line)}\n`);
  }

  /** Asks before something that cannot be taken back. Throws `UsageError` where nobody can be asked. */
  async confirmed(question: string, { yes = false }: { yes?: boolean }): Promise<boolean> {
    if (yes) return true;
    const { confirm } = this.terminal;
    if (confirm === null) throw new UsageError('there is no terminal to confirm on: add --yes');
    const isSure = await confirm(question);
    if (!isSure) this.show(['Nothing was done.'], [{ done: false }]);
    return isSure;
  }

  /** Polls until there is an answer. Throws on Ctrl-C. */
  async until<Seen>(look: () => Promise<Seen | null>, everyMs: number): Promise<Seen> {
    for (;;) {
      const seen = await look();
      if (seen !== null) return seen;
      await wait(everyMs, undefined, { signal: this.signal });
    }
  }
}
