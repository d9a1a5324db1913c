import { type Clock, SECOND } from '../../core/clock.ts';
import { SystemClock } from '../system-clock.ts';
import { type ApiProblem, problemFrom, Unreachable } from './problem.ts';

type OpenApi = typeof import('../../docs/openapi.json', { with: { type: 'json' }});
type Paths = OpenApi['paths'];
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The gateway of a stack gives up after 30 s. */
const TIMEOUT_MS = 35_000;

/** Calls that are made in all while the product is busy: each waits 20 s for its tables. */
const MOST_CALLS = 5;
/** Longest wait that an answer may ask for. */
const MOST_WAIT = 60 * SECOND;
/** After a request that may still be at work. */
const IN_PROGRESS_WAIT = 5 * SECOND;

/** The paths that have a method, as the OpenAPI document has them: a call that does not exist does not compile. */
type PathWith<M extends Method> = {
  [P in keyof Paths]: M extends keyof Paths[P] ? P : never;
}[keyof Paths];
/** Answers that only the product on one machine gives. */
type LocalPath = `/_local/${string}`;

export interface CallOptions {
  /** For the `{names}` in the path. */
  params?: Record<string, string | undefined>;
  query?: Record<string, string | number | boolean | undefined>;
  /** A repetition of the same call gets the first answer. */
  idempotencyKey?: string;
  /** The revision that a change is of: a later one is not written over, but answered 412. */
  ifMatch?: string;
  /** How long the call may take. @default 35 s, a little more than the gateway of a stack gives it */
  timeoutMs?: number;
  /** Ends the call from outside. */
  signal?: AbortSignal;
}

/**
 * Calls the API of a running product as any user does: over HTTP, with a key. What was too busy is called again as it
 * was, with the same Idempotency-Key, after the wait that the answer asks for. Throws `ApiProblem` and `Unreachable`.
 */
export class ApiClient {
  readonly #url: string;
  readonly #key: string | null;
  readonly #clock: Pick<Clock, 'sleep'>;

  /**
   * `apiUrl` has no trailing slash, and is empty for a page's own origin. Without a key, a browser adds the cookie of
   * its session.
   */
  constructor(apiUrl: string, apiKey: string | null = null, clock: Pick<Clock, 'sleep'> = new SystemClock()) {
    this.#url = apiUrl;
    this.#key = apiKey;
    this.#clock = clock;
  }

  get<Answer>(path: PathWith<'get'> | LocalPath, options?: CallOptions): Promise<Answer> {
    return this.#call('GET', path, undefined, options);
  }

  post<Answer>(path: PathWith<'post'> | LocalPath, body?: unknown, options?: CallOptions): Promise<Answer> {
    return this.#call('POST', path, body, options);
  }

  put<Answer>(path: PathWith<'put'>, body: unknown, options?: CallOptions): Promise<Answer> {
    return this.#call('PUT', path, body, options);
  }

  patch<Answer>(path: PathWith<'patch'>, body: unknown, options?: CallOptions): Promise<Answer> {
    return this.#call('PATCH', path, body, options);
  }

  async delete(path: PathWith<'delete'> | LocalPath, options?: CallOptions): Promise<void> {
    await this.#call('DELETE', path, undefined, options);
  }

  async #call<Answer>(method: string, path: string, body: unknown, options: CallOptions = {}): Promise<Answer> {
    // A POST that creates must not do so twice; the others have no use for the key.
    const idempotencyKey = options.idempotencyKey ?? (method === 'POST' ? crypto.randomUUID() : undefined);
    const request: RequestInit = {
      method,
      headers: {
        ...(this.#key === null ? {} : { authorization: `Bearer ${this.#key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        ...(options.ifMatch === undefined ? {} : { 'if-match': `"${options.ifMatch}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    for (let calls = 1; ; calls += 1) {
      const timeout = AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS);
      const signal = AbortSignal.any([timeout, ...(options.signal ? [options.signal] : [])]);
      const response = await reach(this.#url, addressOf(path, options), { ...request, signal });
      const text = await response.text();
      if (response.ok) return JSON.parse(text === '' ? 'null' : text) as Answer;
      const problem = problemFrom(response, text, `${method} ${path}`);
      const wait = waitAfter(problem, calls);
      if (wait === null || calls === MOST_CALLS) throw problem;
      await this.#clock.sleep(wait);
    }
  }
}

/**
 * How long to wait before the same call again; null where that is no use. What was rate-limited is its caller's to
 * slow down.
 */
function waitAfter({ code, retryAfter }: ApiProblem, calls: number): number | null {
  if (code === 'busy' && retryAfter !== null) return Math.min(retryAfter * SECOND, MOST_WAIT);
  // The busy request before this one may not have said yet that it is over.
  return code === 'request-in-progress' && calls > 1 ? IN_PROGRESS_WAIT : null;
}

function addressOf(path: string, { params = {}, query = {} }: CallOptions): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined) throw new Error(`${path} needs ${name}`);
    return encodeURIComponent(value);
  });
  const asked = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(asked.map(([name, value]): [string, string] => [name, String(value)]));
  return asked.length === 0 ? filled : `${filled}?${search}`;
}

/** `fetch` reports only that it failed; the cause has the reason. */
async function reach(url: string, address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(`${url}${address}`, init);
  } catch (error) {
    const { cause } = error as Error & { cause?: NodeJS.ErrnoException };
    throw new Unreachable(url, cause?.code ?? cause?.message ?? String(error));
  }
}
