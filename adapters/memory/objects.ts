import { createHash } from 'node:crypto';
import type { Body, Objects } from '../../core/objects.ts';
import { checkRange, type Range } from '../s3/range.ts';

async function collect(body: Body): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return new Uint8Array(body);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(new Uint8Array(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}

/** Objects in memory. What goes in and comes out is copied. */
export class MemoryObjects implements Objects {
  #bodies = new Map<string, Uint8Array>();

  async put(key: string, body: Body): Promise<void> {
    this.#bodies.set(key, await collect(body));
  }

  async get(key: string, range?: Range): Promise<Uint8Array | undefined> {
    if (range) checkRange(range);
    return this.#bodies.get(key)?.slice(range?.from, range?.to);
  }

  async head(key: string): Promise<{ size: number; version: string } | undefined> {
    const body = this.#bodies.get(key);
    return body && { size: body.length, version: createHash('sha256').update(body).digest('hex') };
  }

  async *stream(key: string, from = 0): AsyncGenerator<Uint8Array> {
    const body = this.#bodies.get(key);
    if (!body) throw new Error(`no object "${key}"`);
    if (body.length > from) yield body.slice(from);
  }

  async remove(key: string): Promise<void> {
    this.#bodies.delete(key);
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
