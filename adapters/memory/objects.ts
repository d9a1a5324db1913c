import { createHash } from 'node:crypto';
import { type Body, MIN_PART_BYTES, type ObjectPart, type ObjectParts, type Objects } from '../../core/objects.ts';
import { checkRange, type Range } from '../s3/range.ts';

async function collect(body: Body): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(new Uint8Array(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}

const tagOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** As S3 does it. */
function checkPart({ length }: Uint8Array, isLast: boolean): void {
  if (!isLast && length < MIN_PART_BYTES) throw new Error(`a part before the last has ${length} bytes`);
}

/** Objects in memory. What goes in and comes out is copied. */
export class MemoryObjects implements Objects, ObjectParts {
  #bodies = new Map<string, Uint8Array>();
  readonly #uploads = new Map<string, Map<number, Uint8Array>>();
  #begun = 0;

  async put(key: string, body: Body): Promise<void> {
    this.#bodies.set(key, await collect(body));
  }

  async get(key: string, range?: Range): Promise<Uint8Array | undefined> {
    if (range) checkRange(range);
    return this.#bodies.get(key)?.slice(range?.from, range?.to);
  }

  async head(key: string): Promise<{ size: number; version: string } | undefined> {
    const body = this.#bodies.get(key);
    return body && { size: body.length, version: tagOf(body) };
  }

  async *stream(key: string, from = 0): AsyncGenerator<Uint8Array> {
    const body = this.#bodies.get(key);
    if (!body) throw new Error(`no object "${key}"`);
    if (body.length > from) yield body.slice(from);
  }

  async remove(key: string): Promise<void> {
    this.#bodies.delete(key);
  }

  async begin(key: string): Promise<string> {
    this.#begun += 1;
    const uploadId = `${key}-${this.#begun}`;
    this.#uploads.set(uploadId, new Map());
    return uploadId;
  }

  async putPart(_key: string, uploadId: string, number: number, bytes: Uint8Array): Promise<ObjectPart> {
    const parts = this.#uploads.get(uploadId);
    if (!parts) throw new Error(`no upload "${uploadId}"`);
    parts.set(number, new Uint8Array(bytes));
    return { number, tag: tagOf(bytes) };
  }

  async make(key: string, uploadId: string, parts: readonly ObjectPart[]): Promise<void> {
    const stored = this.#uploads.get(uploadId);
    if (!stored && this.#bodies.has(key)) return;
    const bodies = parts.map(({ number, tag }, i) => {
      const body = stored?.get(number);
      if (!body || tagOf(body) !== tag) throw new Error(`the part ${number} of "${uploadId}" is not there`);
      checkPart(body, i === parts.length - 1);
      return body;
    });
    this.#bodies.set(key, new Uint8Array(Buffer.concat(bodies)));
    this.#uploads.delete(uploadId);
  }

  /** Every object by its key, for reading only. */
  all(): ReadonlyMap<string, Uint8Array> {
    return this.#bodies;
  }

  /** The same content at this moment, independent from now on. */
  copy(): MemoryObjects {
    const twin = new MemoryObjects();
    // Bodies are replaced, never changed, so that they can be shared.
    twin.#bodies = new Map(this.#bodies);
    return twin;
  }
}
