import { countMembers } from '../../../core/audience/list-store.ts';
import { MINUTE, SECOND } from '../../../core/clock.ts';
import { Cloud } from '../cloud.ts';
import { addressOf, membersIn, Operator } from '../operator.ts';
import { type Row, rounded, type Scenario } from './scenario.ts';
import { refusals, troubles } from './troubles.ts';

const RECIPIENTS = 20_000;
const MOST_SECONDS = 25;
/** A caller who was told to come back gives up after so many times. */
const TRIES = 5;

/**
 * Calls that add recipients to one list of a new table, side by side. Five of them write 202,000 units, for which a new
 * table takes 50 s: so the time is that of each answer, and who is told to come back gets another one.
 */
const posts = (name: string, calls: number): Scenario => ({
  names: [name],
  settings: {},
  mostSeconds: 240,
  async run(stack) {
    const cloud = new Cloud(stack);
    const operator = new Operator(cloud);
    const [listId, key] = await cloud.during(Promise.all([operator.makeList(), operator.apiKey()]));
    const began = cloud.now;
    const outcomes = Array.from({ length: calls }, (_, call) => post(cloud, listId, key, call));
    const answers = await cloud.during(Promise.all(outcomes));
    const seconds = (cloud.now - began) / SECOND;
    const slowest = Math.max(...answers.flatMap(({ times }) => times)) / SECOND;
    // Work that was cut off may go on for a while.
    await cloud.runUntil(() => false, MINUTE);
    const [stored, counted] = [
      membersIn(cloud, listId),
      await cloud.during(countMembers(operator.world.tables, listId)),
    ];
    const isWhole = stored === calls * RECIPIENTS && counted === stored;
    const isAnswered = answers.every(({ statuses }) => statuses.at(-1) === 200);
    const row: Row = {
      name,
      figure: rounded(slowest),
      unit: 's',
      goal: `all 200 in the end, nothing lost, each answer within ${MOST_SECONDS} s`,
      met: isAnswered && isWhole && slowest <= MOST_SECONDS,
      notes: [
        `done after ${rounded(seconds)} s`,
        `statuses ${answers.map(({ statuses }) => statuses.join(' then ')).join('; ')}`,
        `${stored} stored, ${counted} counted of ${calls * RECIPIENTS}`,
        refusals(cloud),
        ...troubles(cloud),
      ],
    };
    return [row];
  },
});

async function post(
  cloud: Cloud,
  listId: string,
  key: string,
  call: number,
): Promise<{ statuses: number[]; times: number[] }> {
  const recipients = Array.from({ length: RECIPIENTS }, (_, i) => ({ email: addressOf(call * RECIPIENTS + i) }));
  const statuses: number[] = [];
  const times: number[] = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const { status, headers, ms } = await cloud.request('POST', `/v1/lists/${listId}/recipients`, {
      body: { recipients },
      key,
    });
    statuses.push(status);
    times.push(ms);
    const retryAfter = Number(headers?.['retry-after'] ?? Number.NaN);
    if (status !== 503 || Number.isNaN(retryAfter)) break;
    await cloud.timeline.sleep(retryAfter * SECOND);
  }
  return { statuses, times };
}

export const POSTS = [posts('post-20000-new-table', 1), posts('post-20000-side-by-side-5', 5)];
