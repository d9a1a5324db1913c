import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Body, Objects } from '../../core/objects.ts';

/** Objects in files, so that the measured memory is the product's; counts requests as S3 bills them. */
export class FileObjects implements Objects {
  readonly #directory: string;
  puts = 0;
  gets = 0;
  /** Of all that was put. */
  bytes = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async put(key: string, body: Body): Promise<void> {
    this.puts += 1;
    const path = join(this.#directory, key);
    await mkdir(dirname(path), { recursive: true });
    const file = await open(`${path}.part`, 'w');
    if (body instanceof Uint8Array) await file.write(body);
    else for await (const chunk of body) await file.write(chunk);
    this.bytes += (await file.stat()).size;
    await file.close();
    await rename(`${path}.part`, path);
  }

  async get(key: string, range?: { from: number; to: number }): Promise<Uint8Array | undefined> {
    this.gets += 1;
    try {
      if (range === undefined) return await readFile(join(this.#directory, key));
      const file = await open(join(this.#directory, key));
      try {
        const { buffer, bytesRead } = await file.read(Buffer.alloc(range.to - range.from), { position: range.from });
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async head(key: string): Promise<{ size: number; version: string } | undefined> {
    const body = await this.get(key);
    return body && { size: body.length, version: createHash('sha256').update(body).digest('hex') };
  }

  async *stream(key: string, from = 0): AsyncGenerator<Uint8Array> {
    this.gets += 1;
    for await (const chunk of createReadStream(join(this.#directory, key), { start: from })) yield chunk as Buffer;
  }

  async remove(key: string): Promise<void> {
    await rm(join(this.#directory, key), { force: true });
  }
}
