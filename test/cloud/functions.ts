import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import { StreamingCsvReader } from '../../adapters/csv/reader.ts';
import { createIdentity } from '../../adapters/dynamodb/identity.ts';
import { DynamoTables } from '../../adapters/dynamodb/tables.ts';
import { htmlToText } from '../../adapters/html/html-to-text.ts';
import { EventBridgeSchedules } from '../../adapters/scheduler/schedules.ts';
import { SesAccount } from '../../adapters/ses/account.ts';
import { parseSesEvents } from '../../adapters/ses/events.ts';
import { SesMailer } from '../../adapters/ses/mailer.ts';
import { SqsQueue } from '../../adapters/sqs/queue.ts';
import { createAccess } from '../../core/access/access.ts';
import { createIdempotency } from '../../core/access/idempotency.ts';
import type { CsvReader } from '../../core/audience/import/csv.ts';
import type { Clock } from '../../core/clock.ts';
import { SegmentDays } from '../../core/insight/segment-days.ts';
import type { Log } from '../../core/log.ts';
import type { Composer } from '../../core/mail/composer.ts';
import type { Queue } from '../../core/queue.ts';
import { sendingSettings } from '../../core/rate/settings.ts';
import type { TableName } from '../../core/tables.ts';
import { wakeRunsOfList } from '../../core/tasks/nudge-tasks.ts';
import { tasksUsing } from '../../core/tasks/task-store.ts';
import { LinkKeys } from '../../core/unsubscribe/link-keys.ts';
import { createUnsubscribeLinks } from '../../core/unsubscribe/links.ts';
import { createPublish } from '../../core/webhooks/notice.ts';
import { createPublishMails } from '../../core/webhooks/publish-mails.ts';
import { audienceRoutes } from '../../lambdas/audience/routes.ts';
import { sendingPortsOf, startPortsOf } from '../../lambdas/compose.ts';
import { createApi } from '../../lambdas/http/api.ts';
import { apiEntry } from '../../lambdas/http/entry.ts';
import { createHandler as createImporter } from '../../lambdas/importer/handler.ts';
import { createHandler as createNotifier } from '../../lambdas/notifier/handler.ts';
import { createPages } from '../../lambdas/public/handler.ts';
import { createHandler as createReconciler } from '../../lambdas/reconciler/handler.ts';
import { createHandler as createRecorder } from '../../lambdas/recorder/handler.ts';
import { createHandler as createSender } from '../../lambdas/sender/handler.ts';
import { createHandler as createStarter } from '../../lambdas/starter/handler.ts';
import { seededIds } from '../simulation/container.ts';
import type { Process } from './caller.ts';
import type { Container, MakeHandler } from './lambda.ts';
import { CloudObjects } from './s3.ts';
import type { Services } from './services.ts';
import { type Chain, sqsClient } from './sqs.ts';

/** CPU of a mail: to render, compose, sign and send it. Measured by `npm run bench -- one-sender`, arm64 a little slower. */
const MAIL_CPU_MS = 2.2;
/** To parse a row, and to hash its address. */
const ROW_CPU_MS = 0.012;
/** To parse an event of SES. */
const EVENT_CPU_MS = 0.05;
/** Of a request that the API answers, without its calls. */
const REQUEST_CPU_MS = 3;
const ROW_CPU_OF_BODY_MS = 0.01;
const HAND_OVER_TIMEOUT_MS = 10_000;
const MAIL_BYTES = 64;

const TABLE_NAMES: Record<TableName, string> = {
  Campaigns: 'Campaigns',
  Audience: 'Audience',
  WarmUp: 'WarmUp',
  Content: 'Content',
  Mail: 'Mail',
};

const PUBLIC_URL = 'https://m.cloud.example';

/** What every process of the product sees of the world: the adapters that ship, on services in virtual time. */
export function worldOf(cloud: Services, process: Process, chain: () => Chain) {
  const { timeline, dice } = cloud;
  const clock: Clock = { now: () => timeline.now(), sleep: (milliseconds) => process.sleep(milliseconds) };
  const client = cloud.dynamo.clientOf(process);
  const sqs = sqsClient(cloud.queues, process, dice, chain);
  const queue = <Message>(name: string): Queue<Message> => new SqsQueue<Message>(sqs, name);
  const log: Log = cloud.log;
  const world = {
    clock,
    log,
    random: seededIds(dice.fork(`ids of ${cloud.nextProcess()}`)),
    tables: new DynamoTables({ client, names: TABLE_NAMES, clock }),
    objects: new CloudObjects(cloud.bucket, process, dice),
    sendQueue: queue<{ v: 1; runId: string }>('Send'),
    startQueue: queue<{ v: 1; taskId: string; scheduledFor: string }>('Start'),
    schedules: new EventBridgeSchedules({
      client: cloud.scheduler.clientOf(process),
      groupName: 'group',
      roleArn: 'role',
      queueArns: { send: 'Send', start: 'Start' },
      deadLetterArn: 'none',
      clock,
    }),
    publish: createPublish({ noticeQueue: queue('Notices'), log }),
  };
  const own = {
    importQueue: queue<{ v: 1; listId: string; importId: string }>('Import'),
    noticeQueue: queue<Parameters<Parameters<typeof createPublish>[0]['noticeQueue']['send']>[0]>('Notices'),
    eventQueue: queue<Parameters<Parameters<typeof createPages>[0]['eventQueue']['send']>[0]>('Events'),
    identity: createIdentity(client, ['Campaigns', 'WarmUp'], clock),
    settings: sendingSettings(cloud.stack.settings.sendRate, 0),
  };
  return { ...world, ...own };
}

const worldIn = (cloud: Services, container: Container) => worldOf(cloud, container, () => container.chain);

/** Nothing is read of the mails: what they cost is the CPU's time. */
const composerOn = (process: Process): Composer => ({
  compose: async () => {
    await process.compute(MAIL_CPU_MS);
    return new Uint8Array(MAIL_BYTES);
  },
});

const sender =
  (cloud: Services): MakeHandler =>
  (container) => {
    const world = worldIn(cloud, container);
    const client = cloud.ses.clientOf(container);
    const mailer = new SesMailer({
      client,
      composer: composerOn(container),
      configurationSet: 'set',
      timeoutMs: HAND_OVER_TIMEOUT_MS,
    });
    const account = new SesAccount({ client, clock: world.clock, log: cloud.log });
    const { settings, identity } = world;
    const ports = sendingPortsOf(world, { mailer, settings, publicUrl: PUBLIC_URL, htmlToText, account, identity });
    const handler = createSender(ports, cloud.log);
    return (event, context) => handler(event as SQSEvent, context);
  };

const starter =
  (cloud: Services): MakeHandler =>
  (container) => {
    const handler = createStarter(startPortsOf(worldIn(cloud, container)), cloud.log);
    return (event) => handler(event as SQSEvent);
  };

const importer =
  (cloud: Services): MakeHandler =>
  (container) => {
    const world = worldIn(cloud, container);
    const reader = new StreamingCsvReader();
    const csv: CsvReader = {
      detectEncoding: (bytes) => reader.detectEncoding(bytes),
      async *read(bytes, encoding) {
        for await (const records of reader.read(bytes, encoding)) {
          await container.compute(records.length * ROW_CPU_MS);
          yield records;
        }
      },
    };
    const handler = createImporter({ ...world, csv, wakeRuns: (listId) => wakeRunsOfList(world, listId) }, cloud.log);
    return (event, context) => handler(event as SQSEvent, context);
  };

const recorder =
  (cloud: Services): MakeHandler =>
  (container) => {
    const world = worldIn(cloud, container);
    const ports = {
      ...world,
      segmentDays: new SegmentDays(world.tables),
      simulatorCounts: false,
      publishMails: createPublishMails(world),
    };
    const parse = (body: string) => {
      container.spend(EVENT_CPU_MS);
      return parseSesEvents(body);
    };
    const handler = createRecorder(ports, parse, cloud.log);
    return (event) => handler(event as SQSEvent);
  };

const notifier =
  (cloud: Services): MakeHandler =>
  (container) => {
    const handler = createNotifier({ ...worldIn(cloud, container), receivers: cloud.receivers });
    return (event) => handler(event as SQSEvent);
  };

const reconciler =
  (cloud: Services): MakeHandler =>
  (container) =>
    createReconciler(worldIn(cloud, container), cloud.log);

const noLinks = { upload: async () => '', download: async () => '' };

const audience =
  (cloud: Services): MakeHandler =>
  (container) => {
    const world = worldIn(cloud, container);
    const { tables, clock, random, log } = world;
    const routes = audienceRoutes({
      ...world,
      links: noLinks,
      unsubscribeLinks: createUnsubscribeLinks(world, PUBLIC_URL),
      tasksUsing: (reference) => tasksUsing(tables, reference),
    });
    const access = createAccess({ tables, clock });
    const idempotency = createIdempotency({ tables, clock, random, log });
    const handler = apiEntry(createApi({ routes, access, idempotency, clock, log }));
    return async (event, context) => {
      const { body = '' } = event as APIGatewayProxyEventV2;
      // A recipient in a body has some 60 bytes: to parse, check and hash it.
      await container.compute(REQUEST_CPU_MS + (body.length / 60) * ROW_CPU_OF_BODY_MS);
      return handler(event as APIGatewayProxyEventV2, context as Context);
    };
  };

const pages =
  (cloud: Services): MakeHandler =>
  (container) => {
    const world = worldIn(cloud, container);
    const handler = apiEntry(createPages({ ...world, keys: new LinkKeys(world) }));
    return async (event, context) => {
      await container.compute(REQUEST_CPU_MS);
      return handler(event as APIGatewayProxyEventV2, context as Context);
    };
  };

/** The functions of the stack that the scenarios use, each made as its `index.ts` makes it. */
export const FUNCTIONS: Record<string, (cloud: Services) => MakeHandler> = {
  sender,
  starter,
  importer,
  recorder,
  notifier,
  reconciler,
  audience,
  public: pages,
};
