import { Readable } from 'node:stream';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  NoSuchUpload,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Body, ObjectPart, ObjectParts, Objects } from '../../core/objects.ts';
import type { Range } from './range.ts';
import { S3Reader } from './reader.ts';

/** 10,000 parts of this size, the maximum of S3, are 80 GB. */
const PART_BYTES = 8 * 1_024 * 1_024;
const PARTS_AT_ONCE = 3;

/** Objects in one S3 bucket. */
export class S3Objects implements Objects, ObjectParts {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #reader: S3Reader;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
    this.#reader = new S3Reader(client, bucket);
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

  get(key: string, range?: Range): Promise<Uint8Array | undefined> {
    return this.#reader.get(key, range);
  }

  head(key: string): Promise<{ size: number; version: string } | undefined> {
    return this.#reader.head(key);
  }

  stream(key: string, from?: number): AsyncGenerator<Uint8Array> {
    return this.#reader.stream(key, from);
  }

  async remove(key: string): Promise<void> {
    await this.#client.send(new DeleteObjectCommand({ Bucket: this.#bucket, Key: key }));
  }

  async begin(key: string): Promise<string> {
    const { UploadId } = await this.#client.send(new CreateMultipartUploadCommand({ Bucket: this.#bucket, Key: key }));
    if (UploadId === undefined) throw new Error('S3 began an upload without a name');
    return UploadId;
  }

  async putPart(key: string, uploadId: string, number: number, bytes: Uint8Array): Promise<ObjectPart> {
    const part = { Bucket: this.#bucket, Key: key, UploadId: uploadId, PartNumber: number, Body: bytes };
    const { ETag } = await this.#client.send(new UploadPartCommand(part));
    if (ETag === undefined) throw new Error('S3 stored a part without a tag');
    return { number, tag: ETag };
  }

  async make(key: string, uploadId: string, parts: readonly ObjectPart[]): Promise<void> {
    const MultipartUpload = { Parts: parts.map(({ number, tag }) => ({ PartNumber: number, ETag: tag })) };
    const upload = { Bucket: this.#bucket, Key: key, UploadId: uploadId, MultipartUpload };
    try {
      await this.#client.send(new CompleteMultipartUploadCommand(upload));
    } catch (error) {
      // It was made already, by a call whose answer was lost.
      if (error instanceof NoSuchUpload && (await this.#reader.head(key))) return;
      throw error;
    }
  }
}
