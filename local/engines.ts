import { statSync } from 'node:fs';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createTables } from '../adapters/dynamodb/create-tables.ts';
import { createIdentity } from '../adapters/dynamodb/identity.ts';
import { DynamoTables } from '../adapters/dynamodb/tables.ts';
import { MemoryObjects } from '../adapters/memory/objects.ts';
import { MemoryTables } from '../adapters/memory/tables.ts';
import { S3Objects } from '../adapters/s3/objects.ts';
import { SystemRandom } from '../adapters/system-random.ts';
import type { Clock } from '../core/clock.ts';
import type { Objects } from '../core/objects.ts';
import { SAME_TABLES, type TablesIdentity } from '../core/rate/stack-hold.ts';
import type { TableName, Tables } from '../core/tables.ts';
import { findDynoxide, startDynoxide } from './dynoxide.ts';
import { BUCKET, type EmbeddedSqs, startFauxqs } from './fauxqs.ts';
import type { Home } from './home.ts';

const MAX_SOCKETS = 200;

/** The emulators ask for some identity, and look at nothing of it but its region. */
export const LOCAL_ACCESS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

/**
 * For the embedded engines: they require a signature, and do not check it. Computing one takes a third of the time of a
 * call.
 */
const UNSIGNED = {
  signer: {
    sign: async <Request>(request: Request): Promise<Request> => {
      const { headers } = request as { headers: Record<string, string> };
      headers.authorization =
        'AWS4-HMAC-SHA256 Credential=local/20270101/us-east-1/local/aws4_request, SignedHeaders=host, Signature=0';
      headers['x-amz-date'] = '20270101T000000Z';
      return request;
    },
  },
};

const TABLE_NAMES: Readonly<Record<TableName, string>> = {
  Campaigns: 'mailramp-campaigns',
  Audience: 'mailramp-audience',
  WarmUp: 'mailramp-warm-up',
  Content: 'mailramp-content',
  Mail: 'mailramp-mail',
};

/** The stores of the product's state on this machine. */
export interface Engines {
  tables: Tables;
  /** Identifies the tables. */
  identity: TablesIdentity;
  objects: Objects;
  sqs: EmbeddedSqs;
  sqsClient: SQSClient;
  /** Where the tables are, for people. */
  tablesAre: string;
  /** Nothing of the tables survives the end of the process. */
  isVolatile: boolean;
  stop(): Promise<void>;
}

/** Starts or connects to every store, and creates missing tables, bucket and queues. */
export async function startEngines(options: {
  home: Home;
  clock: Clock;
  memory: boolean;
  /** Null for the embedded one. */
  dynamodbEndpoint: string | null;
}): Promise<Engines> {
  const database = await startTables(options);
  try {
    const sqs = await startFauxqs(options.memory ? null : options.home.path('objects'));
    const sqsClient = new SQSClient({ ...LOCAL_ACCESS, endpoint: sqs.endpoint, requestHandler: handler() });
    const s3 = new S3Client({ ...LOCAL_ACCESS, endpoint: sqs.endpoint, forcePathStyle: true });
    return {
      tables: database.tables,
      identity: database.identity,
      objects: options.memory ? new MemoryObjects() : new S3Objects(s3, BUCKET),
      sqs,
      sqsClient,
      tablesAre: database.where,
      isVolatile: database.isVolatile,
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

interface Database {
  tables: Tables;
  identity: TablesIdentity;
  where: string;
  isVolatile: boolean;
  stop(): Promise<void>;
}

async function startTables({
  home,
  clock,
  memory,
  dynamodbEndpoint,
}: Parameters<typeof startEngines>[0]): Promise<Database> {
  const inMemory = (where: string): Database => ({
    tables: new MemoryTables(clock),
    identity: SAME_TABLES,
    where,
    isVolatile: true,
    stop: async () => {},
  });
  if (memory) return inMemory('in memory');
  if (dynamodbEndpoint !== null)
    return connect(dynamodbEndpoint, `DynamoDB at ${dynamodbEndpoint}`, clock, async () => {});
  const binary = findDynoxide();
  if (binary === undefined) return inMemory('in memory: no embedded DynamoDB for this platform');
  const { endpoint, stop } = await startDynoxide(binary, home.directory);
  const path = home.path('dynamodb.sqlite');
  const database = await connect(endpoint, path, clock, stop, UNSIGNED);
  return { ...database, identity: async () => identityOfFile(path) };
}

/** A file keeps its number and its birth when it is written or moved; a copy gets new ones. */
function identityOfFile(path: string): string {
  const { birthtimeMs, ino } = statSync(path);
  return `${ino} ${Math.floor(birthtimeMs)}`;
}

async function connect(
  endpoint: string,
  where: string,
  clock: Clock,
  stop: () => Promise<void>,
  signing: DynamoDBClientConfig = {},
): Promise<Database> {
  const client = new DynamoDBClient({
    ...LOCAL_ACCESS,
    ...signing,
    endpoint,
    // One attempt: the adapter knows which calls may be repeated.
    maxAttempts: 1,
    requestHandler: handler(),
  });
  // The client writes no log, but prepares log entries at every call.
  client.middlewareStack.remove('loggerMiddleware');
  try {
    await createTables(client, TABLE_NAMES);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    tables: new DynamoTables({ client, names: TABLE_NAMES, clock, random: new SystemRandom() }),
    identity: createIdentity(client, [TABLE_NAMES.Campaigns, TABLE_NAMES.WarmUp], clock),
    where,
    isVolatile: false,
    stop: async () => {
      client.destroy();
      await stop();
    },
  };
}

const handler = () => new NodeHttpHandler({ httpAgent: { maxSockets: MAX_SOCKETS, keepAlive: true } });
