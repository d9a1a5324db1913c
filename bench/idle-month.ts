import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ManualClock } from '../adapters/memory/clock.ts';
import { MemoryObjects } from '../adapters/memory/objects.ts';
import { MemoryQueue } from '../adapters/memory/queue.ts';
import { SeededRandom } from '../adapters/memory/random.ts';
import { MemorySchedules } from '../adapters/memory/schedules.ts';
import { MemoryTables } from '../adapters/memory/tables.ts';
import { sendingSettings } from '../core/rate/settings.ts';
import { reconcile } from '../core/reconcile.ts';
import type { Tables } from '../core/tables.ts';
import { RUN_RETENTION_DAYS } from '../core/tasks/forget-runs.ts';
import { type IdleHour, idleMonth, type Template } from './idle.ts';
import { type Benchmark, rounded } from './support/benchmark.ts';

const ROOT = join(import.meta.dirname, '..');
/** Of the reconciler, which alone works in such an hour. */
const ROUNDS = 12;
/** As `npm run test:deploy` counted them in the functions themselves. */
const GB_SECONDS_A_ROUND = 0.017;
const LOG_BYTES_A_ROUND = 250;
const GOAL = 4;

export const idleStack: Benchmark = {
  name: 'idle',
  question: 'What is an idle stack billed for in a month, with the default settings?',
  async run() {
    const { reads, writes } = await callsOfARound();
    const hour: IdleHour = {
      invocations: ROUNDS,
      gbSeconds: ROUNDS * GB_SECONDS_A_ROUND,
      logBytes: ROUNDS * LOG_BYTES_A_ROUND,
      metrics: 0,
      reads: ROUNDS * reads,
      writes: ROUNDS * writes,
    };
    const items = idleMonth(template(), hour);
    const all = items.reduce((sum, { dollars }) => sum + dollars, 0);
    const rows = [...items, { name: 'in all', quantity: null, dollars: all }].map(({ name, quantity, dollars }) => ({
      'an idle month': name,
      quantity: quantity === null ? null : rounded(quantity),
      $: rounded(dollars),
    }));
    const verdict = all <= GOAL ? 'met' : 'MISSED';
    return { rows, notes: [`in all: ${rounded(all)} $, goal at most ${GOAL} $: ${verdict}`] };
  },
};

/** Calls of one round with nothing to do, as DynamoDB would bill them: a unit each. */
async function callsOfARound(): Promise<{ reads: number; writes: number }> {
  const clock = new ManualClock(Date.parse('2027-01-05T09:00:00Z'), { movesOnSleep: true });
  const counts = { reads: 0, writes: 0 };
  const counted = <Call extends (...given: never[]) => unknown>(kind: keyof typeof counts, call: Call): Call =>
    ((...given: Parameters<Call>) => {
      counts[kind] += 1;
      return call(...given);
    }) as Call;
  const memory = new MemoryTables(clock);
  const tables: Tables = {
    get: counted('reads', memory.get.bind(memory)),
    getMany: counted('reads', memory.getMany.bind(memory)),
    query: counted('reads', memory.query.bind(memory)),
    write: counted('writes', memory.write.bind(memory)),
    transact: counted('writes', memory.transact.bind(memory)),
  };
  await reconcile({
    tables,
    clock,
    random: new SeededRandom('idle'),
    log: { info() {}, warn() {}, error() {} },
    objects: new MemoryObjects(),
    schedules: new MemorySchedules(),
    sendQueue: new MemoryQueue(clock),
    startQueue: new MemoryQueue(clock),
    importQueue: new MemoryQueue(clock),
    exportQueue: new MemoryQueue(clock),
    noticeQueue: new MemoryQueue(clock),
    settings: sendingSettings(1_000, 0),
    runRetentionDays: RUN_RETENTION_DAYS,
  });
  return counts;
}

/** The stack as it is deployed without settings; listing the stacks synthesizes them without bundles. */
function template(): Template {
  const folder = mkdtempSync(join(tmpdir(), 'mailramp-idle-'));
  try {
    const cdk = join(ROOT, 'node_modules', '.bin', 'cdk');
    execFileSync(cdk, ['list', '--output', folder], { cwd: ROOT, stdio: 'pipe' });
    return JSON.parse(readFileSync(join(folder, 'Mailramp.template.json'), 'utf8')) as Template;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
