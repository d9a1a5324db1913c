import { createDynamoClient, createS3Client } from '../../adapters/aws-clients.ts';
import { StreamingCsvReader } from '../../adapters/csv/reader.ts';
import { CapacityMeter } from '../../adapters/dynamodb/capacity.ts';
import { createTables } from '../../adapters/dynamodb/create-tables.ts';
import { DynamoTables } from '../../adapters/dynamodb/tables.ts';
import { S3Objects } from '../../adapters/s3/objects.ts';
import { SystemClock } from '../../adapters/system-clock.ts';
import { SystemRandom } from '../../adapters/system-random.ts';
import { createImport, showImport } from '../../core/audience/import/create-import.ts';
import { uploadKey } from '../../core/audience/import/import.ts';
import { runImport } from '../../core/audience/import/run-import.ts';
import { createList } from '../../core/audience/manage-lists.ts';
import { HOUR, MINUTE } from '../../core/clock.ts';
import { readerAt } from './campaign.ts';

/** The importer in a process of its own, on engines that run elsewhere. */

const [dynamoEndpoint = '', s3Endpoint = '', rowsText = '', invocationMinutes = '5'] = process.argv.slice(2);
const rows = Number(rowsText);
const ACCESS = { region: 'us-east-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };
const names = {
  Campaigns: 'campaigns',
  Audience: 'audience',
  WarmUp: 'warm-up',
  Content: 'content',
  Mail: 'mail',
} as const;
const ROWS_A_PIECE = 10_000;

const clock = new SystemClock();
const random = new SystemRandom();
const meter = new CapacityMeter();
const client = createDynamoClient({ ...ACCESS, endpoint: dynamoEndpoint });
const tables = new DynamoTables({ client, names, clock, random: new SystemRandom(), meter });
const objects = new S3Objects(createS3Client({ ...ACCESS, endpoint: s3Endpoint }), 'bench');
const links = { upload: async () => '', download: async () => '' };
const messages: { listId: string; importId: string }[] = [];
const ports = {
  clock,
  random,
  tables,
  objects,
  log: { info() {}, warn() {}, error: console.error },
  csv: new StreamingCsvReader(),
  importQueue: { send: async (message: { listId: string; importId: string }) => void messages.push(message) },
  wakeRuns: async () => {},
};

async function* file(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('email,name,city,until,code\r\n');
  for (let from = 0; from < rows; from += ROWS_A_PIECE) {
    const lines = Array.from({ length: Math.min(ROWS_A_PIECE, rows - from) }, (_, i) => {
      const { email, data } = readerAt(from + i);
      return `${email},${data.name},"${data.city}",${data.until},${data.code}\r\n`;
    });
    yield Buffer.from(lines.join(''));
  }
}

async function prepare() {
  await createTables(client, names);
  const { listId } = await createList({ tables, clock, random }, { name: 'Bench', description: null });
  const { made } = await createImport({ tables, clock, random, links }, listId);
  await objects.put(uploadKey(listId, made.importId), file());
  meter.reset();
  return { listId, importId: made.importId };
}

/** Invocation after invocation, as the queue would have it. */
async function work({ listId, importId }: { listId: string; importId: string }) {
  const startedAt = performance.now();
  let invocations = 0;
  messages.push({ listId, importId });
  for (let message = messages.pop(); message; message = messages.pop()) {
    invocations += 1;
    const invocation = {
      owner: random.id(),
      deadline: clock.now() + Math.min(HOUR, Number(invocationMinutes) * MINUTE),
    };
    await runImport({ v: 1, ...message }, invocation, ports);
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const { shown } = await showImport({ tables, clock, random, links }, listId, importId);
  return { seconds, invocations, shown, writeUnits: meter.writeUnits, readUnits: meter.readUnits };
}

const named = await prepare();
process.on('message', async () => process.send?.(await work(named)));
process.on('disconnect', () => process.exit());
process.send?.('ready');
