import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually, Product } from '../support/product.ts';
import { addressesOf, newCampaign, newTask, readTask, untilStatus } from './campaign.ts';

const READERS = 1_500;
const SEND_RATE = 500;

let original: Product;
let copy: Product;

beforeAll(async () => {
  original = await Product.start({ sendRate: SEND_RATE });
});

afterAll(async () => {
  await original.remove();
  await copy?.remove();
});

it('a copy from the middle of a campaign mails nobody by itself, and after the release nobody twice', async () => {
  const campaign = await newCampaign(original, READERS, { plan: 'unlimited' });
  const task = await newTask(original, campaign);
  await eventually(
    () => original.inboxCount(task.taskId),
    (mails) => mails >= 300,
  );
  await original.kill();
  copy = await original.copy();
  await original.restart({ sendRate: SEND_RATE });
  await original.advance('PT40M');
  expect(await readTask(original, task)).toMatchObject({ status: 'finished' });
  await original.stop();

  await copy.restart({ sendRate: SEND_RATE });
  const before = await copy.inboxCount(task.taskId);
  expect(before).toBeLessThan(READERS);
  await copy.advance('PT40M');
  expect(await copy.get('/v1/account')).toMatchObject({ hold: { reason: 'restored', since: null } });
  expect(await copy.inboxCount(task.taskId)).toBe(before);
  const email = { from: `news@${campaign.domain}`, to: 'me@readers.test', subject: 'Hello', text: 'Hello' };
  expect((await copy.call('POST', '/v1/emails', { body: email })).body).toMatchObject({ code: 'stack-held' });

  expect(await copy.post('/v1/account/release')).toMatchObject({ hold: null });
  await copy.advance('PT40M');
  expect(await readTask(copy, task)).toMatchObject({ status: 'paused', hold: { reason: 'user' } });
  expect(await copy.inboxCount(task.taskId)).toBe(before);
  expect((await copy.call('POST', '/v1/emails', { body: email })).status).toBe(201);

  await copy.post(`/v1/tasks/${task.taskId}/resume`);
  await untilStatus(copy, task, 'finished', 'sending');
  await copy.advance('PT40M');
  expect(await readTask(copy, task)).toMatchObject({ status: 'finished' });
  const addresses = await addressesOf(copy, task);
  expect(new Set(addresses).size).toBe(addresses.length);
});

it('the same tables after a restart are not held', async () => {
  await copy.kill();
  await copy.restart();
  expect(await copy.get('/v1/account')).toMatchObject({ hold: null });
});
