import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ObjectLinks } from '../../core/objects.ts';

/** Presigned addresses of one S3 bucket: they carry the rights of the role that made them. */
export class S3Links implements ObjectLinks {
  readonly #client: S3Client;
  readonly #bucket: string;

  /** `client` from `createS3LinkClient`. */
  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  upload(key: string, seconds: number): Promise<string> {
    return getSignedUrl(this.#client, new PutObjectCommand({ Bucket: this.#bucket, Key: key }), { expiresIn: seconds });
  }

  download(key: string, fileName: string, seconds: number): Promise<string> {
    const command = new GetObjectCommand({
      Bucket: this.#bucket,
      Key: key,
      ResponseContentType: 'text/csv; charset=utf-8',
      ResponseContentDisposition: `attachment; filename="${fileName.replaceAll(/[^\w.-]/g, '_')}"`,
    });
    return getSignedUrl(this.#client, command, { expiresIn: seconds });
  }
}
