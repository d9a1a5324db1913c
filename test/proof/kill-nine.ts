import { randomInt } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { sendingSettings } from '../../core/rate/settings.ts';
import { newCampaign, newTask, readersOf, readTask, type TaskView } from '../e2e/campaign.ts';
import { Dice } from '../simulation/dice.ts';
import { Product } from '../support/product.ts';
import { account, type Claimed } from './account.ts';
import { SinkProcess } from './sink-process.ts';

/**
 * The local product as it ships under `kill -9`: a campaign into a mail server that keeps a record of its own, the
 * product killed and started again and again, and in the end that record against the API's outcomes:
 * `node test/proof/kill-nine.ts [--kills 20] [--readers 20000] [--seed N] [--json]`. The seed decides when it is
 * killed; how far the product has come by then differs from one run to the next.
 */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' },
    readers: { type: 'string', default: '20000' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

const MINUTE = 60_000;
/** Mails a second: slow enough that the campaign outlasts the kills. */
const SEND_RATE = 1_000;
/** A kill comes up to so long after the first mail since the start. */
const SPREAD_MS = 1_500;
/** While its segments have live leases a product sends nothing: it is killed all the same. */
const FIRST_MAIL_WITHIN_MS = 4_000;
const LOOK_EVERY_MS = 10;
/** Longer than a lease: five minutes and five seconds. */
const LEASE_PASSES_MS = 6 * MINUTE;
const GIVE_UP_AFTER_MS = 15 * MINUTE;
const MOST_PRINTED = 20;

/** How a killed product finds the time when it starts again. */
type Pause = 'none' | 'lease over' | 'traveling';
const PAUSES: readonly Pause[] = ['none', 'lease over', 'lease over', 'traveling'];

const seed = values.seed === undefined ? randomInt(1_000_000_000) : Number(values.seed);
const [wantedKills, readers] = [Number(values.kills), Number(values.readers)];
const dice = new Dice(`kill ${seed}`);
const began = performance.now();

const sink = await SinkProcess.start();
const options = { sendRate: SEND_RATE, smtp: `127.0.0.1:${sink.port}` };
let product: Product | undefined;
const cleanUp = async (): Promise<void> => {
  await product?.remove();
  await sink.stop();
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cleanUp().finally(() => process.exit(1)));
}

interface Kills {
  all: number;
  /** Of these, after which the product had mailed somebody since its start, and had more to mail. */
  whileSending: number;
}

/** Kills and starts again, until it has been killed often enough or has nothing left to send. */
async function killAgainAndAgain(running: Product, task: TaskView): Promise<Kills> {
  const kills: Kills = { all: 0, whileSending: 0 };
  while (kills.all < wantedKills && (await readTask(running, task)).status === 'sending') {
    if (performance.now() - began > GIVE_UP_AFTER_MS) throw new Error(`only ${kills.all} kills in the time there is`);
    const before = await sink.count();
    const pause = dice.pick(PAUSES);
    // Broken off by the kill.
    if (pause === 'traveling') void running.advance('PT6M').catch(() => undefined);
    const until = performance.now() + FIRST_MAIL_WITHIN_MS;
    while ((await sink.count()) === before && performance.now() < until) await wait(LOOK_EVERY_MS);
    await wait(dice.next() * SPREAD_MS);
    await running.kill();
    kills.all += 1;
    const now = await sink.count();
    if (now > before && now < readers) kills.whileSending += 1;
    if (!values.json)
      console.log(`kill ${kills.all}: ${now - before} mails since the start, then ${pause}; ${now} in all`);
    if (pause === 'lease over') await running.sleepThrough(LEASE_PASSES_MS);
    await running.restart(options);
  }
  return kills;
}

async function run(): Promise<object & { violations: number }> {
  product = await Product.start(options);
  const task = await newTask(product, await newCampaign(product, readers, { plan: 'unlimited' }));
  while ((await sink.count()) === 0) {
    if (performance.now() - began > GIVE_UP_AFTER_MS) throw new Error('the campaign does not begin');
    await wait(LOOK_EVERY_MS);
  }
  const kills = await killAgainAndAgain(product, task);
  await product.advance('PT40M');
  const { status, hold, error, counts } = await readTask(product, task);
  const claimed = await product.all<Claimed>(`/v1/tasks/${task.taskId}/recipients`);
  const { parallelism, windowSize } = sendingSettings(SEND_RATE, 0);
  const taken = await sink.record();
  const { outcomes, unknownTaken, violations } = account({
    readers: readersOf(readers).map(({ email }) => email),
    taken,
    claimed,
    counts,
    mostUnknown: kills.all * parallelism * windowSize,
  });
  if (status !== 'finished') violations.unshift(`the task is ${status}: ${JSON.stringify({ hold, error, counts })}`);
  if (kills.all < wantedKills) violations.push(`it was over after ${kills.all} kills`);
  for (const violation of violations.slice(0, MOST_PRINTED)) console.log(violation);
  const seconds = Math.round((performance.now() - began) / 100) / 10;
  return {
    ...{ readers, kills: kills.all, killsWhileSending: kills.whileSending, taken: taken.length },
    ...{ ...outcomes, unknownTaken, violations: violations.length, seed, seconds },
  };
}

try {
  console.log(`seed ${seed}`);
  const summary = await run();
  console.log(values.json ? JSON.stringify(summary) : JSON.stringify(summary, null, 1));
  process.exitCode = summary.violations > 0 ? 1 : 0;
} finally {
  await cleanUp();
}
