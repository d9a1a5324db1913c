import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { Product } from '../support/product.ts';
import {
  addressesOf,
  counts,
  historyOf,
  newCampaign,
  newList,
  newTask,
  readersOf,
  readTask,
  type TaskView,
  taskBody,
  untilStatus,
  warmUpOf,
} from './campaign.ts';

const HOUR = 60 * 60 * 1_000;
const DAY = 24 * HOUR;

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const distinct = (addresses: string[]): number => new Set(addresses).size;

describe('an immediate task', () => {
  it('mails 300 readers at once, each with a mail and a name of their own', async () => {
    const campaign = await newCampaign(product, 300);
    const made = await product.call<TaskView>('POST', '/v1/tasks', { body: taskBody(campaign) });
    expect(made.status).toBe(201);
    expect(made.headers.get('location')).toBe(`/v1/tasks/${made.body.taskId}`);
    expect(made.body).toMatchObject({ type: 'immediate', counts: counts({}), progress: 0 });

    const task = await untilStatus(product, made.body, 'finished');
    expect(task).toMatchObject({ counts: counts({ requested: 300, sent: 300 }), progress: 1, hold: null, error: null });
    expect(task.finishedAt).not.toBeNull();

    const mails = await product.inbox({ taskId: task.taskId });
    expect(mails.map(({ to }) => to).sort()).toEqual(
      readersOf(300)
        .map(({ email }) => email)
        .sort(),
    );
    for (const mail of mails) {
      const { to, cc, bcc, subject, text, from } = await PostalMime.parse(await product.rawMail(mail.id));
      const name = `reader number ${/\d+/.exec(mail.to)?.[0]}`;
      expect([to?.map(({ address }) => address), cc, bcc]).toEqual([[mail.to], undefined, undefined]);
      expect(from).toEqual({ address: `news@${campaign.domain}`, name: 'The News' });
      expect([subject, text?.trim()]).toEqual([`A letter for ${name}`, `Dear ${name}, here it is.`]);
    }
  });
});

describe('the warm-up quota of a domain', () => {
  it('sends 500 of 1,200 on the first day, and the rest 24 hours after the pause', async () => {
    const campaign = await newCampaign(product, 1_200);
    const task = await untilStatus(product, await newTask(product, campaign), 'paused');
    const since = Date.parse(task.hold?.since ?? '');
    expect(task.hold).toEqual({
      reason: 'warm-up-quota',
      since: new Date(since).toISOString(),
      resumesAt: new Date(since + DAY).toISOString(),
      by: null,
      behind: null,
      lastAnswer: null,
      advice: expect.stringContaining('resumes automatically'),
    });
    expect(task).toMatchObject({ counts: counts({ requested: 1_200, sent: 500, cached: 700 }), progress: 0.4167 });
    expect(await readTask(product, task)).toEqual(task);

    await product.advance('PT23H58M');
    expect(await readTask(product, task)).toEqual(task);
    expect(await product.inboxCount(task.taskId)).toBe(500);

    await product.advance('PT5M');
    const finished = await readTask(product, task);
    expect(finished).toMatchObject({ status: 'finished', counts: counts({ requested: 1_200, sent: 1_200 }) });
    expect(Date.parse(finished.finishedAt ?? '')).toBeGreaterThanOrEqual(since + DAY);
    const addresses = await addressesOf(product, task);
    expect([addresses.length, distinct(addresses)]).toEqual([1_200, 1_200]);
    expect(await warmUpOf(product, campaign.domain)).toMatchObject({ level: 2, limit: 1_000, left: 300, sent: 700 });
  });

  it('takes 4,000 readers through four days of the standard plan', async () => {
    const campaign = await newCampaign(product, 4_000);
    const task = await untilStatus(product, await newTask(product, campaign), 'paused');
    let progress = task.progress;
    for (let day = 2; day <= 4; day += 1) {
      const held = await readTask(product, task);
      expect(held.progress).toBeGreaterThanOrEqual(progress);
      progress = held.progress;
      await product.advance('PT24H2M');
    }
    expect(await readTask(product, task)).toMatchObject({
      status: 'finished',
      counts: counts({ requested: 4_000, sent: 4_000 }),
    });
    expect(await historyOf(product, campaign.domain)).toEqual([500, 1_000, 2_000, 500]);
    expect(distinct(await addressesOf(product, task))).toBe(4_000);
    expect(await product.inboxCount(task.taskId)).toBe(4_000);
  });

  it('is shared by the tasks of a domain, and by no other domain', async () => {
    const [campaign, other] = [await newCampaign(product, 400), await newCampaign(product, 300)];
    const first = await untilStatus(product, await newTask(product, campaign), 'finished');
    const listId = await newList(product, readersOf(300, 'second'));
    const second = await untilStatus(product, await newTask(product, { ...campaign, listId }), 'paused');
    const elsewhere = await untilStatus(product, await newTask(product, other), 'finished');
    expect(first.counts).toEqual(counts({ requested: 400, sent: 400 }));
    expect(second.counts).toEqual(counts({ requested: 300, sent: 100, cached: 200 }));
    expect(elsewhere.counts).toEqual(counts({ requested: 300, sent: 300 }));
    expect(await warmUpOf(product, campaign.domain)).toMatchObject({ limit: 500, left: 0, sent: 500 });

    await product.advance('PT24H2M');
    expect(await readTask(product, second)).toMatchObject({ status: 'finished', counts: { sent: 300 } });
    expect(await historyOf(product, campaign.domain)).toEqual([500, 200]);
  });

  it('is shared to the last mail by ten tasks that come at once', async () => {
    // Late, because a run that is parked behind another is looked at every five minutes until midnight.
    await product.travelToMorning('22:00');
    const campaign = await newCampaign(product, 100);
    const tasks = await Promise.all(Array.from({ length: 10 }, () => newTask(product, campaign)));
    const first = await Promise.all(tasks.map((task) => untilStatus(product, task, 'finished', 'paused')));
    expect(first.reduce((sum, task) => sum + task.counts.sent, 0)).toBe(500);
    await product.advance('PT24H5M');
    for (const task of tasks) expect(await readTask(product, task)).toMatchObject({ status: 'finished' });
    expect(await historyOf(product, campaign.domain)).toEqual([500, 500]);
  });

  it('of a task that is made in the last second of a day is that of the next day', async () => {
    const campaign = await newCampaign(product, 20);
    const midnight = await product.travelToMorning('00:00');
    await product.travelTo(midnight + DAY - 900);
    const task = await newTask(product, campaign);
    await product.advance('PT1M');
    expect(await readTask(product, task)).toMatchObject({ status: 'finished', counts: { sent: 20 } });
    const { day, history } = await warmUpOf(product, campaign.domain);
    expect(day).toBe(new Date(midnight + DAY).toISOString().slice(0, 10));
    expect(history).toEqual([{ day, level: 1, limit: 500, sent: 20, other: 0, changes: [] }]);
  });

  it('never falls below what is granted when the plan is lowered, and rises at once when it is raised', async () => {
    const campaign = await newCampaign(product, 300, { plan: 'custom', steps: [100] });
    const path = `/v1/domains/${campaign.domain}/warm-up`;
    const task = await untilStatus(product, await newTask(product, campaign), 'paused');
    expect(await product.put(path, { plan: 'custom', steps: [10] })).toMatchObject({ limit: 100, left: 0, sent: 100 });
    await product.advance('PT1M');
    const held = await readTask(product, task);
    // Only the forecast follows the plan.
    expect({ ...held, finishesOn: null, finishesAt: null }).toEqual({ ...task, finishesOn: null, finishesAt: null });

    await product.put(path, { plan: 'custom', steps: [150] });
    await product.advance('PT1M');
    const again = await readTask(product, task);
    expect(again).toMatchObject({ status: 'paused', counts: { sent: 150, cached: 150 } });
    expect(again.hold?.resumesAt).toBe(task.hold?.resumesAt);
    await product.put(path, { plan: 'standard', steps: null, level: 3 });
    expect(await untilStatus(product, task, 'finished')).toMatchObject({ counts: { sent: 300 } });
    expect(await warmUpOf(product, campaign.domain)).toMatchObject({ level: 3, limit: 2_000, left: 1_700 });
  });

  it('follows custom steps, the last of which repeats', async () => {
    const campaign = await newCampaign(product, 50, { plan: 'custom', steps: [10, 20] });
    const task = await untilStatus(product, await newTask(product, campaign), 'paused');
    await product.advance('PT24H2M');
    await product.advance('PT24H2M');
    expect((await readTask(product, task)).status).toBe('finished');
    expect(await historyOf(product, campaign.domain)).toEqual([10, 20, 20]);
  });

  it('lets a held run finish at once when the plan becomes unlimited', async () => {
    const campaign = await newCampaign(product, 700);
    const task = await untilStatus(product, await newTask(product, campaign), 'paused');
    await product.put(`/v1/domains/${campaign.domain}/warm-up`, { plan: 'unlimited' });
    const finished = await untilStatus(product, task, 'finished');
    expect(finished.counts).toEqual(counts({ requested: 700, sent: 700 }));
    expect(Date.parse(finished.finishedAt ?? '')).toBeLessThan(Date.parse(task.hold?.since ?? '') + HOUR);
    expect(distinct(await addressesOf(product, task))).toBe(700);
  });

  it('outlasts a manual resume: the same instant, and no mail more', async () => {
    const campaign = await newCampaign(product, 520);
    const task = await untilStatus(product, await newTask(product, campaign), 'paused');
    await product.advance('PT1H');
    await product.post(`/v1/tasks/${task.taskId}/resume`);
    const again = await untilStatus(product, task, 'paused');
    expect(again.hold).toMatchObject({ reason: 'warm-up-quota', resumesAt: task.hold?.resumesAt });
    expect(again.counts).toEqual(task.counts);
    expect(await product.inboxCount(task.taskId)).toBe(500);

    await product.advance('PT23H2M');
    expect((await readTask(product, task)).status).toBe('finished');
  });

  it('resumes at the time of day of the first start where the domain asks for it', async () => {
    const start = await product.travelToMorning();
    const campaign = await newCampaign(product, 1_600, { parkUntil: 'daily-anchor' });
    const task = await untilStatus(product, await newTask(product, campaign), 'paused');
    const startedAt = Date.parse(task.startedAt ?? '');
    expect(startedAt - start).toBeLessThan(HOUR);
    expect(task.hold?.resumesAt).toBe(new Date(startedAt + DAY).toISOString());
    await product.travelTo(startedAt + DAY + 60_000);
    const next = await readTask(product, task);
    expect(next.hold?.resumesAt).toBe(new Date(startedAt + 2 * DAY).toISOString());
    await product.travelTo(startedAt + 2 * DAY + 60_000);
    expect((await readTask(product, task)).status).toBe('finished');
    expect(await historyOf(product, campaign.domain)).toEqual([500, 1_000, 100]);
  });
});

describe('parked mail', () => {
  /** An older task that parks at 02:00, and one of 1,200 readers that is made at 00:10 of the next day. */
  let needsAll: { domain: string; older: TaskView; younger: TaskView };
  let needsSome: typeof needsAll;
  let start: number;

  beforeAll(async () => {
    const campaigns = [await newCampaign(product, 2_000), await newCampaign(product, 800)] as const;
    const listId = await newList(product, readersOf(1_200, 'younger'));
    start = await product.travelToMorning('02:00');
    const older: TaskView[] = [];
    for (const campaign of campaigns)
      older.push(await untilStatus(product, await newTask(product, campaign), 'paused'));
    await product.travelToMorning('00:10');
    const pairs = campaigns.map(async (campaign, i) => ({
      domain: campaign.domain,
      older: older[i] as TaskView,
      younger: await untilStatus(product, await newTask(product, { ...campaign, listId }), 'paused'),
    }));
    [needsAll, needsSome] = (await Promise.all(pairs)) as [typeof needsAll, typeof needsAll];
  });

  it('keeps the whole of the next day from a younger task when it needs it whole', async () => {
    const { domain, older, younger } = needsAll;
    expect(older.counts).toEqual(counts({ requested: 2_000, sent: 500, cached: 1_500 }));
    expect(younger.counts).toEqual(counts({ requested: 1_200, cached: 1_200 }));
    expect(younger.hold).toMatchObject({ reason: 'warm-up-quota', behind: older.taskId });
    const held = Date.parse(younger.hold?.resumesAt ?? '') - Date.parse(younger.hold?.since ?? '');
    expect(held).toBe(DAY);
    expect(await warmUpOf(product, domain)).toMatchObject({ limit: 1_000, left: 1_000, reserved: 1_000 });
  });

  it('leaves its surplus to a younger task at once', async () => {
    const { domain, older, younger } = needsSome;
    expect(older.counts).toEqual(counts({ requested: 800, sent: 500, cached: 300 }));
    expect(younger.counts).toEqual(counts({ requested: 1_200, sent: 700, cached: 500 }));
    expect(younger.hold).toMatchObject({ reason: 'warm-up-quota', behind: older.taskId });
    expect(await warmUpOf(product, domain)).toMatchObject({ limit: 1_000, left: 300, reserved: 300, sent: 700 });
    await product.post(`/v1/tasks/${younger.taskId}/cancel`);
  });

  it('goes on at 02:00, before all younger tasks', async () => {
    await product.travelTo(start + DAY - 60_000);
    expect((await readTask(product, needsAll.older)).counts).toEqual(needsAll.older.counts);
    expect((await readTask(product, needsSome.older)).counts).toEqual(needsSome.older.counts);

    await product.travelTo(start + DAY + 2 * 60_000);
    const { older, younger } = needsAll;
    expect((await readTask(product, older)).counts).toEqual(counts({ requested: 2_000, sent: 1_500, cached: 500 }));
    expect((await readTask(product, younger)).counts).toEqual(counts({ requested: 1_200, cached: 1_200 }));
    expect(await product.inboxCount(younger.taskId)).toBe(0);
    expect(await readTask(product, needsSome.older)).toMatchObject({ status: 'finished', counts: { sent: 800 } });
    for (const { domain } of [needsAll, needsSome]) expect(await historyOf(product, domain)).toEqual([500, 1_000]);
  });
});
