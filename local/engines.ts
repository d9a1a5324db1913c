import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { MemoryObjects } from '../adapters/memory/objects.ts';
import { S3Objects } from '../adapters/s3/objects.ts';
import { SqliteTables } from '../adapters/sqlite/tables.ts';
import type { Clock } from '../core/clock.ts';
import type { Objects } from '../core/objects.ts';
import { SAME_TABLES } from '../core/rate/stack-hold.ts';
import { LOCAL_ACCESS, MAX_SOCKETS } from './access.ts';
import { type Database, identityOfFile } from './database.ts';
import { BUCKET, type EmbeddedSqs, startFauxqs } from './fauxqs.ts';
import { DYNAMODB_FILE, type Home, SQLITE_FILE } from './home.ts';

/** The stores of the product's state on this machine. */
export interface Engines {
  database: Database;
  objects: Objects;
  sqs: EmbeddedSqs;
  sqsClient: SQSClient;
  stop(): Promise<void>;
}

export interface EngineOptions {
  home: Home;
  clock: Clock;
  memory: boolean;
  /** The embedded DynamoDB, through the production adapter. */
  dynamodb: boolean;
  /** Any DynamoDB instead; null for none. */
  dynamodbEndpoint: string | null;
}

/** Starts or connects to every store, and creates missing tables, bucket and queues. */
export async function startEngines(options: EngineOptions): Promise<Engines> {
  const database = await startTables(options);
  try {
    const sqs = await startFauxqs(options.memory ? null : options.home.path('objects'));
    const sqsClient = new SQSClient({ ...LOCAL_ACCESS, endpoint: sqs.endpoint, requestHandler: handler() });
    const s3 = new S3Client({ ...LOCAL_ACCESS, endpoint: sqs.endpoint, forcePathStyle: true });
    return {
      database,
      objects: options.memory ? new MemoryObjects() : new S3Objects(s3, BUCKET),
      sqs,
      sqsClient,
      stop: async () => {
        sqsClient.destroy();
        s3.destroy();
        await sqs.stop();
        await database.stop();
      },
    };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** In a file of this process's own, or where the flags say. */
async function startTables(options: EngineOptions): Promise<Database> {
  const { home, clock, memory, dynamodb, dynamodbEndpoint } = options;
  if (memory) return openSqlite(null, clock);
  if (dynamodbEndpoint !== null) return (await import('./dynamodb.ts')).connectTo(dynamodbEndpoint, clock);
  home.claimTables(dynamodb ? DYNAMODB_FILE : SQLITE_FILE);
  return dynamodb
    ? (await import('./dynamodb.ts')).startEmbedded(home, clock)
    : openSqlite(home.path(SQLITE_FILE), clock);
}

async function openSqlite(path: string | null, clock: Clock): Promise<Database> {
  const tables = await SqliteTables.open({ path, clock });
  return {
    tables,
    identity: path === null ? SAME_TABLES : identityOfFile(path),
    where: path ?? 'in memory',
    isVolatile: path === null,
    stop: () => tables.close(),
  };
}

const handler = () => new NodeHttpHandler({ httpAgent: { maxSockets: MAX_SOCKETS, keepAlive: true } });
