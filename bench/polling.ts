import { ManualClock } from '../adapters/memory/clock.ts';
import { MemoryMailer } from '../adapters/memory/mailer.ts';
import { SystemRandom } from '../adapters/system-random.ts';
import { createApiKey } from '../core/access/manage-api-keys.ts';
import { SECOND } from '../core/clock.ts';
import { sendingSettings } from '../core/rate/settings.ts';
import { SAME_TABLES } from '../core/rate/stack-hold.ts';
import { apiIn } from '../lambdas/compose/api.ts';
import { liveRoutes } from '../lambdas/tasks/live.ts';
import { LOG_BYTES_AN_INVOCATION } from './events.ts';
import { GATEWAY_REQUEST, PRICES } from './prices.ts';
import { rounded } from './support/benchmark.ts';
import { EngineRoom } from './support/engine-room.ts';
import { getting } from './support/getting.ts';

const TASKS = 10;
const READERS = 1_000;
const WORKDAY_MINUTES = 8 * 60;
/** As a tab asks while something is sent, on the page of a task (`console/logic/pace.ts`). */
const ACTIVE_EVERY = 2 * SECOND;
const TIMELINE_EVERY = 5 * SECOND;
/** Of the API's function (`lib/api.ts`). */
const API_GB = 1;
/** By default (`lib/settings.ts`): so each call is counted. */
const CALLS_PER_SECOND = 25;
const GOAL = 0.1;

/** What a minute of watching is billed for. */
interface Watched {
  calls: number;
  readUnits: number;
  writeUnits: number;
  gbSeconds: number;
}

/** What it costs that a tab of the console watches tasks that are sent, all of a working day. */
export async function pollingNotes(): Promise<string[]> {
  const overview = await watchedMinute([['/v1/tasks/active', ACTIVE_EVERY]]);
  const taskPage = await watchedMinute([
    ['/v1/tasks/active', ACTIVE_EVERY],
    ['/v1/tasks/TASK/timeline', TIMELINE_EVERY],
  ]);
  const [day, dayOfTask] = [dollarsADay(overview), dollarsADay(taskPage)];
  return [
    `a tab that watches ${TASKS} tasks being sent for 8 hours: ${told(overview)}: $${rounded(day)}, goal at most $${GOAL}: ${day <= GOAL ? 'met' : 'MISSED'}`,
    `the same on the page of a task, which asks for its timeline as well: ${told(taskPage)}: $${rounded(dayOfTask)}`,
  ];
}

const told = ({ calls, readUnits, writeUnits, gbSeconds }: Watched): string =>
  `${(calls * WORKDAY_MINUTES).toLocaleString('en-US')} calls, ${rounded(readUnits / calls)} read units, ${rounded(writeUnits / calls)} write units and ${rounded(gbSeconds / calls)} GB-seconds each`;

function dollarsADay({ calls, readUnits, writeUnits, gbSeconds }: Watched): number {
  const minute =
    calls * (GATEWAY_REQUEST + PRICES.lambdaRequest + LOG_BYTES_AN_INVOCATION * PRICES.logByte) +
    readUnits * PRICES.readUnit +
    writeUnits * PRICES.writeUnit +
    gbSeconds * PRICES.lambdaGbSecond;
  return minute * WORKDAY_MINUTES;
}

/** The calls of a minute, each of a path so often, to the real API on the embedded DynamoDB. */
async function watchedMinute(calls: [path: string, every: number][]): Promise<Watched> {
  const clock = new ManualClock(Date.parse('2027-01-05T09:00:00Z'), { movesOnSleep: true });
  const settings = sendingSettings(100, 0);
  const warmUp = { plan: 'unlimited' } as const;
  const room = await EngineRoom.open({ clock, mailer: new MemoryMailer(), settings, engine: 'dynamodb', warmUp });
  try {
    const { tables, meter } = room;
    const random = new SystemRandom();
    const listId = await room.makeList(READERS);
    let taskId = '';
    for (let n = 0; n < TASKS; n += 1) ({ taskId } = await room.createTask(listId));
    await room.start();
    const log = { info() {}, warn: console.warn, error: console.error };
    const live = liveRoutes({ tables, clock, identity: SAME_TABLES });
    const api = apiIn({ clock, random, log, tables, settings, callsPerSecond: CALLS_PER_SECOND }, live);
    const { apiKey } = await createApiKey({ tables, clock, random }, { name: 'who watches', role: 'viewer' });
    const watched: Watched = { calls: 0, readUnits: 0, writeUnits: 0, gbSeconds: 0 };
    // The first minute fills what a process remembers; the second is like all that follow.
    for (const isCounted of [false, true]) {
      meter.reset();
      for (let second = 0; second < 60; second += 1, clock.moveTo(clock.now() + SECOND)) {
        for (const [path] of calls.filter(([, every]) => (second * SECOND) % every === 0)) {
          const began = performance.now();
          const { statusCode } = await api(getting(path.replace('TASK', taskId), apiKey));
          if (statusCode !== 200) throw new Error(`${path} answers ${statusCode}`);
          if (!isCounted) continue;
          watched.calls += 1;
          watched.gbSeconds += (API_GB * (performance.now() - began)) / SECOND;
        }
      }
    }
    return { ...watched, readUnits: meter.readUnits, writeUnits: meter.writeUnits };
  } finally {
    await room.close();
  }
}
