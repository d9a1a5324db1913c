import type { IncomingMessage, ServerResponse } from 'node:http';
import { importOfKey } from '../core/audience/import/import.ts';
import type { ObjectLinks, Objects } from '../core/objects.ts';

/** The path under which this machine receives and serves files. */
export const OBJECTS_PATH = '/_local/objects/';

/** Maximum size of one PUT to S3. */
const MAX_BYTES = 5 * 1024 ** 3;

export interface LocalLinksOptions {
  /** The address of this machine; read when a link is created. */
  apiUrl(): string;
  objects: Objects;
  /** What S3 does for files under `imports/`: a message, in its own form, into the queue of the importer. */
  notify(event: { Records: { s3: { object: { key: string } } }[] }): Promise<void>;
}

/** Links to objects on the product's own port: like presigned ones they need no key, and here they do not expire. */
export class LocalLinks implements ObjectLinks {
  readonly #options: LocalLinksOptions;

  constructor(options: LocalLinksOptions) {
    this.#options = options;
  }

  async upload(key: string): Promise<string> {
    return `${this.#options.apiUrl()}${OBJECTS_PATH}${key}`;
  }

  async download(key: string, fileName: string): Promise<string> {
    return `${this.#options.apiUrl()}${OBJECTS_PATH}${key}?name=${encodeURIComponent(fileName)}`;
  }

  /** Answers a request to a link; bodies are streamed, whatever their size. */
  async serve(request: IncomingMessage, url: URL, response: ServerResponse): Promise<void> {
    const key = decodeURIComponent(url.pathname.slice(OBJECTS_PATH.length));
    const isUpload = importOfKey(key) !== null;
    if (request.method === 'PUT' && isUpload) return this.#take(request, key, response);
    if (request.method === 'GET' && !isUpload && key.startsWith('import-errors/')) {
      return this.#give(key, url.searchParams.get('name') ?? 'errors.csv', response);
    }
    request.resume();
    response.writeHead(403).end();
  }

  async #take(request: IncomingMessage, key: string, response: ServerResponse): Promise<void> {
    if (Number(request.headers['content-length'] ?? 0) > MAX_BYTES) {
      request.resume();
      response.writeHead(413).end();
      return;
    }
    await this.#options.objects.put(key, request);
    await this.#options.notify({ Records: [{ s3: { object: { key } } }] });
    response.writeHead(200).end();
  }

  async #give(key: string, fileName: string, response: ServerResponse): Promise<void> {
    const { objects } = this.#options;
    if (!(await objects.head(key))) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, '_')}"`,
    });
    for await (const chunk of objects.stream(key)) {
      if (!response.write(chunk))
        await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
      if (response.destroyed) return;
    }
    response.end();
  }
}
