import { itemSize } from '../adapters/dynamodb/size.ts';
import { ManualClock } from '../adapters/memory/clock.ts';
import { MemoryMailer } from '../adapters/memory/mailer.ts';
import { MimeComposer } from '../adapters/mime/composer.ts';
import { SesApi } from '../adapters/ses/api.ts';
import { SesMailer } from '../adapters/ses/mailer.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import { SECOND } from '../core/clock.ts';
import { mailsOfSegment } from '../core/keys.ts';
import { sendingSettings } from '../core/rate/settings.ts';
import type { Run } from '../core/runs/run.ts';
import { STANDARD_STEPS } from '../core/warm-up/plans.ts';
import { LOCAL_ACCESS } from '../local/dynamodb.ts';
import { LOG_BYTES_AN_INVOCATION, mailsOf, recordEvents } from './events.ts';
import { naiveDesign, typicalDesign } from './other-designs.ts';
import { pollingNotes } from './polling.ts';
import { costOf, PRICES, SES_PRICES, STORAGE_PRICES, type Usage } from './prices.ts';
import { type Benchmark, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { EngineRoom, SENDER_GB } from './support/engine-room.ts';
import { startPart } from './support/processes.ts';

const READERS = 10_000;
/** A smaller run, to separate the cost of a run from the cost of each mail. */
const FEW_READERS = 2_500;
const MODEL_MAILS = 1_000;
const SEND_RATE = 1_750;
/** Of the stand-in; SES takes longer, for which a note allows. */
const SES_LATENCY_MS = 10;
const REAL_LATENCY_MS = 50;
/** A refused transaction is billed like a committed one. */
const ITEMS_A_CLAIM = 3;
/** The simulated warm-up is a hundredth of the real one: as many days, as many parks. */
const WARM_UP_SCALE = 100;
const WARM_UP_READERS = 1_000_000;
const GOALS = { writeUnits: 64, readUnits: 25, queueRequests: 8, schedules: 13 } as const;

export const cost: Benchmark = {
  name: 'cost',
  question: 'What do a thousand mails cost on AWS, SES itself left out, beside two other designs?',
  async run(): Promise<Outcome> {
    const small = await measureOurs(FEW_READERS);
    const { freezing, sending, refused, comingBack, kept } = await measureOurs(READERS);
    const more = perThousand(minus(sending, small.sending), READERS - FEW_READERS);
    const freezingAThousand = perThousand(freezing, READERS);
    const sendingAThousand = perThousand(sending, READERS);
    const { lambdaGbSecond } = sendingAThousand;
    const windows = 1_000 / sendingSettings(SEND_RATE, 0).windowSize;
    const longerAnswers = (windows * SENDER_GB * (REAL_LATENCY_MS - SES_LATENCY_MS)) / SECOND;
    const designs: [string, Usage][] = [
      ['mailramp: all', plus(freezingAThousand, sendingAThousand)],
      ['- freezing the list', freezingAThousand],
      ['- sending', sendingAThousand],
      ['- sending a thousand more', more],
      ['what comes back', perThousand(comingBack, READERS)],
      ['typical: batches of 10', { ...(await typicalDesign(MODEL_MAILS)), lambdaGbSecond }],
      ['naive: a message a mail', { ...(await naiveDesign(MODEL_MAILS)), lambdaGbSecond }],
    ];
    const { schedules, days } = await countSchedules();
    const notes = [
      goal('write units of sending a thousand more', more.writeUnit, GOALS.writeUnits),
      `write units of sending that a condition refused, per 1,000: ${rounded((refused * 1_000) / READERS)}`,
      goal('read units of sending a thousand more, two index reads included', more.readUnit, GOALS.readUnits + 1),
      goal(
        'queue requests in all',
        freezingAThousand.queueRequest + sendingAThousand.queueRequest,
        GOALS.queueRequests,
      ),
      goal(`schedules for ${WARM_UP_READERS} readers from day 1 (${days} days)`, schedules, GOALS.schedules),
      `simulated with a hundredth of the readers and of the standard plan: as many days and parks`,
      `the naive design makes ${overflow().toLocaleString('en-US')} schedules for the same campaign`,
      `a run of ${READERS.toLocaleString('en-US')} readers; a message is a send, a receive and a deletion`,
      `GB-seconds: the time of each invocation on this machine, waits included, with an SES that answers in ${SES_LATENCY_MS} ms; those of our sending for all three designs`,
      `an SES that answers in ${REAL_LATENCY_MS} ms: ${rounded(longerAnswers)} GB-seconds more for 1,000, $${rounded(longerAnswers * 1_000 * PRICES.lambdaGbSecond)} a million`,
      'what comes back: SES tells of each mail that it was delivered; opens and clicks come on top',
      'the other designs write once a mail for its delivery, in their rows; SNS and its queue would come on top of them too',
      `SES itself, a million: ${Object.entries(SES_PRICES)
        .map(([plan, price]) => `${price * 1_000} $ ${plan}`)
        .join(', ')}`,
      ...kept,
      'writes refused by a condition are counted as one unit for each item that they name',
      ...(await pollingNotes()),
    ];
    return { rows: designs.map(([design, usage]) => rowOf(design, usage)), notes };
  },
};

const goal = (name: string, value: number, most: number): string =>
  `${name}: ${rounded(value)}, goal at most ${most}: ${value <= most ? 'met' : 'MISSED'}`;

const rowOf = (design: string, usage: Usage): Row => ({
  'per 1,000 mails': design,
  'write units': rounded(usage.writeUnit),
  'read units': rounded(usage.readUnit),
  'queue requests': rounded(usage.queueRequest),
  'SNS messages': rounded(usage.notification),
  'S3 requests': rounded(usage.s3Put + usage.s3Get),
  invocations: rounded(usage.lambdaRequest),
  'GB-seconds': rounded(usage.lambdaGbSecond),
  '$ a million': rounded(costOf(usage) * 1_000),
});

/** A run of the real engine on the embedded DynamoDB, which answers the units that DynamoDB would bill. */
async function measureOurs(
  readers: number,
): Promise<Record<'freezing' | 'sending' | 'comingBack', Usage> & { refused: number; kept: string[] }> {
  const { part, hello } = await startPart(new URL('./support/ses-stub.ts', import.meta.url), [SES_LATENCY_MS]);
  const clock = new SystemClock();
  const ses = new SesApi({
    region: LOCAL_ACCESS.region,
    endpoint: `http://127.0.0.1:${(hello as { port: number }).port}`,
    credentials: async () => LOCAL_ACCESS.credentials,
    clock,
    timeoutMs: 10_000,
  });
  const mailer = new SesMailer({ ses, composer: new MimeComposer(clock), configurationSet: 'bench' });
  const settings = sendingSettings(SEND_RATE, 0);
  const room = await EngineRoom.open({ clock, mailer, settings, engine: 'dynamodb', warmUp: { plan: 'unlimited' } });
  try {
    const listId = await room.makeList(readers);
    const before = usedBy(room);
    const task = await room.createTask(listId);
    await room.start();
    const [frozen, refusedBefore] = [usedBy(room), refusedUnits(room)];
    await room.send(settings.parallelism);
    const [sent, refused] = [usedBy(room), refusedUnits(room) - refusedBefore];
    const run = await room.runOf(task);
    if (run.sent !== readers) throw new Error(`${run.sent} of ${readers} were sent`);
    const mails = await mailsOf(room, run);
    const beside = await recordEvents(room, mails, { clock, settings });
    const comingBack = { ...minus(usedBy(room), sent), ...beside };
    const kept = await storageOf(room, run);
    return { freezing: minus(frozen, before), sending: minus(sent, frozen), refused, comingBack, kept };
  } finally {
    await room.close();
    ses.close();
    await part.stop();
  }
}

/** What DynamoDB counts for an item beside its attributes. */
const ITEM_OVERHEAD_BYTES = 100;
const MAIL_ROW_MONTHS = 3;
/** 400 days and the 30 of old versions. */
const SNAPSHOT_MONTHS = 14;

/** What a million mails keep, and for how much in all until it is removed. */
async function storageOf(room: EngineRoom, run: Run): Promise<string[]> {
  const { items } = await room.tables.query({ table: 'Mail', pk: mailsOfSegment(run.runId, 0), limit: 1 });
  const [row] = items;
  if (row === undefined) throw new Error('a mail has no row');
  const rowBytes = itemSize(row) + ITEM_OVERHEAD_BYTES;
  const objectBytes = room.objects.bytes / run.sent;
  // A million of them in GB.
  const [rows, objects] = [rowBytes / 1_000, objectBytes / 1_000];
  const { table, backup, object } = STORAGE_PRICES;
  const dollars = (amount: number) => `$${amount.toFixed(2)} in all`;
  return [
    `a million rows of mails: ${rows.toFixed(2)} GB (${rowBytes} bytes each) for ${MAIL_ROW_MONTHS} months: ${dollars(rows * table * MAIL_ROW_MONTHS)}, backups ${dollars(rows * backup * MAIL_ROW_MONTHS)}`,
    `snapshots of a million: ${objects.toFixed(2)} GB for ${SNAPSHOT_MONTHS} months: ${dollars(objects * object * SNAPSHOT_MONTHS)}`,
  ];
}

/** Units of all writes that a condition refused so far. */
function refusedUnits({ meter }: EngineRoom): number {
  const { PutItem = 0, UpdateItem = 0, DeleteItem = 0, TransactWriteItems = 0 } = meter.refusals;
  return PutItem + UpdateItem + DeleteItem + TransactWriteItems * ITEMS_A_CLAIM * 2;
}

/** All that the room has used so far. */
function usedBy(room: EngineRoom): Usage {
  const { meter, objects, schedules, sendQueue, startQueue, invocations } = room;
  return {
    writeUnit: meter.writeUnits + refusedUnits(room),
    readUnit: meter.readUnits,
    queueRequest: sendQueue.requests + startQueue.requests,
    notification: 0,
    schedule: schedules.created,
    s3Put: objects.puts,
    s3Get: objects.gets,
    lambdaRequest: invocations,
    lambdaGbSecond: room.gbSeconds,
    logByte: room.logBytes + invocations * LOG_BYTES_AN_INVOCATION,
  };
}

const combine = (a: Usage, b: Usage, how: (x: number, y: number) => number): Usage =>
  Object.fromEntries(Object.entries(a).map(([name, value]) => [name, how(value, b[name as keyof Usage])])) as Usage;
const minus = (a: Usage, b: Usage): Usage => combine(a, b, (x, y) => x - y);
const plus = (a: Usage, b: Usage): Usage => combine(a, b, (x, y) => x + y);
const perThousand = (usage: Usage, mails: number): Usage => combine(usage, usage, (x) => (x * 1_000) / mails);

const scaledSteps = STANDARD_STEPS.map((step) => step / WARM_UP_SCALE);

/** A new domain on the standard plan, its days traveled, with the real engine in memory. */
async function countSchedules(): Promise<{ schedules: number; days: number }> {
  const clock = new ManualClock(Date.parse('2027-01-05T09:00:00Z'), { movesOnSleep: true });
  const settings = { ...sendingSettings(SEND_RATE, 0), parallelism: 1 };
  const warmUp = { plan: 'custom' as const, steps: scaledSteps };
  const room = await EngineRoom.open({ clock, mailer: new MemoryMailer(), settings, engine: 'memory', warmUp });
  try {
    const task = await room.createTask(await room.makeList(WARM_UP_READERS / WARM_UP_SCALE));
    await room.start();
    await room.send(1);
    let days = 1;
    for (let at = await room.fireNext(); at !== null; at = await room.fireNext()) {
      clock.moveTo(Math.max(clock.now(), at));
      await room.send(1);
      days += 1;
    }
    const run = await room.runOf(task);
    if (run.status !== 'finished' || run.sent * WARM_UP_SCALE !== WARM_UP_READERS) {
      throw new Error(`the simulated run is ${run.status} with ${run.sent} sent`);
    }
    return { schedules: room.schedules.created, days };
  } finally {
    await room.close();
  }
}

/** Mails that wait for another day, summed over the days: a schedule each in the naive design. */
function overflow(): number {
  let [left, sum] = [WARM_UP_READERS, 0];
  for (const step of STANDARD_STEPS) {
    left = Math.max(0, left - step);
    sum += left;
  }
  return sum;
}
