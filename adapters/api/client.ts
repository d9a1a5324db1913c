import { problemFrom, Unreachable } from './problem.ts';

type OpenApi = typeof import('../../docs/openapi.json', { with: { type: 'json' }});
type Paths = OpenApi['paths'];
type Method = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** The gateway of a stack gives up after 30 s. */
const TIMEOUT_MS = 35_000;

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
}

/**
 * Calls the API of a running product as any user does: over HTTP, with a key. Throws `ApiProblem` and `Unreachable`.
 */
export class ApiClient {
  readonly #url: string;
  readonly #key: string;

  /** `apiUrl` has no trailing slash. */
  constructor(apiUrl: string, apiKey: string) {
    this.#url = apiUrl;
    this.#key = apiKey;
  }

  get<Answer>(path: PathWith<'get'> | LocalPath, options?: CallOptions): Promise<Answer> {
    return this.#call('GET', path, undefined, options);
  }

  post<Answer>(path: PathWith<'post'> | LocalPath, body?: unknown, options?: CallOptions): Promise<Answer> {
    return this.#call('POST', path, body, options);
  }

  async delete(path: PathWith<'delete'>, options?: CallOptions): Promise<void> {
    await this.#call('DELETE', path, undefined, options);
  }

  async #call<Answer>(method: string, path: string, body: unknown, options: CallOptions = {}): Promise<Answer> {
    const { idempotencyKey } = options;
    const response = await reach(this.#url, addressOf(path, options), {
      method,
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw problemFrom(response.status, text, `${method} ${path}`);
    return JSON.parse(text === '' ? 'null' : text) as Answer;
  }
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
