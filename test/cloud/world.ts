import { StreamingCsvReader } from '../../adapters/csv/reader.ts';
import { Deadlines } from '../../adapters/deadlines.ts';
import { createIdentity } from '../../adapters/dynamodb/identity.ts';
import { DynamoTables } from '../../adapters/dynamodb/tables.ts';
import { htmlToText } from '../../adapters/html/html-to-text.ts';
import { addressesInField } from '../../adapters/mime/addresses.ts';
import { EventBridgeSchedules } from '../../adapters/scheduler/schedules.ts';
import { SesAccount } from '../../adapters/ses/account.ts';
import { SesMailer } from '../../adapters/ses/mailer.ts';
import { SqsQueue } from '../../adapters/sqs/queue.ts';
import type { CsvReader } from '../../core/audience/import/csv.ts';
import type { Clock } from '../../core/clock.ts';
import type { Composer } from '../../core/mail/composer.ts';
import type { Mailer } from '../../core/mail/mailer.ts';
import type {
  ExportMessage,
  ImportMessage,
  Queue,
  RunToken,
  StartMessage,
  UnsubscribeMessage,
} from '../../core/queue.ts';
import { keptLimitsIn } from '../../core/rate/kept-limits.ts';
import { sendingSettings } from '../../core/rate/settings.ts';
import type { TableName } from '../../core/tables.ts';
import { createPublish, type Notice } from '../../core/webhooks/notice.ts';
import { seededIds } from '../simulation/container.ts';
import type { Process } from './caller.ts';
import { CloudObjects } from './s3.ts';
import type { Services } from './services.ts';
import { type Chain, sqsClient } from './sqs.ts';

/** CPU of a mail: to render, compose, sign and send it. Of `npm run bench -- one-sender`, arm64 a little slower. */
const MAIL_CPU_MS = 2.2;
/** To parse a row, and to hash its address. */
const ROW_CPU_MS = 0.012;
const HAND_OVER_TIMEOUT_MS = 10_000;
const MAIL_BYTES = 64;

const TABLE_NAMES: Record<TableName, string> = {
  Campaigns: 'Campaigns',
  Audience: 'Audience',
  WarmUp: 'WarmUp',
  Content: 'Content',
  Mail: 'Mail',
};

/** What a process of the product sees of the world: the adapters that ship, on services in virtual time. */
export function worldOf(services: Services, process: Process, chain: () => Chain) {
  const { timeline, dice, log } = services;
  const clock: Clock = { now: () => timeline.now(), sleep: (milliseconds) => process.sleep(milliseconds) };
  const random = seededIds(dice.fork(`process ${services.nextProcess()}`));
  const dynamo = services.dynamo.clientOf(process);
  const ses = services.ses.apiOf(process);
  const sqs = sqsClient(services.queues, process, dice, chain);
  const queue = <Message>(name: string): Queue<Message> => new SqsQueue<Message>(sqs, name);
  const noticeQueue = queue<Notice>('Notices');
  const deadlines = new Deadlines();
  const deadline = () => deadlines.current;
  const tables = new DynamoTables({ client: dynamo, names: TABLE_NAMES, clock, random, deadline });
  return {
    clock,
    random,
    log,
    /** Set for each invocation, as `lambdas/wiring.ts` does it. */
    deadlines,
    tables,
    identity: createIdentity(dynamo, ['Campaigns', 'WarmUp'], clock),
    objects: new CloudObjects(services.bucket, process, dice),
    links: { upload: async () => '', download: async () => '' },
    csv: csvOn(process),
    sendQueue: queue<RunToken>('Send'),
    startQueue: queue<StartMessage>('Start'),
    importQueue: queue<ImportMessage>('Import'),
    exportQueue: queue<ExportMessage>('Exports'),
    eventQueue: queue<UnsubscribeMessage>('Events'),
    noticeQueue,
    publish: createPublish({ noticeQueue, log }),
    schedules: new EventBridgeSchedules({
      client: services.scheduler.clientOf(process),
      groupName: 'group',
      roleArn: 'role',
      queueArns: { send: 'Send', start: 'Start' },
      deadLetterArn: 'none',
      clock,
    }),
    receivers: services.receivers,
    composer,
    htmlToText,
    addressesInField,
    mailer: working(
      new SesMailer({ ses, composer, configurationSet: 'set', timeoutMs: HAND_OVER_TIMEOUT_MS }),
      process,
    ),
    account: new SesAccount({ ses, clock, log, kept: keptLimitsIn(tables, clock) }),
    settings: sendingSettings(services.stack.settings.sendRate, 0),
    publicUrl: 'https://m.cloud.example',
  };
}

/** Nothing is read of the mails ... */
const composer: Composer = { compose: () => 'x'.repeat(MAIL_BYTES) };

/** ... and what they cost is the CPU's time. */
const working = (mailer: Mailer, process: Process): Mailer => ({
  timeoutMs: mailer.timeoutMs,
  async handOver(mail) {
    await process.compute(MAIL_CPU_MS);
    return await mailer.handOver(mail);
  },
});

function csvOn(process: Process): CsvReader {
  const reader = new StreamingCsvReader();
  return {
    detectEncoding: (...call) => reader.detectEncoding(...call),
    async *read(...call) {
      for await (const batch of reader.read(...call)) {
        await process.compute(batch.records.length * ROW_CPU_MS);
        yield batch;
      }
    },
  };
}
