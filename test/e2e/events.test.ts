import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import type { emailAnswer, statisticsAnswer } from '../../lambdas/insight/schemas.ts';
import { eventually, Product } from '../support/product.ts';
import {
  newCampaign,
  newTask,
  type Reader,
  readersOf,
  readTask,
  recipientsOf,
  untilStatus,
  warmUpOf,
} from './campaign.ts';

type Statistics = z.infer<typeof statisticsAnswer>;
type Email = z.infer<typeof emailAnswer>;

const DAY = 24 * 60 * 60 * 1_000;

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const simulated = (name: string, count: number): Reader[] =>
  Array.from({ length: count }, (_, i) => ({
    email: `${name}+${i}@simulator.amazonses.com`,
    data: { name: `${name} ${i}` },
  }));

const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** Statistics of a domain over the days of a test, once as many mails have been heard of as are expected. */
const statisticsOf = async (
  domain: string,
  isWhole: (overall: Statistics['overall']) => boolean,
): Promise<Statistics> => {
  const now = await product.now();
  const query = `from=${dayOf(now - 5 * DAY)}&to=${dayOf(now)}&domain=${domain}`;
  return await eventually(
    () => product.get<Statistics>(`/v1/statistics?${query}`),
    ({ overall }) => isWhole(overall),
  );
};

describe('a campaign with returned and reported mail', () => {
  it('has statistics that agree with its ledger, and suppresses nobody of the simulator', async () => {
    const readers = [
      ...readersOf(600, 'fan'),
      ...simulated('bounce', 20),
      ...simulated('suppressionlist', 5),
      ...simulated('complaint', 1),
      ...simulated('success', 10),
      { email: 'reject+1@readers.test', data: { name: 'Rejected' } },
      { email: 'nameless@readers.test' },
    ];
    const campaign = await newCampaign(product, readers);
    await product.post('/v1/suppressions', { email: 'fan0@readers.test', reason: 'manual' });
    const task = await untilStatus(product, await newTask(product, campaign), 'paused');
    await product.advance('PT24H5M');
    const finished = await untilStatus(product, task, 'finished');
    expect(finished.counts).toMatchObject({ requested: 638, sent: 635, failed: 2, skipped: 1 });

    const { overall, days } = await statisticsOf(
      campaign.domain,
      ({ delivered, bounced }) => delivered + bounced >= 635,
    );
    expect(overall).toMatchObject({
      requested: finished.counts.requested,
      accepted: finished.counts.sent,
      delivered: 610,
      bounced: 25,
      complained: 1,
    });
    expect(days.map(({ accepted }) => accepted)).toEqual([500, 135]);
    for (const name of ['requested', 'accepted', 'delivered', 'bounced', 'complained'] as const) {
      expect(days.reduce((sum, day) => sum + day[name], 0)).toBe(overall[name]);
    }
    expect(overall.rates.complained).toBeCloseTo(1 / 610, 6);

    const recipients = await recipientsOf(product, task);
    const byStatus = (status: string) => recipients.filter(({ delivery }) => delivery?.status === status);
    expect(byStatus('bounced')).toHaveLength(25);
    expect(byStatus('complained')).toHaveLength(1);
    expect(byStatus('delivered')).toHaveLength(609);
    expect(recipients.filter(({ outcome, delivery }) => outcome !== 'sent' && delivery !== null)).toEqual([]);
    const suppressed = await product.all<{ email: string }>('/v1/suppressions');
    expect(suppressed.map(({ email }) => email)).toEqual(['fan0@readers.test']);
  });

  it('shows a mail that was opened and clicked, by its id and by day and address', async () => {
    const campaign = await newCampaign(product, 3);
    const task = await untilStatus(product, await newTask(product, campaign), 'finished');
    const [mail] = await product.inbox({ taskId: task.taskId });
    for (const act of ['open', 'click', 'open']) {
      const answer = await product.call('POST', `/_local/inbox/${mail?.id}/${act}`);
      expect(answer.status).toBe(204);
    }
    expect((await product.call('POST', '/_local/inbox/999999999/open')).status).toBe(404);

    const { overall } = await statisticsOf(campaign.domain, ({ delivered }) => delivered === 3);
    expect(overall).toMatchObject({ opened: 1, clicked: 1, rates: { opened: 0.333333, clicked: 0.333333 } });
    const [recipient] = (await recipientsOf(product, task)).filter(({ email }) => email === mail?.to);
    const email = await product.get<Email>(`/v1/emails/${recipient?.mailId}`);
    expect(email).toMatchObject({ taskId: task.taskId, email: mail?.to, outcome: 'sent' });
    expect(email.delivery).toMatchObject({ status: 'delivered', openedAt: expect.any(String) });
    expect(email.delivery).toEqual(recipient?.delivery);
    const found = await product.all<Email>(
      `/v1/emails?date=${dayOf(Date.parse(mail?.clockAt ?? ''))}&to=${encodeURIComponent(mail?.to ?? '')}`,
    );
    expect(found).toContainEqual(email);
  });

  it('suppresses who returns a mail of the inbox, and who reports one', async () => {
    const campaign = await newCampaign(product, readersOf(3, 'cross'));
    const task = await untilStatus(product, await newTask(product, campaign), 'finished');
    const [returned, reported] = await product.inbox({ taskId: task.taskId });
    expect((await product.call('POST', `/_local/inbox/${returned?.id}/bounce`)).status).toBe(204);
    expect((await product.call('POST', `/_local/inbox/${reported?.id}/complain`)).status).toBe(204);
    const suppressions = await product.all<{ email: string; reason: string }>('/v1/suppressions');
    expect(suppressions).toContainEqual(expect.objectContaining({ email: returned?.to, reason: 'bounce' }));
    expect(suppressions).toContainEqual(expect.objectContaining({ email: reported?.to, reason: 'complaint' }));
  });
});

describe('mail events', () => {
  it('survive kill -9, and prove that mail of the killed sender was sent', async () => {
    const campaign = await newCampaign(product, 2_000, { level: 3 });
    const task = await newTask(product, campaign);
    await eventually(
      () => product.inboxCount(task.taskId),
      (count) => count > 50,
    );
    await product.kill();
    await product.restart();
    await product.advance('PT1H');
    const { counts } = await untilStatus(product, task, 'finished');
    const arrived = await product.inboxCount(task.taskId);
    // Who has the mail is sent; who is unknown has none.
    expect(counts.sent).toBe(arrived);
    expect(counts.sent + counts.unknown).toBe(2_000);
    const { overall } = await statisticsOf(campaign.domain, ({ delivered }) => delivered >= arrived);
    expect(overall).toMatchObject({ requested: 2_000, accepted: arrived, delivered: arrived });
  });
});

describe('the reputation guard', () => {
  it('holds a domain of which 5 % bounce for 24 hours, says why, and lets it go on at the same level', async () => {
    const unknown = simulated('bounce', 300);
    const campaign = await newCampaign(product, [...unknown, ...readersOf(5_000)], { level: 3 });
    const first = await newTask(product, campaign);
    const held = await eventually(
      () => warmUpOf(product, campaign.domain),
      ({ heldUntil }) => heldUntil !== null,
    );
    const [change] = held.history[0]?.changes ?? [];
    expect(change).toMatchObject({ kind: 'held', cause: expect.stringMatching(/bounces/), until: held.heldUntil });
    expect(change?.figures.mails).toBeGreaterThanOrEqual(1_000);

    const second = await untilStatus(product, await newTask(product, campaign), 'paused');
    expect(second.hold).toMatchObject({ reason: 'reputation', resumesAt: held.heldUntil });
    expect(second.counts.sent).toBe(0);
    const resumed = await product.post(`/v1/tasks/${second.taskId}/resume`);
    expect(resumed).toMatchObject({ taskId: second.taskId });
    expect((await untilStatus(product, second, 'paused')).hold?.resumesAt).toBe(held.heldUntil);

    // As its user should: the addresses that do not exist leave the list, and the next day has none of them.
    for (const { email } of unknown) {
      await product.call('DELETE', `/v1/lists/${campaign.listId}/recipients/${encodeURIComponent(email)}`);
    }

    await product.travelTo(Date.parse(held.heldUntil ?? '') - 60_000);
    expect((await readTask(product, first)).counts.sent).toBeLessThanOrEqual(2_000);
    expect((await readTask(product, second)).counts.sent).toBe(0);
    await product.advance('PT10M');
    const after = await warmUpOf(product, campaign.domain);
    expect(after).toMatchObject({ level: 3, heldUntil: null, left: 0 });
    expect((await readTask(product, first)).counts.sent).toBeGreaterThan(2_000);
  });
});
