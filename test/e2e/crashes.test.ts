import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, Product, TABLES_KINDS } from '../support/product.ts';
import { addressesOf, counts, newCampaign, newTask, readTask, recipientsOf, runsOf, untilStatus } from './campaign.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const READERS = 2_500;
const SEND_RATE = 1_000;
/** Of each of the four segments of up to 650 readers a window. */
const MOST_UNKNOWN = 4 * 50;

const iso = (at: number): string => new Date(at).toISOString();

describe.each(TABLES_KINDS)('on %s', (tables) => {
  let product: Product;

  beforeAll(async () => {
    product = await Product.start({ sendRate: SEND_RATE, tables });
  });

  afterAll(() => product.remove());

  it('after kill -9 in the middle of sending mails nobody twice and forgets nobody', async () => {
    const campaign = await newCampaign(product, READERS, { plan: 'unlimited' });
    const task = await newTask(product, campaign);
    await eventually(
      () => product.inboxCount(task.taskId),
      (mails) => mails >= 500,
    );
    await product.kill();
    await product.restart({ sendRate: SEND_RATE });
    const { status, counts: found } = await readTask(product, task);
    expect(status).toBe('sending');
    expect(found.sent + found.inFlight).toBe(READERS);

    await product.advance('PT40M');
    const finished = await readTask(product, task);
    const { sent, unknown } = finished.counts;
    expect(finished).toMatchObject({ status: 'finished', counts: counts({ requested: READERS, sent, unknown }) });
    expect(sent + unknown).toBe(READERS);
    expect(unknown).toBeLessThanOrEqual(MOST_UNKNOWN);

    const addresses = await addressesOf(product, task);
    const mailed = new Set(addresses);
    expect(mailed.size).toBe(addresses.length);
    const recipients = await recipientsOf(product, task);
    expect(new Set(recipients.map(({ email }) => email)).size).toBe(READERS);
    expect(recipients.filter(({ email, outcome }) => outcome === 'sent' && !mailed.has(email))).toEqual([]);
    const unsure = recipients.filter(({ outcome }) => outcome === 'unknown');
    expect(unsure).toHaveLength(unknown);
    for (const { reason } of unsure) expect(reason).toMatch(/stopped in the middle/);
  });

  it('after kill -9 while it is parked a campaign goes on by itself', async () => {
    const task = await untilStatus(product, await newTask(product, await newCampaign(product, 700)), 'paused');
    // Comes to rest: the schedule of its wake is made after the run says that it is paused.
    await product.advance('PT1S');
    await product.kill();
    await product.restart({ sendRate: SEND_RATE });
    expect(await readTask(product, task)).toEqual(task);
    await product.travelTo(Date.parse(task.hold?.resumesAt ?? '') + 2 * MINUTE);
    expect(await readTask(product, task)).toMatchObject({
      status: 'finished',
      counts: counts({ requested: 700, sent: 700 }),
    });
    const addresses = await addressesOf(product, task);
    expect([addresses.length, new Set(addresses).size]).toEqual([700, 700]);
  });

  it('starts one late run of an hourly task after an outage of three hours, and misses the others', async () => {
    const campaign = await newCampaign(product, 2, { plan: 'unlimited' });
    const task = await newTask(product, campaign, { type: 'recurring', intervalHours: 1 });
    const startAt = Date.parse(task.startAt);
    await eventually(
      () => product.inboxCount(task.taskId),
      (mails) => mails === 2,
    );
    await product.travelTo(startAt + 30 * MINUTE);
    await product.kill();
    await product.sleepThrough(3 * HOUR);
    await product.restart({ sendRate: SEND_RATE });
    const found = await eventually(
      () => runsOf(product, task),
      ([latest]) => latest?.scheduledFor === iso(startAt + 3 * HOUR) && latest.status === 'finished',
    );
    const runs = found.reverse();
    expect(runs.map(({ status, reason }) => reason ?? status)).toEqual(['finished', 'outage', 'outage', 'finished']);
    expect(runs.map(({ scheduledFor }) => (Date.parse(scheduledFor) - startAt) / HOUR)).toEqual([0, 1, 2, 3]);
    expect(await product.inboxCount(task.taskId)).toBe(4);
    await product.travelTo(startAt + 4 * HOUR + 2 * MINUTE);
    expect(await product.inboxCount(task.taskId)).toBe(6);
  });
});
