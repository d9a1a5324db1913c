import { ManualClock } from '../adapters/memory/clock.ts';
import { MemoryMailer } from '../adapters/memory/mailer.ts';
import { MimeComposer } from '../adapters/mime/composer.ts';
import { createSesClient } from '../adapters/ses/client.ts';
import { SesMailer } from '../adapters/ses/mailer.ts';
import { SystemClock } from '../adapters/system-clock.ts';
import { sendingSettings } from '../core/sending/settings.ts';
import { STANDARD_STEPS } from '../core/warm-up/plans.ts';
import { LOCAL_ACCESS } from '../local/engines.ts';
import { naiveDesign, typicalDesign } from './other-designs.ts';
import { costOf, type Usage } from './prices.ts';
import { type Benchmark, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { EngineRoom } from './support/engine-room.ts';
import { startPart } from './support/processes.ts';

const READERS = 10_000;
const MODEL_MAILS = 1_000;
const SEND_RATE = 1_750;
/** A function of this size has one vCPU; at this share of it, waiting included. */
const MEMORY_GB = 1.769;
const CPU_SHARE = 0.7;
/** The simulated warm-up is a hundredth of the real one: as many days, as many parks. */
const WARM_UP_SCALE = 100;
const WARM_UP_READERS = 1_000_000;
const GOALS = { writeUnits: 64, readUnits: 25, queueRequests: 8, schedules: 13 } as const;

export const cost: Benchmark = {
  name: 'cost',
  question: 'What do a thousand mails cost on AWS, SES itself left out, beside two other designs?',
  async run(): Promise<Outcome> {
    const ours = await measureOurs();
    const gbSeconds = ours.lambdaGbSecond;
    const designs: [string, Usage][] = [
      ['mailramp', ours],
      ['typical: batches of 10', { ...(await typicalDesign(MODEL_MAILS)), lambdaGbSecond: gbSeconds }],
      ['naive: a message a mail', { ...(await naiveDesign(MODEL_MAILS)), lambdaGbSecond: gbSeconds }],
    ];
    const { schedules, days } = await countSchedules();
    const notes = [
      goal('write units', ours.writeUnit, GOALS.writeUnits),
      goal('read units', ours.readUnit, GOALS.readUnits),
      goal('queue requests', ours.queueRequest, GOALS.queueRequests),
      goal(`schedules for ${WARM_UP_READERS} readers from day 1 (${days} days)`, schedules, GOALS.schedules),
      `simulated with a hundredth of the readers and of the standard plan: as many days and parks`,
      `the naive design makes ${overflow().toLocaleString('en-US')} schedules for the same campaign`,
      `GB-seconds: CPU time of this machine at ${CPU_SHARE * 100} % of one vCPU, taken alike for all three`,
      'freezing is included; each message is a send, a receive and a deletion; refused writes charge no units here',
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
  'S3 requests': rounded(usage.s3Put + usage.s3Get),
  invocations: rounded(usage.lambdaRequest),
  'GB-seconds': rounded(usage.lambdaGbSecond),
  '$ a million': rounded(costOf(usage) * 1_000),
});

/** A run of the real engine on the embedded DynamoDB, which answers the units that DynamoDB would bill. */
async function measureOurs(): Promise<Usage> {
  const { part, hello } = await startPart(new URL('./support/ses-stub.ts', import.meta.url), [10]);
  const clock = new SystemClock();
  const client = createSesClient(10_000, {
    ...LOCAL_ACCESS,
    endpoint: `http://127.0.0.1:${(hello as { port: number }).port}`,
  });
  const mailer = new SesMailer({ client, composer: new MimeComposer(clock), configurationSet: 'bench' });
  const settings = sendingSettings(SEND_RATE, 0);
  const room = await EngineRoom.open({ clock, mailer, settings, dynamodb: true, warmUp: { plan: 'unlimited' } });
  try {
    const listId = await room.makeList(READERS);
    const { meter, objects, sendQueue, startQueue } = room;
    meter.reset();
    const before = { puts: objects.puts, gets: objects.gets };
    const task = await room.createTask(listId);
    await room.start();
    const cpu = process.cpuUsage();
    await room.send(settings.parallelism);
    const { user, system } = process.cpuUsage(cpu);
    const run = await room.runOf(task);
    if (run.sent !== READERS) throw new Error(`${run.sent} of ${READERS} were sent`);
    const thousands = READERS / 1_000;
    const cpuSeconds = (user + system) / 1e6;
    return {
      writeUnit: meter.writeUnits / thousands,
      readUnit: meter.readUnits / thousands,
      queueRequest: (sendQueue.requests + startQueue.requests) / thousands,
      schedule: room.schedules.created / thousands,
      s3Put: (objects.puts - before.puts) / thousands,
      s3Get: (objects.gets - before.gets) / thousands,
      lambdaRequest: room.invocations / thousands,
      lambdaGbSecond: ((cpuSeconds / CPU_SHARE) * MEMORY_GB) / thousands,
    };
  } finally {
    await room.close();
    client.destroy();
    await part.stop();
  }
}

const scaledSteps = STANDARD_STEPS.map((step) => step / WARM_UP_SCALE);

/** A new domain on the standard plan, its days travelled, with the real engine in memory. */
async function countSchedules(): Promise<{ schedules: number; days: number }> {
  const clock = new ManualClock(Date.parse('2027-01-05T09:00:00Z'), { movesOnSleep: true });
  const settings = { ...sendingSettings(SEND_RATE, 0), parallelism: 1 };
  const warmUp = { plan: 'custom' as const, steps: scaledSteps };
  const room = await EngineRoom.open({ clock, mailer: new MemoryMailer(), settings, dynamodb: false, warmUp });
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
