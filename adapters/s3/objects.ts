import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Body, Objects } from '../../core/objects.ts';
import { checkRange, type Range } from './range.ts';

/** 10,000 parts of this size, the maximum of S3, are 80 GB. */
const PART_BYTES = 8 * 1_024 * 1_024;
const PARTS_AT_ONCE = 3;

const isNamed = (error: unknown, ...names: string[]): boolean => error instanceof Error && names.includes(error.name);

/** Objects in one S3 bucket. To distinguish a missing key from a forbidden one, the role needs `s3:ListBucket`. */
export class S3Objects implements Objects {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  /** In parts: an upload that breaks off is aborted, and leaves nothing. */
  async put(key: string, body: Body): Promise<void> {
    const upload = new Upload({
      client: this.#client,
      params: { Bucket: this.#bucket, Key: key, Body: body instanceof Uint8Array ? body : Readable.from(body) },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    await upload.done();
  }

  async get(key: string, range?: Range): Promise<Uint8Array | undefined> {
    if (range) checkRange(range);
    // HTTP has no empty range.
    if (range && range.from === range.to) return (await this.head(key)) ? new Uint8Array() : undefined;
    try {
      return await bytesOf(await this.#get(key, range));
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) return undefined;
      if (isNamed(error, 'InvalidRange')) return new Uint8Array(); // It begins behind the end.
      throw error;
    }
  }

  async head(key: string): Promise<{ size: number; version: string } | undefined> {
    try {
      const { ContentLength, ETag } = await this.#client.send(
        new HeadObjectCommand({ Bucket: this.#bucket, Key: key }),
      );
      return { size: ContentLength ?? 0, version: ETag ?? '' };
    } catch (error) {
      if (isNamed(error, 'NotFound', 'NoSuchKey')) return undefined;
      throw error;
    }
  }

  /** In ranges, so that a slow reader holds no connection open; all of the same version of the object. */
  async *stream(key: string): AsyncGenerator<Uint8Array> {
    let etag: string | undefined;
    for (let from = 0, size = 1; from < size; from += PART_BYTES) {
      let answer: GetObjectCommandOutput;
      try {
        answer = await this.#get(key, { from, to: from + PART_BYTES }, etag);
      } catch (error) {
        if (from === 0 && isNamed(error, 'InvalidRange')) return; // An empty object has no range.
        throw error;
      }
      etag = answer.ETag;
      size = Number(answer.ContentRange?.split('/')[1] ?? answer.ContentLength ?? 0);
      const bytes = await bytesOf(answer);
      if (bytes.length > 0) yield bytes;
    }
  }

  async remove(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key }));
  }

  #get(key: string, range?: Range, etag?: string): Promise<GetObjectCommandOutput> {
    return this.#client.send(
      new GetObjectCommand({
        Bucket: this.#bucket,
        Key: key,
        ...(range ? { Range: `bytes=${range.from}-${range.to - 1}` } : {}),
        ...(etag ? { IfMatch: etag } : {}),
      }),
    );
  }
}

async function bytesOf({ Body: body }: GetObjectCommandOutput): Promise<Uint8Array> {
  if (!body) throw new Error('S3 answers without a body');
  return body.transformToByteArray();
}
