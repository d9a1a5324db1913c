import { METRICS } from '../../adapters/embedded-metrics.ts';
import { type IdleHour, idleMonth } from '../../bench/idle.ts';
import { STANDING_PRICES } from '../../bench/prices.ts';
import { rounded } from '../../bench/support/benchmark.ts';
import { tableOf } from '../../bench/support/table.ts';
import { type Report, same, until } from './check.ts';
import { untilIdle } from './first-day.ts';
import type { LogLine } from './stand-in.ts';
import { MINUTE, type World } from './world.ts';

/** Rounds of the reconciler in an hour. */
const ROUNDS = 12;
const ROUND = 5 * MINUTE;
const READS = /^dynamodb:(GetItem|BatchGetItem|Query)$/;

/** An hour in which nothing is due: who works at all, and what a month of such hours is billed. */
export async function idleHour(report: Report, world: World): Promise<void> {
  const { cdk, standIn } = world;
  let hour: IdleHour | null = null;
  await report.check('has told CloudWatch what was sent and parked, and what quotas had left', async () => {
    const told = new Set(standIn.logs().flatMap(metricsOn));
    const wanted = ['Sent', 'Runs', 'Parked', 'QuotaLeft'];
    same(
      wanted.filter((name) => !told.has(name)),
      [],
      'metrics that no line tells',
    );
  });
  await report.check('does nothing in an idle hour but reconcile twelve times', async () => {
    await untilIdle(world);
    await oneRound(world);
    const [before, callsBefore, linesBefore] = [standIn.invocations(), standIn.calls(), standIn.logs()].map(
      ({ length }) => length,
    );
    for (let round = 0; round < ROUNDS; round += 1) await oneRound(world);
    const invocations = standIn.invocations().slice(before);
    same([...new Set(invocations.map(reconcilerOr))], ['the reconciler'], 'who was invoked');
    same(invocations.length, ROUNDS, 'invocations');
    const calls = standIn
      .calls()
      .slice(callsBefore)
      .filter((action) => action.startsWith('dynamodb:'));
    const reads = calls.filter((action) => READS.test(action)).length;
    hour = {
      invocations: invocations.length,
      gbSeconds: invocations.reduce((sum, { gbSeconds }) => sum + gbSeconds, 0),
      logBytes: invocations.reduce((sum, { logBytes }) => sum + logBytes, 0),
      metrics: new Set(standIn.logs().slice(linesBefore).flatMap(metricsOn)).size,
      reads,
      writes: calls.length - reads,
    };
  });
  if (hour === null) return;
  const items = idleMonth(cdk.template(), hour);
  const rows = items.map(({ name, quantity, dollars }) => ({
    'an idle month': name,
    quantity: rounded(quantity),
    $: rounded(dollars),
  }));
  const all = items.reduce((sum, { dollars }) => sum + dollars, 0);
  const { length: metrics } = Object.keys(METRICS);
  report.say(`\n${tableOf([...rows, { 'an idle month': 'in all', quantity: null, $: rounded(all) }])}`);
  report.say(
    `  with work in every hour: ${metrics} metrics of the product, $${rounded(metrics * STANDING_PRICES.ownMetric)}\n`,
  );
}

const reconcilerOr = ({ function: name }: { function: string }): string =>
  /Reconciler/.test(name) ? 'the reconciler' : name;

/** Names of the metrics of which a log line tells a value. */
const metricsOn = ({ line }: LogLine): string[] =>
  Object.keys(METRICS).filter((name) => line.includes(`"Name":"${name}"`));

/** Until the reconciler has looked once more. */
async function oneRound({ standIn }: World): Promise<void> {
  const before = standIn.invocations().length;
  standIn.travel(ROUND);
  await until(
    async () => standIn.invocations().length,
    (count) => count > before,
    { what: 'a round of the reconciler' },
  );
}
