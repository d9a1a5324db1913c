import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { escapeHtml } from '../core/content/liquid.ts';
import { readConsole } from '../lambdas/console/files.ts';
import { createConsole } from '../lambdas/console/handler.ts';
import { leadToConsole } from '../lambdas/http/lead-to-console.ts';
import { BuildFailed, buildConsole, consoleFolder, isBuilt, watchConsole } from '../scripts/console-cache.ts';

type Answer = APIGatewayProxyStructuredResultV2;
type Serve = (event: APIGatewayProxyEventV2) => Answer;

/** How the console comes to be; tests replace it. */
export interface ConsoleMaker {
  folder(): string;
  isBuilt(folder: string): boolean;
  build(folder: string, progress: { onStep(step: string): void; signal: AbortSignal }): Promise<void>;
  /** Builds it now and whenever its sources change, until the signal; each build is a folder. */
  watch(progress: {
    onStep(step: string): void;
    onBuilt(folder: string): void;
    onFault(output: string): void;
    signal: AbortSignal;
  }): Promise<void>;
  /** Throws where something of it is missing. */
  open(folder: string): Serve;
}

/** That of a checkout. */
export const makerIn = (root: string): ConsoleMaker => ({
  folder: () => consoleFolder(root),
  isBuilt,
  build: (folder, progress) => buildConsole(root, folder, progress),
  watch: (progress) => watchConsole(root, progress),
  open: (folder) => createConsole(readConsole(folder), { isSecure: false, uploadOrigin: null }),
});

type State =
  | { kind: 'none' }
  | { kind: 'under-way'; step: string }
  | { kind: 'there'; serve: Serve }
  | { kind: 'failed'; what: string; output: string };

interface LocalConsoleOptions {
  /** Whether it is built again when its sources change. */
  isWatched: boolean;
  /** Told why a later build failed: the one before is still served. */
  onFault(line: string): void;
}

/** What a page of a watched console is told. */
const BUILT = 'event: built\ndata:\n\n';

/**
 * The console on one machine: installed and built when somebody first opens it, and not before. Until then a plain page
 * says which step is under way, and comes again by itself.
 */
export class LocalConsole {
  readonly #maker: ConsoleMaker;
  readonly #options: LocalConsoleOptions;
  /** Of the pages that are open. */
  readonly #streams = new Set<Readable>();
  readonly #stopping = new AbortController();
  #state: State = { kind: 'none' };
  #work: Promise<void> = Promise.resolve();

  constructor(maker: ConsoleMaker, options: LocalConsoleOptions = { isWatched: false, onFault: () => undefined }) {
    this.#maker = maker;
    this.#options = options;
  }

  /** A stream that tells of each build from now on, as server-sent events; null while the console is not watched. */
  get news(): (() => Readable) | null {
    return this.#options.isWatched ? () => this.#openStream() : null;
  }

  #openStream(): Readable {
    const stream = new Readable({ read: () => undefined });
    this.#streams.add(stream);
    stream.once('close', () => this.#streams.delete(stream));
    stream.push(': a line for each build\n\n');
    return stream;
  }

  /** Answers a request for a page or a file of the console. */
  answer(event: APIGatewayProxyEventV2): Answer {
    const elsewhere = leadToConsole(event);
    if (elsewhere !== null) return elsewhere;
    this.begin();
    const state = this.#state;
    if (state.kind === 'there') return state.serve(event);
    if (state.kind !== 'failed') return waitingPage(state.kind === 'none' ? 'starting' : state.step);
    // Whoever asks again tries again.
    this.#state = { kind: 'none' };
    return failedPage(state.what, state.output);
  }

  /** Builds it now, unless it is there or under way. */
  begin(): void {
    if (this.#state.kind !== 'none' || this.#stopping.signal.aborted) return;
    if (this.#options.isWatched) {
      this.#state = { kind: 'under-way', step: 'starting' };
      this.#work = this.#watch();
      return;
    }
    try {
      const folder = this.#maker.folder();
      if (this.#maker.isBuilt(folder)) {
        this.#state = { kind: 'there', serve: this.#maker.open(folder) };
        return;
      }
      this.#state = { kind: 'under-way', step: 'starting' };
      this.#work = this.#build(folder);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends what is under way. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const stream of this.#streams) stream.push(null);
    await this.#work;
  }

  async #watch(): Promise<void> {
    const onStep = (step: string) => {
      if (this.#state.kind !== 'there') this.#state = { kind: 'under-way', step };
    };
    const onBuilt = (folder: string) => {
      this.#state = { kind: 'there', serve: this.#maker.open(folder) };
      for (const stream of this.#streams) stream.push(BUILT);
    };
    const { onFault } = this.#options;
    try {
      await this.#maker.watch({ onStep, onBuilt, onFault, signal: this.#stopping.signal });
    } catch (error) {
      this.#fail(error);
    }
  }

  async #build(folder: string): Promise<void> {
    try {
      const onStep = (step: string) => {
        this.#state = { kind: 'under-way', step };
      };
      await this.#maker.build(folder, { onStep, signal: this.#stopping.signal });
      this.#state = { kind: 'there', serve: this.#maker.open(folder) };
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const output = error instanceof BuildFailed ? error.output : '';
    this.#state = { kind: 'failed', what: error instanceof Error ? error.message : String(error), output };
  }
}

/** A reload keeps what stands behind `#` in the address: the code that signs in. */
const RELOAD = 'setTimeout(()=>location.reload(),1000)';
const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}pre{white-space:pre-wrap}';
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
const POLICY = `default-src 'none'; script-src ${hashOf(RELOAD)}; style-src ${hashOf(STYLE)}; form-action 'none'; base-uri 'none'; frame-ancestors 'none'`;

const page = (title: string, body: string): Answer => ({
  statusCode: 503,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': POLICY,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'retry-after': '1',
    'x-content-type-options': 'nosniff',
  },
  body: `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${STYLE}</style><main>${body}</main></html>\n`,
});

const waitingPage = (step: string): Answer =>
  page(
    'mailramp: the console is being built',
    `<h1>The console is being built</h1><p role="status">Now: ${escapeHtml(step)}. This happens once, and takes up to a minute; the page opens by itself.</p><script>${RELOAD}</script>`,
  );

/** What npm says when it reaches no registry. */
const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET/;

function failedPage(what: string, output: string): Answer {
  const why = OFFLINE.test(output)
    ? "The console's packages come from the npm registry, which cannot be reached: is this machine offline?"
    : 'The console could not be built.';
  const details = output === '' ? '' : `<pre>${escapeHtml(output)}</pre>`;
  return page(
    'mailramp: the console could not be built',
    `<h1>The console could not be built</h1><p>${why} Everything else works. Reload this page to try again.</p><p>${escapeHtml(what)}</p>${details}`,
  );
}
