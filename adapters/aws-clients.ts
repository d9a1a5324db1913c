import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';

/** A function each, so that a bundle contains only the clients that its Lambda uses. */
export interface ClientOptions {
  /** @default the SDK's own choice, which is the Lambda's region */
  region?: string;
  /** An embedded engine instead of AWS. */
  endpoint?: string;
  /** @default the SDK's own choice, which is the Lambda's role */
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

const CONNECTION_TIMEOUT_MS = 1_000;
const DYNAMODB_TIMEOUT_MS = 5_000;
const SERVICE_TIMEOUT_MS = 10_000;
/** Time without a byte, as a part of 8 MB may take long. */
const S3_SILENCE_MS = 20_000;

// Connections are kept alive by default.
const handler = (requestTimeout: number): NodeHttpHandler =>
  new NodeHttpHandler({ connectionTimeout: CONNECTION_TIMEOUT_MS, requestTimeout, throwOnRequestTimeout: true });

/** One attempt: `DynamoTables` knows which calls may be repeated, the SDK does not. */
export const createDynamoClient = (options: ClientOptions = {}): DynamoDBClient =>
  new DynamoDBClient({ ...options, maxAttempts: 1, requestHandler: handler(DYNAMODB_TIMEOUT_MS) });

export const createSqsClient = (options: ClientOptions = {}): SQSClient =>
  new SQSClient({ ...options, requestHandler: handler(SERVICE_TIMEOUT_MS) });

export const createSchedulerClient = (options: ClientOptions = {}): SchedulerClient =>
  new SchedulerClient({ ...options, requestHandler: handler(SERVICE_TIMEOUT_MS) });

/** For presigned addresses: the checksum that the client would add belongs to a body which it does not know. */
export const createS3LinkClient = (options: ClientOptions = {}): S3Client =>
  new S3Client({
    ...options,
    forcePathStyle: options.endpoint !== undefined,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });

export const createS3Client = (options: ClientOptions = {}): S3Client =>
  new S3Client({
    ...options,
    // Embedded engines have no host name for each bucket.
    forcePathStyle: options.endpoint !== undefined,
    requestHandler: new NodeHttpHandler({ connectionTimeout: CONNECTION_TIMEOUT_MS, socketTimeout: S3_SILENCE_MS }),
  });
