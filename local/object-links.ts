import { AsyncLocalStorage } from 'node:async_hooks';
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_IMPORT_BYTES } from '../core/audience/import/import.ts';
import { type Clock, type Instant, SECOND } from '../core/clock.ts';
import type { ObjectLinks, Objects } from '../core/objects.ts';
import { LocalProblem } from './local-problem.ts';

/** The path under which this machine receives and serves files. */
export const OBJECTS_PATH = '/_local/objects/';

export interface LocalLinksOptions {
  /** The address of this machine, for links that no call asks for. */
  apiUrl(): string;
  objects: Objects;
  clock: Pick<Clock, 'now'>;
  /** Signs links: whoever has one got it from the API. */
  secret: string;
  /** Most bytes of an upload. @default as many as an import reads */
  maxBytes?: number;
  /** What S3 does for files under `imports/`: a message, in its own form, into the queue of the importer. */
  notify(event: { Records: { s3: { object: { key: string } } }[] }): Promise<void>;
}

/** What a link allows. */
interface Grant {
  method: 'PUT' | 'GET';
  key: string;
  /** When it ends. */
  until: Instant;
  /** Of the file; empty for an upload. */
  name: string;
}

/** Links to objects on the product's own port. Like presigned ones they carry their right, need no key, and end. */
export class LocalLinks implements ObjectLinks {
  readonly #options: LocalLinksOptions;
  readonly #maxBytes: number;
  readonly #calledAs = new AsyncLocalStorage<string>();

  constructor(options: LocalLinksOptions) {
    this.#options = options;
    this.#maxBytes = options.maxBytes ?? MAX_IMPORT_BYTES;
  }

  /**
   * Makes a call that came under an origin, such as that of localhost or of the far end of a tunnel: the links that it
   * writes have the same. A page may send files to its own origin alone.
   */
  during<Answer>(origin: string, call: () => Answer): Answer {
    return this.#calledAs.run(origin, call);
  }

  async upload(key: string, seconds: number): Promise<string> {
    return this.#write({ method: 'PUT', key, until: this.#end(seconds), name: '' });
  }

  async download(key: string, fileName: string, seconds: number): Promise<string> {
    return this.#write({ method: 'GET', key, until: this.#end(seconds), name: fileName });
  }

  /**
   * Answers a request to a link; bodies are streamed.
   *
   * @throws LocalProblem 400, 403, 404, 413
   */
  async serve(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const grant = grantIn(request.method, url);
    if (grant === null || !this.#isSigned(grant, url.searchParams.get('token') ?? '')) {
      throw refused('this is not a link that mailramp gave');
    }
    if (grant.until < this.#options.clock.now()) throw refused('this link is too old; ask for a new one');
    if (grant.method === 'PUT') await this.#take(request, grant.key, response);
    else await this.#give(grant, response);
  }

  #end(seconds: number): Instant {
    return this.#options.clock.now() + seconds * SECOND;
  }

  #write(grant: Grant): string {
    const { key, until, name } = grant;
    const query = new URLSearchParams({
      until: String(until),
      ...(name !== '' && { name }),
      token: this.#tokenOf(grant),
    });
    return `${this.#calledAs.getStore() ?? this.#options.apiUrl()}${OBJECTS_PATH}${key}?${query}`;
  }

  #tokenOf({ method, key, until, name }: Grant): string {
    const content = JSON.stringify([method, key, until, name]);
    return createHmac('sha256', this.#options.secret).update(content).digest('base64url');
  }

  #isSigned(grant: Grant, token: string): boolean {
    const [given, own] = [Buffer.from(token), Buffer.from(this.#tokenOf(grant))];
    return given.length === own.length && timingSafeEqual(given, own);
  }

  async #take(request: IncomingMessage, key: string, response: ServerResponse): Promise<void> {
    if (Number(request.headers['content-length'] ?? 0) > this.#maxBytes) throw tooLarge(this.#maxBytes);
    await this.#options.objects.put(key, upTo(this.#maxBytes, request));
    await this.#options.notify({ Records: [{ s3: { object: { key } } }] });
    response.writeHead(200).end();
  }

  async #give({ key, name }: Grant, response: ServerResponse): Promise<void> {
    const { objects } = this.#options;
    if (!(await objects.head(key))) throw new LocalProblem(404, 'not-found', 'the file is gone');
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${name.replaceAll(/[^\w.-]/g, '_')}"`,
    });
    for await (const chunk of objects.stream(key)) {
      if (!response.write(chunk))
        await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
      if (response.destroyed) return;
    }
    response.end();
  }
}

const refused = (message: string) => new LocalProblem(403, 'forbidden', message);
const tooLarge = (maxBytes: number) =>
  new LocalProblem(413, 'request-too-large', `a file may have at most ${maxBytes} bytes`);

/** The grant that a request claims to have; null when it has none. */
function grantIn(method: string | undefined, url: URL): Grant | null {
  const until = Number(url.searchParams.get('until') ?? Number.NaN);
  if ((method !== 'PUT' && method !== 'GET') || !Number.isSafeInteger(until)) return null;
  const key = keyIn(url.pathname.slice(OBJECTS_PATH.length));
  return { method, key, until, name: url.searchParams.get('name') ?? '' };
}

function keyIn(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw new LocalProblem(400, 'invalid-request', 'the address is not written as it should be');
  }
}

/** The body of a request, counted as it comes: one that is sent in chunks does not say how long it is. */
async function* upTo(maxBytes: number, request: IncomingMessage): AsyncGenerator<Uint8Array> {
  let size = 0;
  // Not destroyed at the limit: the client is to get its answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    yield chunk;
  }
}
