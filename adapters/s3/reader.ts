import { GetObjectCommand, type GetObjectCommandOutput, HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectReader } from '../../core/objects.ts';
import { checkRange, type Range } from './range.ts';

/** Bytes of one request of a stream. */
const RANGE_BYTES = 8 * 1_024 * 1_024;

const isNamed = (error: unknown, ...names: string[]): boolean => error instanceof Error && names.includes(error.name);

/**
 * Reads objects of one S3 bucket. To distinguish a missing key from a forbidden one, the role needs `s3:ListBucket`. It
 * stands apart from `S3Objects` because the sender only reads, and starts sooner without the code of uploads.
 */
export class S3Reader implements ObjectReader {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
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
  async *stream(key: string, start = 0): AsyncGenerator<Uint8Array> {
    let etag: string | undefined;
    for (let from = start, size = start + 1; from < size; from += RANGE_BYTES) {
      let answer: GetObjectCommandOutput;
      try {
        answer = await this.#get(key, { from, to: from + RANGE_BYTES }, etag);
      } catch (error) {
        if (from === start && isNamed(error, 'InvalidRange')) return; // Nothing is there, as in an empty object.
        throw error;
      }
      etag = answer.ETag;
      size = Number(answer.ContentRange?.split('/')[1] ?? answer.ContentLength ?? 0);
      const bytes = await bytesOf(answer);
      if (bytes.length > 0) yield bytes;
    }
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
