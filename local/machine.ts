import { join } from 'node:path';
import { MimeComposer } from '../adapters/mime/composer.ts';
import { SmtpMailer, type SmtpMailerOptions } from '../adapters/smtp/mailer.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import { SystemRandom } from '../adapters/system-random.ts';
import { HttpReceivers } from '../adapters/webhooks/receivers.ts';
import { newApiKey } from '../core/access/api-key.ts';
import { type SecretPair, secretPairOf } from '../core/access/secret-keys.ts';
import type { ImportProgress } from '../core/audience/import/run-import.ts';
import { type Clock, SECOND } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import type { Composer } from '../core/mail/composer.ts';
import type { ExportMessage, ImportMessage, RunToken, StartMessage } from '../core/queue.ts';
import type { Notice } from '../core/webhooks/notice.ts';
import { LocalConsole, makerIn } from './console.ts';
import { LocalDns } from './dns.ts';
import { DEFAULT_PORT, type Flags } from './flags.ts';
import { type Home, LOCAL_SIGNING_KEY } from './home.ts';
import { type FrontOptions, HttpFront } from './http-front.ts';
import { LocalIdentities } from './identities.ts';
import { startInbox } from './inbox.ts';
import { FileByteLog, InboxStore, MemoryByteLog } from './inbox-store.ts';
import { createLocalApi } from './local-api.ts';
import { JsonLog } from './log.ts';
import { MailEvents } from './mail-events.ts';
import { MessageQueue, type MessageQueueOptions } from './message-queue.ts';
import { LocalLinks, type LocalLinksOptions, OBJECTS_PATH } from './object-links.ts';
import type { BuildProduct, Product } from './product.ts';
import { LocalScheduler } from './scheduler.ts';
import { openStores } from './stores.ts';
import { openSubmission, type SubmissionOptions, type SubmissionPlace } from './submission.ts';
import { TimeTravel } from './time-travel.ts';
import { Timers } from './timers.ts';
import { TravelClock } from './travel-clock.ts';

/**
 * Concurrent senders, over all runs. With windows of 50 they have more mails under way than there are connections, and
 * a crash leaves at most a window of each in doubt.
 */
const SENDERS = 5;
/** Concurrent webhook deliveries. */
const NOTIFIERS = 10;
/** Concurrent imports. */
const IMPORTERS = 2;
/** Concurrent exports. */
const EXPORTERS = 2;
const SMTP_CONNECTIONS = 20;
const TRANSACTIONAL_CONNECTIONS = 2;
/** The caller of the API waits for a single mail, on AWS for 30 seconds at the most. */
const TRANSACTIONAL_TIMEOUT_MS = 25 * SECOND;
const MAILS_PER_CONNECTION = 10_000;
const MAX_MEMORY_INBOX_BYTES = 512 * 1024 * 1024;
const ROOT = join(import.meta.dirname, '..');
/** How long a stop waits for work in progress. */
const DRAIN_MS = 5_000;

/** The complete product, running. */
export interface Machine {
  apiUrl: string;
  apiKey: string;
  /** Signs the calls of programs written for Tencent Cloud. */
  tencent: SecretPair;
  /** Signs a browser in, for as long as this process runs. */
  signInCode: string;
  smtpPort: number | null;
  /** Where programs hand in mail by SMTP. */
  submission: SubmissionPlace;
  clock: Clock;
  /** Where the tables are, for people. */
  tablesAre: string;
  /** Nothing of the tables survives the end of the process. */
  isVolatile: boolean;
  /** Ends within a few seconds: sends end between two windows, and nothing is left running. */
  stop(): Promise<void>;
}

/** Steps to undo, last first, at a stop or when a start fails in the middle. */
class Cleanup {
  readonly #steps: (() => Promise<void> | void)[] = [];

  add(step: () => Promise<void> | void): void {
    this.#steps.push(step);
  }

  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) await step();
  }
}

/** Starts the replacements of the platform, builds the product on them, and serves requests. */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const cleanup = new Cleanup();
  try {
    return await assemble(options, cleanup);
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

export interface MachineOptions {
  flags: Flags;
  home: Home;
  build: BuildProduct;
  /** Called with every logged fault, as one line. */
  onFault(line: string): void;
  /** Called with the progress of imports. */
  onImport(progress: ImportProgress): void;
}

/** What stands for the platform: clock, tables, files, queues, schedules and mail. */
async function startPlatform({ flags, home, onFault }: MachineOptions, product: Promise<Product>, cleanup: Cleanup) {
  const fileOrNull = (name: string): string | null => (flags.memory ? null : home.path(name));
  const clock = new TravelClock(fileOrNull('clock.json'));
  const log = new JsonLog(fileOrNull('log.jsonl'), clock, onFault);
  const stores = await openStores({ ...flags, home, clock });
  cleanup.add(() => stores.database.stop());
  const timers = new Timers(log);
  const queues = queuesOf({ clock, log, timers }, product);
  const scheduler = new LocalScheduler({
    path: fileOrNull('schedules.json'),
    log,
    deliver: (target) =>
      target.queue === 'send' ? queues.send.send(target.message) : queues.start.send(target.message),
  });
  const composer = new MimeComposer(clock);
  const mail = await startMail({ relay: flags.smtp, path: fileOrNull('inbox.log'), clock, log, composer }, cleanup);
  const random = new SystemRandom();
  return { fileOrNull, clock, log, random, stores, timers, queues, scheduler, composer, mail };
}

type Platform = Awaited<ReturnType<typeof startPlatform>>;

const portsOf = ({ clock, random, log, stores, queues, scheduler, composer, mail }: Platform) => ({
  clock,
  random,
  log,
  tables: stores.database.tables,
  identity: stores.database.identity,
  objects: stores.objects,
  parts: stores.objects,
  sendQueue: queues.send,
  startQueue: queues.start,
  importQueue: queues.import,
  exportQueue: queues.exports,
  noticeQueue: queues.notices,
  // A receiver under test is most likely on this machine.
  receivers: new HttpReceivers({ allowLoopback: true }),
  schedules: scheduler,
  identities: new LocalIdentities(),
  dns: new LocalDns(),
  composer,
  mailer: mail.mailer,
  transactionalMailer: mail.transactionalMailer,
  wallClock: new SystemClock(),
  hasInbox: mail.store !== null,
});

/** What this machine is called with, all of it made here. */
function secretsOf({ flags, home }: MachineOptions, { clock, random }: Platform) {
  const makeKey = () => newApiKey(clock.now(), random);
  const makeText = () => random.id() + random.id();
  return {
    apiKey: flags.memory ? makeKey() : home.apiKey(makeKey),
    credentialMaster: flags.memory ? makeText() : home.credentialMaster(makeText),
    signInCode: makeText(),
  };
}

async function assemble(options: MachineOptions, cleanup: Cleanup): Promise<Machine> {
  const { flags, build, onImport } = options;
  // The product is built last, because it needs its own address; its parts built earlier wait for it.
  const product = Promise.withResolvers<Product>();
  const platform = await startPlatform(options, product.promise, cleanup);
  const { clock, log, stores, timers, queues, scheduler, mail } = platform;
  const { apiKey, credentialMaster, signInCode } = secretsOf(options, platform);

  const onMailEvents = async (...call: Parameters<Product['onMailEvents']>) =>
    (await product.promise).onMailEvents(...call);
  const events =
    mail.store &&
    new MailEvents({ store: mail.store, clock, log, path: platform.fileOrNull('mail-events'), record: onMailEvents });
  const allQueues = Object.values(queues);
  const travel = new TimeTravel({
    clock,
    agendas: [scheduler, timers],
    reconcile: async () => (await product.promise).reconcile(),
    messagesSent: () => allQueues.reduce((sum, { sent }) => sum + sent, 0),
    isAtRest: () =>
      front.inFlight === 0 && allQueues.every(({ waiting }) => waiting === 0) && (events?.isAtRest ?? true),
    log,
  });
  const links = new LocalLinks({
    apiUrl: () => front.url,
    objects: stores.objects,
    clock,
    secret: apiKey,
    notify: (event) => queues.import.send(event),
  });
  const pages = startConsole(options, cleanup);
  const front: HttpFront = await listen(flags.port, {
    clock,
    log,
    api: (event) => links.during(`http://${event.headers.host}`, async () => (await product.promise).api(event)),
    files: { path: OBJECTS_PATH, serve: (...call) => links.serve(...call) },
    tencent: async (event) => (await product.promise).tencent(event),
    console: (event) => pages.answer(event),
    local: createLocalApi({ clock, travel, store: mail.store, events, consoleNews: pages.news }),
  });
  cleanup.add(async () => {
    // The console, too: open pages hold a stream, for which the front would wait.
    const fronts = [pages.stop(), travel.stop(), front.close(DRAIN_MS)];
    await Promise.all([...fronts, ...allQueues.map((queue) => queue.stop(DRAIN_MS))]);
    await events?.stop();
  });

  const built = await build({
    ...portsOf(platform),
    onImport,
    links,
    settings: { apiKey, credentialMaster, signInCode, apiUrl: front.url, sendRate: flags.sendRate },
  });
  product.resolve(built);
  const submission = await takeSubmissions(flags, { desk: built.submission, clock, log }, cleanup);
  for (const queue of allQueues) queue.start();
  events?.start();
  travel.start();
  return {
    apiUrl: front.url,
    apiKey,
    tencent: secretPairOf(credentialMaster, LOCAL_SIGNING_KEY),
    signInCode,
    smtpPort: mail.smtpPort,
    submission,
    clock,
    tablesAre: stores.database.where,
    isVolatile: stores.database.isVolatile,
    stop: () => cleanup.run(),
  };
}

function startConsole({ flags, onFault }: MachineOptions, cleanup: Cleanup): LocalConsole {
  const pages = new LocalConsole(makerIn(ROOT), { isWatched: flags.consoleWatch, onFault });
  cleanup.add(() => pages.stop());
  if (flags.console || flags.consoleWatch) pages.begin();
  return pages;
}

async function takeSubmissions(
  { submissionPort, submissionCertificate }: Flags,
  shared: Pick<SubmissionOptions, 'desk' | 'clock' | 'log'>,
  cleanup: Cleanup,
): Promise<SubmissionPlace> {
  const options = { ...shared, port: submissionPort, certificate: submissionCertificate };
  const { place, close } = await openSubmission(options);
  // Ends first of all: a message that is being handed over needs the rest.
  cleanup.add(() => close());
  return place;
}

/** The queues of the stack, and the function behind each. */
function queuesOf(shared: Pick<MessageQueueOptions<never>, 'clock' | 'log' | 'timers'>, product: Promise<Product>) {
  return {
    send: new MessageQueue<RunToken>({
      ...shared,
      name: 'send',
      concurrency: SENDERS,
      handle: async (token, context) => (await product).onToken(token, context),
    }),
    start: new MessageQueue<StartMessage>({
      ...shared,
      name: 'start',
      concurrency: 1,
      handle: async (message, context) => (await product).onStart(message, context),
    }),
    // S3 has its own form for its messages.
    import: new MessageQueue<ImportMessage | Parameters<LocalLinksOptions['notify']>[0]>({
      ...shared,
      name: 'import',
      concurrency: IMPORTERS,
      handle: async (message, context) => (await product).onImport(message, context),
    }),
    exports: new MessageQueue<ExportMessage>({
      ...shared,
      name: 'exports',
      concurrency: EXPORTERS,
      handle: async (message, context) => (await product).onExport(message, context),
    }),
    notices: new MessageQueue<Notice>({
      ...shared,
      name: 'notices',
      concurrency: NOTIFIERS,
      handle: async (notice) => (await product).onNotice(notice),
    }),
  };
}

interface MailOptions {
  relay: Flags['smtp'];
  path: string | null;
  clock: Clock;
  log: Log;
  composer: Composer;
}

/** The production mailer, towards a relay or towards the inbox of this machine. */
async function startMail({ relay, path, clock, log, composer }: MailOptions, cleanup: Cleanup) {
  if (relay !== null) {
    return { ...lanes({ maxConnections: SMTP_CONNECTIONS, ...relay, composer }, cleanup), store: null, smtpPort: null };
  }
  const bytes = path === null ? new MemoryByteLog(MAX_MEMORY_INBOX_BYTES) : await FileByteLog.open(path);
  const store = await InboxStore.open(bytes);
  cleanup.add(() => store.close());
  const inbox = await startInbox({ store, clock, log, port: 0 });
  cleanup.add(() => inbox.close());
  const server = {
    host: '127.0.0.1',
    port: inbox.port,
    tls: 'off' as const,
    composer,
    maxConnections: SMTP_CONNECTIONS,
    mailsPerConnection: MAILS_PER_CONNECTION,
  };
  return { ...lanes(server, cleanup), store, smtpPort: inbox.port };
}

/** Single mails have connections of their own: in those of campaigns they would wait behind hundreds of mails. */
function lanes(server: SmtpMailerOptions, cleanup: Cleanup) {
  const mailer = new SmtpMailer(server);
  const transactionalMailer = new SmtpMailer({
    ...server,
    maxConnections: TRANSACTIONAL_CONNECTIONS,
    timeoutMs: Math.min(server.timeoutMs ?? TRANSACTIONAL_TIMEOUT_MS, TRANSACTIONAL_TIMEOUT_MS),
  });
  cleanup.add(() => mailer.close());
  cleanup.add(() => transactionalMailer.close());
  return { mailer, transactionalMailer };
}

/** Listens on the requested port; the default port is given up for any free one. */
async function listen(port: number | null, options: Omit<FrontOptions, 'port'>): Promise<HttpFront> {
  if (port !== null) return HttpFront.listen({ ...options, port });
  try {
    return await HttpFront.listen({ ...options, port: DEFAULT_PORT });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return HttpFront.listen({ ...options, port: 0 });
  }
}
