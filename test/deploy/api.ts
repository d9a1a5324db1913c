import { request } from 'node:http';
import type { StandIn } from './stand-in.ts';

const TIMEOUT_MS = 35_000;

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** The deployed API, over HTTP. Its host has no address here, so that calls go to the stand-in and name it. */
export class DeployedApi {
  readonly url: string;
  readonly #standIn: StandIn;
  readonly #key: string | null;

  constructor(standIn: StandIn, url: string, key: string | null) {
    this.#standIn = standIn;
    this.url = url;
    this.#key = key;
  }

  get<Body>(path: string): Promise<Body> {
    return this.call('GET', path);
  }

  post<Body>(path: string, body: unknown = {}): Promise<Body> {
    return this.call('POST', path, body);
  }

  /** The JSON of an answer. Throws when it is not a success. */
  async call<Body>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Body> {
    const { status, text } = await this.raw(method, path, {
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      body: body === undefined ? '' : JSON.stringify(body),
    });
    if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 400)}`);
    return (text === '' ? null : JSON.parse(text)) as Body;
  }

  /** `target`: a path, or a whole address of this API. */
  raw(
    method: string,
    target: string,
    input: { headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> {
    const { hostname, port } = new URL(this.#standIn.endpoint);
    const address = new URL(target, this.url);
    const body = input.body ?? '';
    return new Promise((resolve, reject) => {
      const call = request(
        {
          hostname,
          port,
          method,
          path: `${address.pathname}${address.search}`,
          headers: {
            host: address.host,
            'content-length': Buffer.byteLength(body),
            ...(this.#key === null ? {} : { authorization: `Bearer ${this.#key}` }),
            ...input.headers,
          },
          signal: AbortSignal.timeout(TIMEOUT_MS),
        },
        async (response) => {
          const chunks: Buffer[] = [];
          for await (const chunk of response) chunks.push(chunk);
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        },
      );
      call.once('error', reject);
      call.end(body);
    });
  }
}
