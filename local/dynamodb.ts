import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { createTables } from '../adapters/dynamodb/create-tables.ts';
import { createIdentity } from '../adapters/dynamodb/identity.ts';
import { DynamoTables } from '../adapters/dynamodb/tables.ts';
import { SystemRandom } from '../adapters/system-random.ts';
import type { Clock } from '../core/clock.ts';
import type { TableName } from '../core/tables.ts';
import { type Database, identityOfFile } from './database.ts';
import { findDynoxide, startDynoxide } from './dynoxide.ts';
import { DYNAMODB_FILE, type Home } from './home.ts';

const MAX_SOCKETS = 200;

/** An emulator asks for some identity, and looks at nothing of it but its region. */
export const LOCAL_ACCESS = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
} as const;

/**
 * For the embedded engine: it requires a signature, and does not check it. Computing one takes a third of the time of a
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

/** The production adapter on the embedded DynamoDB of a directory. @throws where there is no such engine. */
export async function startEmbedded(home: Home, clock: Clock): Promise<Database> {
  const binary = findDynoxide();
  if (binary === undefined) {
    throw new Error(
      'there is no embedded DynamoDB here: it is for Linux on x64, and comes with the development packages (npm ci ' +
        'installs them). Start without --dynamodb, or name a DynamoDB by MAILRAMP_DYNAMODB_ENDPOINT',
    );
  }
  const { endpoint, stop } = await startDynoxide(binary, home.directory);
  const path = home.path(DYNAMODB_FILE);
  return { ...(await connect(endpoint, path, clock, stop, UNSIGNED)), identity: identityOfFile(path) };
}

/** The production adapter on any DynamoDB. */
export const connectTo = (endpoint: string, clock: Clock): Promise<Database> =>
  connect(endpoint, `DynamoDB at ${endpoint}`, clock, async () => {});

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
    requestHandler: new NodeHttpHandler({ httpAgent: { maxSockets: MAX_SOCKETS, keepAlive: true } }),
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
