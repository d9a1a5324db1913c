import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, mkdtemp, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Body, ObjectPart, ObjectParts, Objects } from '../../core/objects.ts';
import { checkRange, type Range } from '../s3/range.ts';

/** What may not be in the name of a file, on one system or another: stands there as its bytes, each after a `%`. */
const UNSAFE = /[^\w.-]/gu;
/** Every object ends so, and no directory does: one key may continue another. */
const SUFFIX = '.data';

/**
 * Objects in files below a directory, which belongs to one process. A body is written beside its place and flushed to
 * the disk before it takes it: so it is there whole or not at all, and outlasts a power cut.
 */
export class FileObjects implements Objects, ObjectParts {
  readonly #files: string;
  readonly #parts: string;
  /** Objects that several calls write; they outlast the process. */
  readonly #uploads: string;
  #puts = 0;

  private constructor(directory: string) {
    this.#files = join(directory, 'files');
    this.#parts = join(directory, 'parts');
    this.#uploads = join(directory, 'uploads');
  }

  /** Makes the directory where it is missing, and removes what an earlier process left unfinished. */
  static async open(directory: string): Promise<FileObjects> {
    const objects = new FileObjects(directory);
    await rm(objects.#parts, { recursive: true, force: true });
    for (const path of [objects.#files, objects.#parts, objects.#uploads]) await mkdir(path, { recursive: true });
    return objects;
  }

  async put(key: string, body: Body): Promise<void> {
    const path = this.#pathOf(key);
    this.#puts += 1;
    const part = join(this.#parts, String(this.#puts));
    try {
      await writeTo(part, body);
      await mkdir(dirname(path), { recursive: true });
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    await flushDirectory(dirname(path));
  }

  async get(key: string, range?: Range): Promise<Uint8Array | undefined> {
    if (range) checkRange(range);
    const file = await openIfPresent(this.#pathOf(key));
    if (!file) return undefined;
    try {
      const { size } = await file.stat();
      const [from, to] = range ? [Math.min(range.from, size), Math.min(range.to, size)] : [0, size];
      return await readBetween(file, from, to);
    } finally {
      await file.close();
    }
  }

  async head(key: string): Promise<{ size: number; version: string } | undefined> {
    const found = await ifPresent(stat(this.#pathOf(key), { bigint: true }));
    // Each body is a file of its own, never changed.
    return found && { size: Number(found.size), version: `${found.ino}-${found.mtimeNs}` };
  }

  async *stream(key: string, from = 0): AsyncGenerator<Uint8Array> {
    for await (const chunk of createReadStream(this.#pathOf(key), { start: from })) yield chunk as Uint8Array;
  }

  async remove(key: string): Promise<void> {
    await rm(this.#pathOf(key), { force: true });
  }

  async begin(_key: string): Promise<string> {
    return basename(await mkdtemp(join(this.#uploads, 'upload-')));
  }

  async putPart(_key: string, uploadId: string, number: number, bytes: Uint8Array): Promise<ObjectPart> {
    const path = this.#partOf(uploadId, number);
    this.#puts += 1;
    const part = join(this.#parts, String(this.#puts));
    await writeTo(part, bytes);
    await rename(part, path);
    return { number, tag: await tagOf(path) };
  }

  async make(key: string, uploadId: string, parts: readonly ObjectPart[]): Promise<void> {
    const directory = join(this.#uploads, uploadId);
    if (!(await ifPresent(stat(directory))) && (await this.head(key))) return;
    for (const { number, tag } of parts) {
      if ((await tagOf(this.#partOf(uploadId, number))) !== tag) throw new Error(`the part ${number} is another one`);
    }
    await this.put(key, joined(parts.map(({ number }) => this.#partOf(uploadId, number))));
    await rm(directory, { recursive: true, force: true });
  }

  #partOf(uploadId: string, number: number): string {
    return join(this.#uploads, uploadId, String(number));
  }

  /** @throws when a key would lead out of the directory. */
  #pathOf(key: string): string {
    const names = key.split('/');
    if (names.some((name) => ['', '.', '..'].includes(name))) throw new Error(`an object cannot have the key "${key}"`);
    const safe = names.map((name) =>
      name.replace(UNSAFE, (character) => Buffer.from(character).toString('hex').replace(/../g, '%$&')),
    );
    return `${join(this.#files, ...safe)}${SUFFIX}`;
  }
}

/** Each part is a file of its own, never changed. */
async function tagOf(path: string): Promise<string> {
  const { ino, mtimeNs } = await stat(path, { bigint: true });
  return `${ino}-${mtimeNs}`;
}

async function* joined(paths: string[]): AsyncGenerator<Uint8Array> {
  for (const path of paths) {
    for await (const chunk of createReadStream(path)) yield chunk as Uint8Array;
  }
}

async function writeTo(path: string, body: Body): Promise<void> {
  const file = await open(path, 'w');
  try {
    if (body instanceof Uint8Array) await file.writeFile(body);
    else for await (const chunk of body) await file.writeFile(chunk);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** The name of a file is flushed with its directory. Windows opens none, and flushes names by itself. */
async function flushDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

async function readBetween(file: FileHandle, from: number, to: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(to - from);
  for (let done = 0; done < bytes.length; ) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, from + done);
    if (bytesRead === 0) throw new Error('a file ended before its size');
    done += bytesRead;
  }
  return bytes;
}

async function ifPresent<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const openIfPresent = (path: string): Promise<FileHandle | undefined> => ifPresent(open(path, 'r'));
