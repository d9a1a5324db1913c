/** An answer that is not a success. */
export class ApiFailure extends Error {
  readonly status: number;
  readonly code: string | null;

  constructor(status: number, code: string | null, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Calls the API as any user would: over HTTP, with a key. */
export class ApiClient {
  readonly #url: string;
  readonly #key: string;

  constructor(apiUrl: string, apiKey: string) {
    this.#url = apiUrl;
    this.#key = apiKey;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#call('GET', path, undefined, {});
  }

  /** `idempotencyKey`: a repetition of the same call answers what the first did. */
  post<Answer>(path: string, body: unknown, idempotencyKey?: string): Promise<Answer> {
    return this.#call('POST', path, body, idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey });
  }

  async #call<Answer>(method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer> {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#key}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.ok) return JSON.parse(text === '' ? 'null' : text) as Answer;
    const problem = readProblem(text);
    throw new ApiFailure(
      response.status,
      problem.code ?? null,
      `${method} ${path}: ${problem.detail ?? response.status}`,
    );
  }
}

function readProblem(text: string): { code?: string; detail?: string } {
  try {
    return JSON.parse(text) as { code?: string; detail?: string };
  } catch {
    return {};
  }
}
