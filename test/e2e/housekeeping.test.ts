import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, Product } from '../support/product.ts';
import {
  type Campaign,
  newCampaign,
  newList,
  newTask,
  type RecipientView,
  readersOf,
  untilStatus,
} from './campaign.ts';

let product: Product;
let campaign: Campaign;

beforeAll(async () => {
  product = await Product.start();
  campaign = await newCampaign(product, 20);
});

afterAll(() => product.remove());

const statusOf = async (method: string, path: string, body?: unknown): Promise<number> =>
  (await product.call(method, path, body === undefined ? {} : { body })).status;

describe('a webhook', () => {
  it('is tested, and sends what it kept while it was paused once somebody asks for it', async () => {
    const got: { headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        got.push({ headers: request.headers, body });
        response.writeHead(204).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { webhookId } = await product.post<{ webhookId: string }>('/v1/webhooks', { url, events: ['task.finished'] });
    const path = `/v1/webhooks/${webhookId}`;
    await product.post(`${path}/rotate-secret`);
    await product.post(`${path}/test`);
    await eventually(
      async () => got.length,
      (n) => n === 1,
    );
    expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({ type: 'webhook.test' });
    // By the new secret, and for a day by the old one.
    expect(String(got[0]?.headers['webhook-signature']).split(' ')).toHaveLength(2);

    await product.patch(path, { paused: true });
    await untilStatus(product, await newTask(product, await newCampaign(product, 1)), 'finished');
    const [kept] = await eventually(
      () => product.all<{ deliveryId: string; event: string; status: string }>(`${path}/deliveries`),
      ([latest]) => latest?.event === 'task.finished' && latest.status === 'failed',
    );
    await product.patch(path, { paused: false });
    await product.post(`${path}/deliveries/${kept?.deliveryId}/redeliver`);
    await eventually(
      async () => got.length,
      (n) => n === 2,
    );
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

describe('a task that is over', () => {
  it('says what became of one reader, and is deleted with all that it knew', async () => {
    const { taskId } = await newTask(product, campaign);
    const path = `/v1/tasks/${taskId}`;
    await untilStatus(product, { taskId }, 'finished');
    const [first] = await product.all<RecipientView>(`${path}/recipients`);
    // What the mail server says of the mail may arrive between the two answers.
    const { email, mailId, outcome, at } = first ?? {};
    expect(await product.all(`${path}/recipients?email=${email}`)).toMatchObject([{ email, mailId, outcome, at }]);
    expect(await product.all(`/v1/emails?to=${first?.email}`)).toMatchObject([{ mailId: first?.mailId, taskId }]);

    expect(await statusOf('DELETE', path)).toBe(204);
    expect(await statusOf('GET', path)).toBe(404);
    await product.advance('PT10M');
    expect(await statusOf('GET', `/v1/emails/${first?.mailId}`)).toBe(404);
  });
});

describe('a person who is erased', () => {
  it('is skipped by the rest of a run, and gone from every list and mail record', async () => {
    const readers = readersOf(8, 'guest');
    const email = readers[5]?.email ?? '';
    const held = await newCampaign(product, readers, { plan: 'custom', steps: [2] });
    const other = await newList(product, readers);
    await product.post('/v1/emails', { from: `a@${held.domain}`, to: email, subject: 'Hi', text: 'Hi' });
    const { taskId } = await newTask(product, held);
    await untilStatus(product, { taskId }, 'paused');

    const erased = await product.post<{ lists: { listId: string }[] }>('/v1/erasures', { email });
    expect(erased).toMatchObject({ email, mails: 1, suppressions: [] });
    expect(erased.lists.map(({ listId }) => listId).sort()).toEqual([held.listId, other].sort());
    expect(await statusOf('GET', `/v1/lists/${other}/recipients/${email}`)).toBe(404);
    await product.advance('P7D');
    await untilStatus(product, { taskId }, 'finished');
    expect((await product.inbox({ taskId })).length).toBeGreaterThanOrEqual(7);
    const mailed = await product.inbox({ taskId, to: email });
    const [outcome] = await product.all<RecipientView>(`/v1/tasks/${taskId}/recipients?email=${email}`);
    expect(outcome).toMatchObject(mailed.length > 0 ? { outcome: 'sent' } : { outcome: 'skipped', reason: 'removed' });
  });
});

describe('what was made', () => {
  it('is renamed, found and changed in part', async () => {
    const { listId, templateId, domain } = campaign;
    await product.patch(`/v1/lists/${listId}`, { name: 'Customers' });
    expect(await product.all('/v1/lists?q=CUSTOM')).toMatchObject([{ listId, count: 20 }]);
    const one = `/v1/lists/${listId}/recipients/reader3@readers.test`;
    await product.patch(one, { data: null });
    expect(await product.get(one)).toMatchObject({ data: null, suppressions: [] });
    expect(await product.patch(`/v1/templates/${templateId}`, { subject: null })).toMatchObject({ subject: null });
    await product.post('/v1/senders', { address: `a@${domain}`, name: 'Ann' });
    expect(await product.patch(`/v1/senders/a@${domain}`, { name: null })).toMatchObject({ name: null });
    expect(await product.patch(`/v1/domains/${domain}/warm-up`, { level: 2 })).toMatchObject({ level: 2 });
  });
});
