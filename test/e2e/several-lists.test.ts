import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product } from '../support/product.ts';
import {
  addReaders,
  addressesOf,
  newCampaign,
  newList,
  newTask,
  readerOf,
  readersOf,
  readTask,
  recipientsOf,
  untilStatus,
} from './campaign.ts';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const among = (from: number, to: number) => readersOf(to).slice(from);

describe('a task over several lists', () => {
  it('mails each address once for days, whoever leaves or joins its lists meanwhile', async () => {
    const campaign = await newCampaign(product, among(0, 400));
    const more = await newList(
      product,
      among(300, 700).map(({ email }) => ({ email, data: { name: 'of the second list' } })),
    );
    const out = await newList(product, among(650, 750));
    const lists = { listId: undefined, listIds: [campaign.listId, more], excludeListIds: [out] };

    const task = await newTask(product, campaign, lists);
    const parked = await untilStatus(product, task, 'paused');

    expect(parked.counts).toMatchObject({ requested: 700, sent: 500 });
    const mailed = new Set(await addressesOf(product, task));
    const [leaves = '', stays = ''] = among(300, 400).flatMap(({ email }) => (mailed.has(email) ? [] : [email]));
    for (const [listId, email] of [
      [campaign.listId, leaves],
      [more, leaves],
      [campaign.listId, stays],
    ] as const) {
      await product.delete(`/v1/lists/${listId}/recipients/${email}`);
    }
    // Who comes into a list that is left out belongs to the next run.
    await addReaders(product, out, [{ email: stays }]);
    await product.advance('P2D');

    const finished = await readTask(product, task);
    expect(finished).toMatchObject({ status: 'finished', counts: { requested: 700, sent: 649, skipped: 51 } });
    const addresses = await addressesOf(product, task);
    expect(new Set(addresses).size).toBe(addresses.length);
    expect(addresses).toContain(stays);
    const skipped = await recipientsOf(product, task, 'outcome=skipped&limit=100');
    expect(skipped.filter(({ reason }) => reason === 'excluded-list').map(({ email }) => email)).toHaveLength(50);
    expect(skipped.filter(({ reason }) => reason === 'removed').map(({ email }) => email)).toEqual([leaves]);
    const both = (await product.inbox({ taskId: task.taskId })).filter(({ to }) => to === readerOf(350).email);
    const [mail] = both;
    if (mail) expect(await product.rawMail(mail.id)).toContain('reader number 350');
  });
});
