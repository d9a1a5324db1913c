import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findDynoxide } from '../../local/dynoxide.ts';
import type { LocalInfo } from '../../local/home.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const START_WITHIN_MS = 60_000;
const POLL_MS = 20;
const INBOX_PAGE = 1_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

export interface Answer<Body = Problem> {
  status: number;
  headers: Headers;
  body: Body;
}

/** A body of `application/problem+json`. */
export interface Problem {
  code: string;
  detail: string;
  requestId: string;
  errors?: { path: string; message: string }[];
}

export interface CallOptions {
  /** Sent as JSON; a text goes as it is. */
  body?: unknown;
  /** The API key; null for none. By default the product's own, which is an admin's. */
  key?: string | null;
  headers?: Record<string, string>;
}

export interface InboxMail {
  id: string;
  from: string;
  to: string;
  subject: string;
  receivedAt: string;
  clockAt: string;
}

export type TablesKind = 'sqlite' | 'dynamodb';

/** What end-to-end tests can run on here. */
export const TABLES_KINDS: readonly TablesKind[] = findDynoxide() ? ['sqlite', 'dynamodb'] : ['sqlite'];

export interface StartOptions {
  /** Mails a second; by default as fast as it can. */
  sendRate?: number;
  /** `HOST:PORT` of a relay in place of the inbox. */
  smtp?: string;
  /** Where its tables are; by default where `MAILRAMP_TEST_TABLES` says, else in its own process. */
  tables?: TablesKind;
  /** More flags of `npm start`. */
  flags?: readonly string[];
}

/** The local product in a process group of its own, on a data directory of its own, spoken to over HTTP alone. */
export class Product {
  /** Where its data are. */
  readonly directory: string;
  #child: ChildProcess | undefined;
  #info: LocalInfo | undefined;
  readonly #tables: string;

  private constructor(directory: string, tables: string) {
    this.directory = directory;
    this.#tables = tables;
  }

  /** Starts on a new directory, and travels to 09:00 UTC of the next day. */
  static async start(options: StartOptions = {}): Promise<Product> {
    const tables = options.tables ?? process.env.MAILRAMP_TEST_TABLES ?? 'sqlite';
    const product = new Product(await mkdtemp(join(tmpdir(), 'mailramp-e2e-')), tables);
    await product.restart(options);
    await product.travelToMorning();
    return product;
  }

  /** Starts on the same directory, after an end of whatever kind. */
  async restart({ sendRate = 100_000, smtp, flags: more = [] }: Omit<StartOptions, 'tables'> = {}): Promise<void> {
    const flags = ['--empty', '--data', this.directory, '--port', '0', '--json', '--send-rate', String(sendRate)];
    if (this.#tables === 'dynamodb') flags.push('--dynamodb');
    if (smtp !== undefined) flags.push('--smtp', smtp);
    flags.push(...more);
    const child = spawn(process.execPath, ['local/main.ts', ...flags], {
      cwd: ROOT,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-4_000);
      });
    }
    const until = performance.now() + START_WITHIN_MS;
    for (this.#info = undefined; this.#info === undefined; await wait(POLL_MS)) {
      if (hasEnded(child)) throw new Error(`the product ended at its start: ${output}`);
      if (performance.now() > until) throw new Error(`the product does not start: ${output}`);
      const info = await readFile(join(this.directory, 'local.json'), 'utf8').then(JSON.parse, () => undefined);
      if (info?.pid === child.pid) this.#info = info;
    }
  }

  /** Where programs hand in mail by SMTP, and the key that signs them in. */
  get submission(): LocalInfo['submission'] & { apiKey: string } {
    const { submission, apiKey } = this.#running();
    return { ...submission, apiKey };
  }

  /** `kill -9` of everything at once: the process with its group, and the embedded DynamoDB. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined || hasEnded(child)) return;
    const database = Number(await readFile(join(this.directory, 'dynamodb.pid'), 'utf8').catch(() => 'none'));
    const gone = once(child, 'exit');
    process.kill(-child.pid, 'SIGKILL');
    // By the id that this product wrote down a moment ago; tables in its own process have none.
    if (Number.isInteger(database)) signal(database);
    await gone;
  }

  /** The orderly end, as by Ctrl-C. */
  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return;
    const gone = once(child, 'exit');
    child.kill('SIGINT');
    await gone;
  }

  /** Copies its data, as a backup does, while nothing of it runs; the copy is not started. */
  async copy(): Promise<Product> {
    const directory = await mkdtemp(join(tmpdir(), 'mailramp-e2e-'));
    await cp(this.directory, directory, { recursive: true });
    return new Product(directory, this.#tables);
  }

  /** Lets its clock run on while nothing of it runs. */
  async sleepThrough(milliseconds: number): Promise<void> {
    const path = join(this.directory, 'clock.json');
    const { offsetMs } = JSON.parse(await readFile(path, 'utf8')) as { offsetMs: number };
    await writeFile(path, JSON.stringify({ offsetMs: offsetMs + milliseconds }));
  }

  /** Ends the product and removes its data. */
  async remove(): Promise<void> {
    await this.kill();
    await rm(this.directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }

  /** Any call, whatever its answer. */
  async call<Body = Problem>(method: string, path: string, options: CallOptions = {}): Promise<Answer<Body>> {
    const { apiUrl, apiKey } = this.#running();
    const { body, key = apiKey, headers = {} } = options;
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : (text as Body) };
  }

  get<Body>(path: string): Promise<Body> {
    return this.#expect<Body>('GET', path);
  }

  post<Body>(path: string, body?: unknown): Promise<Body> {
    return this.#expect<Body>('POST', path, body);
  }

  put<Body>(path: string, body: unknown): Promise<Body> {
    return this.#expect<Body>('PUT', path, body);
  }

  patch<Body>(path: string, body: unknown): Promise<Body> {
    return this.#expect<Body>('PATCH', path, body);
  }

  delete(path: string): Promise<unknown> {
    return this.#expect('DELETE', path);
  }

  /** Every page of a list of the API. */
  async all<Item>(path: string, limit = 100): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = null;
    do {
      const url = new URL(path, 'http://local');
      url.searchParams.set('limit', String(limit));
      if (cursor !== null) url.searchParams.set('cursor', cursor);
      const page: { items: Item[]; nextCursor: string | null } = await this.get(url.pathname + url.search);
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return items;
  }

  /** What the product's clock says, in milliseconds. */
  async now(): Promise<number> {
    return Date.parse((await this.get<{ now: string }>('/_local/clock')).now);
  }

  /** Travels by an ISO 8601 duration, and lets the work on the way come to rest. */
  async advance(duration: string): Promise<void> {
    await this.post('/_local/clock', { advance: duration });
  }

  async travelTo(at: string | number): Promise<void> {
    await this.post('/_local/clock', { to: new Date(at).toISOString() });
  }

  /** Travels to a time of day of the next day of UTC, and answers that instant. */
  async travelToMorning(time = '09:00'): Promise<number> {
    const tomorrow = new Date((await this.now()) + DAY_MS).toISOString().slice(0, 10);
    const at = Date.parse(`${tomorrow}T${time}:00Z`);
    await this.travelTo(at);
    return at;
  }

  /** The mails that have arrived, in that order: of a task, or to an address, or all. */
  async inbox(filter: { taskId?: string; to?: string } = {}): Promise<InboxMail[]> {
    const mails: InboxMail[] = [];
    let cursor: string | null = null;
    do {
      const query = new URLSearchParams({
        ...filter,
        limit: String(INBOX_PAGE),
        ...(cursor === null ? {} : { cursor }),
      });
      const page: { items: InboxMail[]; nextCursor: string | null } = await this.get(`/_local/inbox?${query}`);
      mails.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return mails;
  }

  /** How many mails of a task have arrived. */
  async inboxCount(taskId: string): Promise<number> {
    return (await this.get<{ total: number }>(`/_local/inbox?limit=1&taskId=${taskId}`)).total;
  }

  /** A mail as it came. */
  async rawMail(id: string): Promise<string> {
    return await this.get(`/_local/inbox/${id}`);
  }

  async #expect<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await this.call<Body>(method, path, { body });
    if (answer.status < 300) return answer.body;
    throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  }

  /** Where it answers, and the pair that signs calls of programs for Tencent Cloud. */
  get reached(): Pick<LocalInfo, 'apiUrl' | 'tencent'> {
    return this.#running();
  }

  #running(): LocalInfo {
    if (this.#info === undefined) throw new Error('the product does not run');
    return this.#info;
  }
}

/** Looks at something of another process again and again, until it is as it should be. */
export async function eventually<Seen>(
  look: () => Promise<Seen>,
  isAsItShould: (seen: Seen) => boolean,
  withinMs = 30_000,
): Promise<Seen> {
  const until = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (isAsItShould(seen)) return seen;
    if (performance.now() > until) throw new Error(`still ${JSON.stringify(seen)} after ${withinMs} ms`);
    await wait(POLL_MS);
  }
}

const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
