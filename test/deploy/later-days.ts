import { setTimeout as wait } from 'node:timers/promises';
import { holds, type Report, same, until } from './check.ts';
import { type Campaigns, DAYS, isBetweenOccurrences, READERS, untilIdle } from './first-day.ts';
import { idleHour } from './idle-hour.ts';
import { afterDestroy, fullQueues } from './resources.ts';
import {
  addressesOf,
  copiesEach,
  MINUTE,
  NOBODY,
  readTask,
  SECOND,
  type TaskView,
  untilTask,
  type World,
} from './world.ts';

/** The stand-in looks every second for schedules that are due. */
const AFTER_DUE_MS = 3 * SECOND;

/** Deploys again, lives through the days that the campaign needs, and takes the stack down. */
export async function laterDays(report: Report, world: World, campaigns: Campaigns): Promise<void> {
  const { api, cdk, standIn } = world;
  await report.check('deploys again while a run is parked, and loses nothing', async () => {
    const before = await readTask(api, campaigns.big);
    const outputs = await cdk.deploy({ sendRate: 500 });
    same(outputs, world.outputs, 'outputs');
    const after = await readTask(api, campaigns.big);
    same([after.status, after.counts, after.hold], [before.status, before.counts, before.hold], 'the parked run');
  });

  await travel(report, world, campaigns);
  await idleHour(report, world);

  await report.check('leaves no dead letter, and logs neither error nor warning', async () => {
    const isEmpty = (queues: string[]) => queues.length === 0;
    await until(() => fullQueues(standIn), isEmpty, { what: 'every queue is empty, those of dead letters too' });
    const faults = standIn.logs().filter(({ line }) => /"level":"(error|warn)"|^[A-Za-z]*Error\b/.test(line));
    same(faults.slice(0, 3), [], 'faults in the logs');
  });

  await report.check('asks for no right that its roles do not have', async () => {
    const decisions = standIn.decisions();
    const refused = decisions.filter(({ allowed }) => !allowed);
    same(
      refused.map(({ principal, action, resource }) => [principal, action, resource]),
      [],
      'refused',
    );
    const senders = decisions.filter(({ principal, action }) => /Sender/.test(principal) && action === 'ses:SendEmail');
    holds(senders.length > 0, 'the sender was asked for its right to send');
  });

  await report.check('is destroyed, and leaves what the docs say', async () => {
    await cdk.destroy();
    await afterDestroy(standIn);
  });
}

async function travel(report: Report, world: World, campaigns: Campaigns): Promise<void> {
  const { api, standIn } = world;
  let due: number = DAYS[0];
  for (const [earlier, quota] of DAYS.slice(1).entries()) {
    const day = earlier + 2;
    due = Math.min(due + quota, READERS);
    await report.check(`goes on 24 hours later: ${due} of ${READERS} after day ${day}`, async () => {
      await untilIdle(world);
      await travelThroughDue(world, campaigns);
      const isOver = (task: TaskView) => handedOver(task) >= due && (due === READERS || task.status === 'paused');
      same(handedOver(await untilTask(api, campaigns.big, `day ${day} is over`, isOver)), due, 'handed over');
    });
    await report.check(`recurs on day ${day}, without the reader who unsubscribed`, async () => {
      const isNext = (task: TaskView) => isBetweenOccurrences(task) && task.counts.skipped === 1;
      await untilTask(api, campaigns.daily, 'the occurrence ends', isNext);
      const mails = addressesOf(standIn.mails(), 'daily');
      same(mails.filter((address) => address === 'daily0@readers.test').length, 1, 'mails to who unsubscribed');
      same(copiesEach(mails.filter((address) => address !== 'daily0@readers.test')), [day], 'mails to the others');
    });
  }
  await report.check('mailed everybody once in the end, and knows it', async () => {
    await until(
      async () => handedOver(await readTask(api, campaigns.big)),
      (count) => count === READERS,
      { what: 'all' },
    );
    await until(
      () => fullQueues(standIn),
      (queues) => queues.length === 0,
      { what: 'the queues are empty' },
    );
    standIn.travel(20 * MINUTE);
    const { counts } = await untilTask(api, campaigns.big, 'finished', ({ status }) => status === 'finished');
    same(counts, { ...NOBODY, requested: READERS, sent: READERS }, 'counts');
    const mails = addressesOf(standIn.mails(), 'big');
    same([mails.length, copiesEach(mails)], [READERS, [1]], 'mails and copies each');
  });
}

/**
 * To the next occurrence and to the end of the park, whichever comes first, then to the other: a step over both would
 * make the earlier one late, and the reconciler would repair what is not broken.
 */
async function travelThroughDue(world: World, { big, daily }: Campaigns): Promise<void> {
  const { api, standIn } = world;
  const [parked, recurring] = [await readTask(api, big), await readTask(api, daily)];
  const due = [parked.hold?.resumesAt, recurring.nextOccurrences[0]?.utc].map((at) => Date.parse(at ?? ''));
  holds(!due.some(Number.isNaN), 'the run is parked until an instant, and the daily task has a next occurrence');
  for (const at of due.toSorted((a, b) => a - b)) {
    standIn.travel(Math.max(0, at + SECOND - standIn.now()));
    await wait(AFTER_DUE_MS);
    await untilIdle(world);
  }
}

/**
 * On a busy machine a hand-over may run out of time: it is unknown until, a quarter of an hour later, its events count.
 */
const handedOver = ({ counts }: TaskView): number => counts.sent + counts.unknown;
