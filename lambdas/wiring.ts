import { fromEnv } from '@aws-sdk/credential-provider-env';
import type { Context } from 'aws-lambda';
import {
  createDynamoClient,
  createS3Client,
  createS3LinkClient,
  createSchedulerClient,
  createSqsClient,
} from '../adapters/aws-clients.ts';
import { Deadlines } from '../adapters/deadlines.ts';
import { createIdentity } from '../adapters/dynamodb/identity.ts';
import { DynamoTables } from '../adapters/dynamodb/tables.ts';
import { htmlToText } from '../adapters/html/html-to-text.ts';
import { JsonLog } from '../adapters/json-log.ts';
import { LambdaApi } from '../adapters/lambda/api.ts';
import { LambdaConcurrency } from '../adapters/lambda/concurrency.ts';
import { SenderMailer } from '../adapters/lambda/sender-mailer.ts';
import { addressesInField } from '../adapters/mime/addresses.ts';
import { MimeComposer } from '../adapters/mime/composer.ts';
import { S3Links } from '../adapters/s3/links.ts';
import { S3Objects } from '../adapters/s3/objects.ts';
import { S3Reader } from '../adapters/s3/reader.ts';
import { EventBridgeSchedules } from '../adapters/scheduler/schedules.ts';
import { secretText } from '../adapters/secret-text.ts';
import { SesAccount } from '../adapters/ses/account.ts';
import { SesApi } from '../adapters/ses/api.ts';
import { SesMailer } from '../adapters/ses/mailer.ts';
import { SqsQueue } from '../adapters/sqs/queue.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import { SystemRandom } from '../adapters/system-random.ts';
import type { Mailer } from '../core/mail/mailer.ts';
import type { ObjectLinks, ObjectReader, Objects } from '../core/objects.ts';
import type { ExportMessage, ImportMessage, Queue, RunToken, StartMessage, UnsubscribeMessage } from '../core/queue.ts';
import type { Account } from '../core/rate/account.ts';
import { keptLimitsIn } from '../core/rate/kept-limits.ts';
import { type SendingSettings, sendingSettings } from '../core/rate/settings.ts';
import type { TablesIdentity } from '../core/rate/stack-hold.ts';
import { logging } from '../core/runs/event-log.ts';
import type { Publish } from '../core/runs/events.ts';
import type { Schedules } from '../core/schedules.ts';
import type { Concurrency } from '../core/self-test/concurrency.ts';
import type { Tables } from '../core/tables.ts';
import { createPublish, type Notice } from '../core/webhooks/notice.ts';
import { deadlineOf } from './deadline.ts';
import { lambdaPlace, stackName } from './require-env.ts';

/**
 * The adapters of the functions on AWS. A function each, so that a bundle holds only what its function uses; nothing
 * here decides anything.
 */

/** The most that one hand-over to SES takes. */
const HAND_OVER_TIMEOUT_MS = 10_000;
/** The same by another function, which may have to be loaded first; the gateway waits for 30 s. */
const SENDER_TIMEOUT_MS = 15_000;
/** Somebody waits for an answer, which is as good without the account's limits. */
const ACCOUNT_TIMEOUT_MS = 3_000;

export const clock = new SystemClock();
export const random = new SystemRandom();
export const log = new JsonLog(clock, { stack: stackName() });

const deadlines = new Deadlines();

/** What every function has. */
export const ground = { clock, random, log };

type TableEnv = Partial<
  Record<'CAMPAIGNS_TABLE' | 'AUDIENCE_TABLE' | 'WARM_UP_TABLE' | 'CONTENT_TABLE' | 'MAIL_TABLE', string>
>;

type QueueEnv = Record<'SEND_QUEUE_URL' | 'START_QUEUE_URL', string>;

type ScheduleEnv = Record<
  'SCHEDULE_GROUP' | 'SCHEDULE_ROLE_ARN' | 'SCHEDULE_DEAD_LETTERS_ARN' | 'SEND_QUEUE_ARN' | 'START_QUEUE_ARN',
  string
>;

/** A table that the function's environment does not name cannot be reached: its name is empty. */
export const tablesOf = (env: TableEnv): Tables =>
  new DynamoTables({
    client: createDynamoClient(),
    clock,
    random,
    deadline: () => deadlines.current,
    names: {
      Campaigns: env.CAMPAIGNS_TABLE ?? '',
      Audience: env.AUDIENCE_TABLE ?? '',
      WarmUp: env.WARM_UP_TABLE ?? '',
      Content: env.CONTENT_TABLE ?? '',
      Mail: env.MAIL_TABLE ?? '',
    },
  });

/** What the functions share that start and send runs. */
export const engineOf = (env: TableEnv & QueueEnv & ScheduleEnv) => ({
  ...ground,
  tables: tablesOf(env),
  sendQueue: sendQueueOf(env),
  startQueue: startQueueOf(env),
  schedules: schedulesOf(env),
});

/** Of the tables whose restoring could mail somebody twice. */
export const identityOf = (env: { CAMPAIGNS_TABLE: string; WARM_UP_TABLE: string }): TablesIdentity =>
  createIdentity(createDynamoClient(), [env.CAMPAIGNS_TABLE, env.WARM_UP_TABLE], clock);

/** Also writes objects part by part. */
export const s3ObjectsOf = (env: { BUCKET: string }): S3Objects => new S3Objects(createS3Client(), env.BUCKET);

export const objectsOf = (env: { BUCKET: string }): Objects => s3ObjectsOf(env);

export const objectReaderOf = (env: { BUCKET: string }): ObjectReader => new S3Reader(createS3Client(), env.BUCKET);

export const linksOf = (env: { BUCKET: string }): ObjectLinks => new S3Links(createS3LinkClient(), env.BUCKET);

export const sendQueueOf = (env: { SEND_QUEUE_URL: string }): Queue<RunToken> =>
  new SqsQueue(createSqsClient(), env.SEND_QUEUE_URL);

export const startQueueOf = (env: { START_QUEUE_URL: string }): Queue<StartMessage> =>
  new SqsQueue(createSqsClient(), env.START_QUEUE_URL);

export const importQueueOf = (env: { IMPORT_QUEUE_URL: string }): Queue<ImportMessage> =>
  new SqsQueue(createSqsClient(), env.IMPORT_QUEUE_URL);

export const exportQueueOf = (env: { EXPORT_QUEUE_URL: string }): Queue<ExportMessage> =>
  new SqsQueue(createSqsClient(), env.EXPORT_QUEUE_URL);

export const eventQueueOf = (env: { EVENT_QUEUE_URL: string }): Queue<UnsubscribeMessage> =>
  new SqsQueue(createSqsClient(), env.EVENT_QUEUE_URL);

export const noticeQueueOf = (env: { NOTICE_QUEUE_URL: string }): Queue<Notice> =>
  new SqsQueue(createSqsClient(), env.NOTICE_QUEUE_URL);

/** To webhooks, and into the log of the task. */
export const publishOf = (env: TableEnv & { NOTICE_QUEUE_URL: string }): Publish =>
  logging({ tables: tablesOf(env), log }, createPublish({ noticeQueue: noticeQueueOf(env), log }));

const schedulesOf = (env: ScheduleEnv): Schedules =>
  new EventBridgeSchedules({
    client: createSchedulerClient(),
    groupName: env.SCHEDULE_GROUP,
    roleArn: env.SCHEDULE_ROLE_ARN,
    queueArns: { send: env.SEND_QUEUE_ARN, start: env.START_QUEUE_ARN },
    deadLetterArn: env.SCHEDULE_DEAD_LETTERS_ARN,
    clock,
  });

export { htmlToText };

export const composer = () => new MimeComposer(clock);

const sesApi = (timeoutMs: number): SesApi =>
  new SesApi({ ...lambdaPlace(), credentials: fromEnv(), clock, timeoutMs });

export const mailerOf = (env: { CONFIGURATION_SET: string; SENDING_POOLS: string }): Mailer =>
  new SesMailer({
    ses: sesApi(HAND_OVER_TIMEOUT_MS),
    composer: composer(),
    configurationSet: env.CONFIGURATION_SET,
    pools: JSON.parse(env.SENDING_POOLS),
    timeoutMs: HAND_OVER_TIMEOUT_MS,
  });

const lambdaApi = (): LambdaApi => new LambdaApi({ ...lambdaPlace(), credentials: fromEnv(), clock });

export const concurrencyOf = (): Concurrency => new LambdaConcurrency(lambdaApi(), { clock, log });

export const senderMailerOf = (env: { SENDER_FUNCTION: string }): Mailer =>
  new SenderMailer({ api: lambdaApi(), functionName: env.SENDER_FUNCTION, timeoutMs: SENDER_TIMEOUT_MS });

const accountOf = (tables: Tables): Account =>
  new SesAccount({ ses: sesApi(ACCOUNT_TIMEOUT_MS), clock, log, kept: keptLimitsIn(tables, clock) });

/** What the functions share that send mails. */
export const sendingOf = (
  env: Parameters<typeof engineOf>[0] &
    Parameters<typeof mailerOf>[0] &
    Parameters<typeof settingsOf>[0] &
    Parameters<typeof publishOf>[0] &
    Parameters<typeof identityOf>[0] & { PUBLIC_URL: string },
) => {
  const engine = engineOf(env);
  return {
    ...engine,
    publish: publishOf(env),
    mailer: mailerOf(env),
    settings: settingsOf(env),
    account: accountOf(engine.tables),
    identity: identityOf(env),
    htmlToText,
    addressesInField,
    publicUrl: env.PUBLIC_URL,
  };
};

/** What takes in mail by SMTP. */
export const submissionWorldOf = (
  env: TableEnv & Parameters<typeof mailerOf>[0] & Parameters<typeof settingsOf>[0] & Parameters<typeof identityOf>[0],
) => {
  const tables = tablesOf(env);
  return {
    ...ground,
    tables,
    mailer: mailerOf(env),
    settings: settingsOf(env),
    account: accountOf(tables),
    identity: identityOf(env),
    addressesInField,
  };
};

export const settingsOf = (env: { SEND_RATE: string; QUOTA_DAY_OFFSET_MINUTES: string }): SendingSettings =>
  sendingSettings(Number(env.SEND_RATE), Number(env.QUOTA_DAY_OFFSET_MINUTES));

/** When quota days begin, for functions that need no more of the settings. */
export const quotaDaysOf = (env: { QUOTA_DAY_OFFSET_MINUTES: string }) => ({
  settings: { quotaDayOffsetMinutes: Number(env.QUOTA_DAY_OFFSET_MINUTES) },
});

/** The text from which the secrets of keys of kind `tencent` are derived. */
export const credentialMasterOf = (env: { CREDENTIAL_MASTER: string }): (() => Promise<string>) =>
  secretText({ ...lambdaPlace(), credentials: fromEnv(), clock, secretId: env.CREDENTIAL_MASTER });

/** The limit of calls of an API key, for the functions of the API. */
export const callRateOf = (env: { KEY_REQUEST_RATE: string }): { callsPerSecond: number } => ({
  callsPerSecond: Number(env.KEY_REQUEST_RATE),
});

/**
 * A handler whose log lines carry the id of the request that they belong to, and whose calls wait for tables that
 * refuse until shortly before the platform ends the invocation; `mostMs`: at most so long from its beginning.
 */
export const following =
  <Event, Answer>(handler: (event: Event, context: Context) => Answer, mostMs?: number) =>
  (event: Event, context: Context): Answer => {
    log.follow(context.awsRequestId);
    const deadline = deadlineOf(clock.now(), context.getRemainingTimeInMillis(), mostMs);
    return deadlines.within({ deadline }, () => handler(event, context));
  };
