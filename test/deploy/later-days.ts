import { holds, type Report, same } from './check.ts';
import { type Campaigns, DAYS, isBetweenOccurrences, READERS, untilIdle } from './first-day.ts';
import { afterDestroy, deadLetters } from './resources.ts';
import { addressesOf, copiesEach, HOUR, readTask, SECOND, untilTask, type World } from './world.ts';

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

  if (standIn.travels) await travel(report, world, campaigns);
  else report.leaveOut('the days after the first', 'the clock cannot be moved without faketime');

  await report.check('leaves no dead letter', async () => {
    same(await deadLetters(standIn), [], 'queues with dead letters');
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
  let sent: number = DAYS[0];
  for (const [earlier, quota] of DAYS.slice(1).entries()) {
    const day = earlier + 2;
    sent = Math.min(sent + quota, READERS);
    await report.check(`goes on 24 hours later: ${sent} of ${READERS} after day ${day}`, async () => {
      await untilIdle(world);
      standIn.travel(24 * HOUR + 120 * SECOND);
      const isOver = ({ status, counts }: { status: string; counts: { sent: number } }) =>
        counts.sent >= sent && (status === 'finished' || status === 'paused');
      const { counts, status } = await untilTask(api, campaigns.big, `day ${day} is over`, isOver);
      same(counts.sent, sent, 'sent');
      same(status, sent === READERS ? 'finished' : 'paused', 'status');
    });
    await report.check(`recurs on day ${day}, without the reader who unsubscribed`, async () => {
      const isNext = ({ counts }: { counts: { skipped: number } }) => counts.skipped === 1;
      await untilTask(
        api,
        campaigns.daily,
        'the occurrence ends',
        (task) => isBetweenOccurrences(task) && isNext(task),
      );
      const mails = addressesOf(standIn.mails(), 'daily');
      same(mails.filter((address) => address === 'daily0@readers.test').length, 1, 'mails to who unsubscribed');
      same(copiesEach(mails.filter((address) => address !== 'daily0@readers.test')), [day], 'mails to the others');
    });
  }
  await report.check('mailed everybody once in the end', async () => {
    const mails = addressesOf(standIn.mails(), 'big');
    same([mails.length, copiesEach(mails)], [READERS, [1]], 'mails and copies each');
  });
}
