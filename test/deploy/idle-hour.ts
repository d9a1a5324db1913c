import { type IdleHour, idleMonth } from '../../bench/idle.ts';
import { rounded } from '../../bench/support/benchmark.ts';
import { tableOf } from '../../bench/support/table.ts';
import { type Report, same, until } from './check.ts';
import { untilIdle } from './first-day.ts';
import { MINUTE, type World } from './world.ts';

/** Rounds of the reconciler in an hour. */
const ROUNDS = 12;
const ROUND = 5 * MINUTE;
const READS = /^dynamodb:(GetItem|BatchGetItem|Query)$/;

/** An hour in which nothing is due: who works at all, and what a month of such hours is billed. */
export async function idleHour(report: Report, world: World): Promise<void> {
  const { cdk, standIn } = world;
  let hour: IdleHour | null = null;
  await report.check('does nothing in an idle hour but reconcile twelve times', async () => {
    await untilIdle(world);
    await oneRound(world);
    const [before, callsBefore] = [standIn.invocations().length, standIn.calls().length];
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
  report.say(`\n${tableOf([...rows, { 'an idle month': 'in all', quantity: null, $: rounded(all) }])}\n`);
}

const reconcilerOr = ({ function: name }: { function: string }): string =>
  /Reconciler/.test(name) ? 'the reconciler' : name;

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
