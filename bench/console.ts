import { ManualClock } from '../adapters/memory/clock.ts';
import { MemoryMailer } from '../adapters/memory/mailer.ts';
import { sendingSettings } from '../core/rate/settings.ts';
import { readStackHold, SAME_TABLES } from '../core/rate/stack-hold.ts';
import { ActiveTasks } from '../core/tasks/active-tasks.ts';
import { type Benchmark, type BenchOptions, type Outcome, type Row, rounded } from './support/benchmark.ts';
import { campaign, readerAt } from './support/campaign.ts';
import { EngineRoom } from './support/engine-room.ts';
import { LocalProduct } from './support/local-product.ts';
import { Sink } from './support/processes.ts';

const SEND_RATE = 1_750;
const ACTIVE = 50;
const FORECAST_TASKS = 20;
const FORECAST_DAYS = 60;
const PAGE = 100;
/** Calls whose 95th percentile counts. */
const CALLS = 60;
const WARMING_CALLS = 10;
const SIZES = { usual: { recipients: 100_000, tasks: 1_000 }, large: { recipients: 1_000_000, tasks: 10_000 } };
/** Milliseconds that 95 of 100 calls may take. */
const GOALS = { page: 150, address: 100, active: 60, forecast: 150 };
const READ_UNITS = 110;
/** A coming task, months ahead, is none that is active today once it is cancelled. */
const MONTHS = 90 * 86_400_000;

/** Large lists and many tasks, as the pages of the console ask for them. */
export const consoleCalls: Benchmark = {
  name: 'console',
  question: 'How fast does the API answer the pages of the console where there is a lot?',
  async run({ large }: BenchOptions): Promise<Outcome> {
    const size = large ? SIZES.large : SIZES.usual;
    const sink = await Sink.start();
    const product = await LocalProduct.start({ smtpPort: sink.port, sendRate: SEND_RATE });
    try {
      const made = await product.prepare(size.recipients, { plan: 'standard' });
      const rows = await recipientRows(product, made.listId, size.recipients);
      rows.push(await forecastRow(product));
      const templateId = made.templateId;
      const listId = await product.makeList(PAGE);
      await fillTasks(product, { templateId, listId }, size.tasks);
      rows.push(await activeRow(product, size.tasks));
      const units = await unitsOfActive(size.tasks);
      return { rows, notes: [...units, 'over HTTP, one call after another, on the tables of one machine'] };
    } finally {
      await product.stop();
      await sink.stop();
    }
  },
};

interface Timed {
  p50: number;
  p95: number;
}

async function timed(call: () => Promise<unknown>): Promise<Timed> {
  for (let n = 0; n < WARMING_CALLS; n += 1) await call();
  const times: number[] = [];
  for (let n = 0; n < CALLS; n += 1) {
    const began = performance.now();
    await call();
    times.push(performance.now() - began);
  }
  times.sort((a, b) => a - b);
  const at = (share: number): number => times[Math.floor(CALLS * share)] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

const rowOf = (what: string, { p50, p95 }: Timed, goal: number): Row => ({
  'the answer of': what,
  'p50, ms': rounded(p50),
  'p95, ms': rounded(p95),
  'goal, ms': goal,
  goal: p95 <= goal ? 'met' : 'MISSED',
});

/** The first page, one address, and the page of the last cursor, which is looked for by going through all. */
async function recipientRows({ api }: LocalProduct, listId: string, recipients: number): Promise<Row[]> {
  const page = (query: Record<string, string | number>) =>
    api.get<{ items: unknown[]; nextCursor: string | null }>('/v1/lists/{id}/recipients', {
      params: { id: listId },
      query,
    });
  const first = await timed(() => page({ limit: PAGE }));
  const email = readerAt(recipients - 1).email;
  const exact = await timed(() => api.get('/v1/lists/{id}/recipients/{email}', { params: { id: listId, email } }));
  let last: string | null = null;
  for (let cursor: string | null = null, seen = 0; ; ) {
    const { items, nextCursor } = await page({ limit: PAGE, ...(cursor === null ? {} : { cursor }) });
    seen += items.length;
    last = cursor;
    if (nextCursor === null) {
      if (seen !== recipients) throw new Error(`${seen} of ${recipients} recipients are on the pages`);
      break;
    }
    cursor = nextCursor;
  }
  const ofLast = await timed(() => page({ limit: PAGE, cursor: last ?? '' }));
  const of = `of ${recipients.toLocaleString('en-US')} recipients`;
  return [
    rowOf(`the first ${PAGE} ${of}`, first, GOALS.page),
    rowOf(`one address ${of}`, exact, GOALS.address),
    rowOf(`the last cursor ${of}`, ofLast, GOALS.page),
  ];
}

/** Fifty tasks that are parked, and all others cancelled before they began. */
async function fillTasks({ api }: LocalProduct, made: { templateId: string; listId: string }, tasks: number) {
  const common = { from: campaign.from, ...made };
  const startAt = new Date(Date.now() + MONTHS).toISOString();
  for (let n = ACTIVE; n < tasks; n += 1) {
    const { taskId } = await api.post<{ taskId: string }>('/v1/tasks', { ...common, type: 'timed', startAt });
    await api.post('/v1/tasks/{id}/cancel', undefined, { params: { id: taskId } });
  }
  for (let n = 0; n < ACTIVE; n += 1) await api.post('/v1/tasks', { ...common, type: 'immediate' });
}

async function activeRow({ api }: LocalProduct, tasks: number): Promise<Row> {
  const { items } = await api.get<{ items: unknown[] }>('/v1/tasks/active');
  if (items.length !== ACTIVE) throw new Error(`${items.length} tasks are active, not ${ACTIVE}`);
  const what = `${ACTIVE} active of ${tasks.toLocaleString('en-US')} tasks`;
  return rowOf(what, await timed(() => api.get('/v1/tasks/active')), GOALS.active);
}

async function forecastRow({ api }: LocalProduct): Promise<Row> {
  const params = { domain: campaign.domain };
  const add = Array.from({ length: FORECAST_TASKS }, (_, n) => ({ label: `${n}`, mails: 10_000 }));
  const call = () =>
    api.post<{ days: unknown[] }>('/v1/domains/{domain}/forecast', { add, days: FORECAST_DAYS }, { params });
  const { days } = await call();
  if (days.length !== FORECAST_DAYS) throw new Error(`the forecast has ${days.length} days`);
  return rowOf(`a forecast of ${FORECAST_DAYS} days, ${FORECAST_TASKS} tasks`, await timed(call), GOALS.forecast);
}

/** What DynamoDB bills for a call, the first of a process and each that follows within a minute. */
async function unitsOfActive(tasks: number): Promise<string[]> {
  const clock = new ManualClock(Date.parse('2027-01-05T09:00:00Z'), { movesOnSleep: true });
  const settings = sendingSettings(SEND_RATE, 0);
  const warmUp = { plan: 'unlimited' } as const;
  const room = await EngineRoom.open({ clock, mailer: new MemoryMailer(), settings, engine: 'dynamodb', warmUp });
  try {
    const listId = await room.makeList(PAGE);
    const make = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n += 1) await room.createTask(listId);
      await room.start();
    };
    await make(tasks / 100);
    await room.send(settings.parallelism);
    await make(ACTIVE);
    const active = new ActiveTasks({ tables: room.tables, clock });
    const units: number[] = [];
    for (const _ of ['first', 'later']) {
      room.meter.reset();
      await Promise.all([active.read(), readStackHold({ tables: room.tables, identity: SAME_TABLES })]);
      units.push(room.meter.readUnits);
    }
    const [first = Number.NaN, later = Number.NaN] = units;
    const verdict = Math.max(...units) <= READ_UNITS ? 'met' : 'MISSED';
    return [
      `${ACTIVE} active tasks: ${rounded(first)} read units for the first call, ${rounded(later)} for each within a minute, goal at most ${READ_UNITS}: ${verdict}`,
    ];
  } finally {
    await room.close();
  }
}
