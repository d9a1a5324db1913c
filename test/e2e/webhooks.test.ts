import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually, Product } from '../support/product.ts';
import { newCampaign, newTask } from './campaign.ts';

interface WebhookView {
  webhookId: string;
  url: string;
  secret: string;
}

interface DeliveryView {
  event: string;
  taskId: string | null;
  status: string;
  attempts: number;
  nextAttemptAt: string | null;
  answer: string | null;
}

/** A receiver on this machine. */
class Receiver {
  readonly requests: {
    headers: IncomingHttpHeaders;
    raw: string;
    body: { type: string; data: Record<string, unknown> };
  }[] = [];
  status = 204;
  readonly #server: Server = createServer((request, response) => {
    let raw = '';
    request.on('data', (part) => {
      raw += part;
    });
    request.on('end', () => {
      this.requests.push({ headers: request.headers, raw, body: JSON.parse(raw) });
      response.writeHead(this.status, { location: '/elsewhere' }).end();
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  types(taskId: string): string[] {
    return this.requests.filter(({ body }) => body.data.taskId === taskId).map(({ body }) => body.type);
  }
}

const TASK_EVENTS = ['task.started', 'task.paused', 'task.resumed', 'task.error', 'task.finished'];

let product: Product;
let receiver: Receiver;
let url: string;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

beforeEach(async () => {
  receiver = new Receiver();
  url = await receiver.start();
});

afterEach(async () => {
  for (const { webhookId } of await product.all<WebhookView>('/v1/webhooks')) {
    await product.delete(`/v1/webhooks/${webhookId}`);
  }
  await receiver.stop();
});

const subscribe = (events: string[]) => product.post<WebhookView>('/v1/webhooks', { url, events });
/** A campaign that is parked after ten mails, and finishes on the second day. */
const newParkingCampaign = () => newCampaign(product, 30, { plan: 'custom', steps: [10, 20] });
const deliveriesOf = ({ webhookId }: WebhookView) =>
  product.all<DeliveryView>(`/v1/webhooks/${webhookId}/deliveries`, 1);

describe('webhooks', () => {
  it('tell of a campaign that is parked overnight, in order, signed, and with a log', async () => {
    const webhook = await subscribe(TASK_EVENTS);
    expect(webhook.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { taskId } = await newTask(product, await newParkingCampaign());
    await product.advance('PT25H');

    const types = ['task.started', 'task.paused', 'task.resumed', 'task.finished'];
    expect(receiver.types(taskId)).toEqual(types);
    const [, paused, , finished] = receiver.requests;
    expect(paused?.body.data).toMatchObject({ taskId, reason: 'warm-up-quota', counts: { sent: 10, cached: 20 } });
    expect(finished?.body.data).toMatchObject({ counts: { requested: 30, sent: 30 } });
    for (const { headers, raw } of receiver.requests) {
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${raw}`;
      const key = Buffer.from(webhook.secret.slice('whsec_'.length), 'base64');
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    }
    const log = await deliveriesOf(webhook);
    expect(log.map(({ event, status, attempts, answer }) => [event, status, attempts, answer])).toEqual(
      types.toReversed().map((type) => [type, 'delivered', 1, '204']),
    );
    expect(await product.all('/v1/webhooks')).toEqual([expect.not.objectContaining({ secret: expect.anything() })]);
  });

  it('tell of what a user does, and of an error', async () => {
    await subscribe(TASK_EVENTS);
    const campaign = await newParkingCampaign();
    const { taskId } = await newTask(product, campaign);
    await eventually(
      async () => receiver.types(taskId),
      (types) => types.includes('task.paused'),
    );
    await product.post(`/v1/tasks/${taskId}/pause`);
    await product.post(`/v1/tasks/${taskId}/resume`);

    const seen = await eventually(
      async () => receiver.types(taskId),
      (types) => types.length >= 5,
    );
    // Today's quota refuses it again.
    expect(seen.slice(0, 5)).toEqual(['task.started', 'task.paused', 'task.paused', 'task.resumed', 'task.paused']);
  });

  it('are tried again after a failure, with the same id, and redirects are failures', async () => {
    const webhook = await subscribe(['task.finished']);
    receiver.status = 302;
    const { taskId } = await newTask(product, await newCampaign(product, 3));
    const [pending] = await eventually(
      () => deliveriesOf(webhook),
      ([delivery]) => delivery?.answer === '302',
    );
    expect(pending).toMatchObject({ taskId, status: 'pending', attempts: 1, nextAttemptAt: expect.any(String) });
    receiver.status = 200;

    await product.advance('PT1M');

    expect(await deliveriesOf(webhook)).toMatchObject([
      { status: 'delivered', attempts: 2, nextAttemptAt: null, answer: '200' },
    ]);
    expect(new Set(receiver.requests.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('that nobody answers hold up no campaign, and are given up after three days', async () => {
    const webhook = await subscribe(TASK_EVENTS);
    await receiver.stop();
    const task = await newTask(product, await newParkingCampaign());
    await product.advance('P3DT4H');

    expect(await product.get(`/v1/tasks/${task.taskId}`)).toMatchObject({ status: 'finished', counts: { sent: 30 } });
    const log = (await deliveriesOf(webhook)).filter(({ taskId }) => taskId === task.taskId);
    expect(log).toHaveLength(4);
    for (const { status, answer } of log.slice(-2)) {
      expect([status, answer]).toEqual(['failed', expect.stringContaining('ECONNREFUSED')]);
    }
    receiver = new Receiver();
    await receiver.start();
  });

  it('tell of mails, on request', async () => {
    await subscribe(['mail.delivered', 'mail.bounced']);
    const { domain } = await newCampaign(product, 1);
    const send = (to: string) =>
      product.post<{ mailId: string }>('/v1/emails', { from: `a@${domain}`, to, subject: 'Hi', text: 'Hi' });
    const { mailId } = await send('bounce@simulator.amazonses.com');

    const bounced = await eventually(
      async () => receiver.requests.find(({ body }) => body.type === 'mail.bounced' && body.data.mailId === mailId),
      (request) => request !== undefined,
    );
    expect(bounced?.body.data).toMatchObject({ email: 'bounce@simulator.amazonses.com', domain, taskId: null });
  });

  it.each([
    { url: 'http://hooks.example.com/', events: ['task.started'] },
    { url: 'https://10.0.0.1/', events: ['task.started'] },
    { url: 'https://169.254.169.254/', events: ['task.started'] },
    { url: 'https://[fd00::1]/', events: ['task.started'] },
    { url: 'not an address', events: ['task.started'] },
    { url: 'https://93.184.216.34/', events: [] },
    { url: 'https://93.184.216.34/', events: ['task.exploded'] },
  ])('are refused for %j', async (body) => {
    const before = await product.all('/v1/webhooks');
    expect(await product.call('POST', '/v1/webhooks', { body })).toMatchObject({
      status: 400,
      body: { code: 'invalid-request' },
    });
    expect(await product.all('/v1/webhooks')).toEqual(before);
  });

  it('show their secret once, and are gone once they are deleted', async () => {
    const headers = { 'idempotency-key': 'one webhook' };
    const body = { url, events: ['task.started', 'task.started'], description: 'The shop' };
    const first = await product.call<WebhookView>('POST', '/v1/webhooks', { body, headers });
    const again = await product.call<WebhookView>('POST', '/v1/webhooks', { body, headers });
    expect(first.body).toMatchObject({ events: ['task.started'], description: 'The shop', secret: expect.any(String) });
    expect(again.body).toEqual({ ...first.body, secret: null });
    const path = `/v1/webhooks/${first.body.webhookId}`;
    expect(first.headers.get('location')).toBe(path);
    await product.delete(path);
    expect(await product.call('DELETE', path)).toMatchObject({ status: 404 });
    expect(await product.call('GET', `${path}/deliveries`)).toMatchObject({ status: 404 });
  });
});
