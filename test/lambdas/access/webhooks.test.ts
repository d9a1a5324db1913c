import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR } from '../../../core/clock.ts';
import { handleNotice } from '../../../core/webhooks/deliver.ts';
import type { WebhookRequest } from '../../../core/webhooks/receivers.ts';
import { accessRoutesIn } from '../../../lambdas/compose/access.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { SAMPLE_PRODUCT } from '../../support/sample-product.ts';
import { callerOf } from '../http/requests.ts';

const NOW = Date.UTC(2027, 0, 1, 9);

interface Delivery {
  deliveryId: string;
  event: string;
  status: string;
  attempts: number;
  nextAttemptAt: string | null;
  answer: string | null;
  body: string;
}

async function setUp() {
  const requests: WebhookRequest[] = [];
  const answers = { status: 204 };
  const receivers = {
    refusal: async (url: string) => (url.startsWith('https:') ? null : 'must be an https address'),
    post: async (request: WebhookRequest) => {
      requests.push(request);
      return { kind: 'answered' as const, status: answers.status };
    },
  };
  const world = memoryWorld(NOW, { receivers });
  const routes = accessRoutesIn(world, { access: { forget() {} }, openApi: {}, product: SAMPLE_PRODUCT });
  const request = callerOf(world, routes, 'admin');
  const call = async <Answer>(method: string, path: string, body?: unknown) => {
    const { status, json } = await request(method, path, body);
    return { status, json: json as Answer };
  };
  const settle = async () => {
    for (let notice = world.noticeQueue.take(); notice; notice = world.noticeQueue.take())
      await handleNotice(notice, world);
  };
  const made = await call<{ webhookId: string; secret: string }>('POST', '/v1/webhooks', {
    url: 'https://hooks.example.com/in',
    events: ['task.finished'],
  });
  const { webhookId, secret } = made.json;
  const path = `/v1/webhooks/${webhookId}`;
  const deliveries = async () => (await call<{ items: Delivery[] }>('GET', `${path}/deliveries`)).json.items;
  const happen = async () => {
    const event = { event: 'task.finished' as const, taskId: '17', at: world.clock.now(), data: { taskId: '17' } };
    await handleNotice({ v: 1, kind: 'events', events: [event] }, world);
    await settle();
  };
  return { world, call, settle, requests, answers, path, secret, deliveries, happen };
}

describe('PATCH /v1/webhooks/{id}', () => {
  it('changes what is said and leaves the rest', async () => {
    const { call, path } = await setUp();
    const before = (await call<object>('GET', path)).json;
    expect(before).toMatchObject({ paused: false, description: null });
    expect(await call('PATCH', path, { description: 'The shop' })).toMatchObject({
      status: 200,
      json: { ...before, description: 'The shop' },
    });
    await call('PATCH', path, { url: 'https://other.example.com', events: ['task.error', 'task.error'] });
    expect((await call('GET', path)).json).toEqual({
      ...before,
      description: 'The shop',
      url: 'https://other.example.com',
      events: ['task.error'],
    });
    expect((await call('PATCH', path, {})).status).toBe(200);
  });

  it.each([
    [{ url: 'http://example.com' }, '/url'],
    [{ events: [] }, '/events'],
    [{ events: ['webhook.test'] }, '/events/0'],
    [{ paused: 'yes' }, '/paused'],
    [{ secret: 'whsec_x' }, '/secret'],
  ])('refuses %j, and changes nothing', async (body, field) => {
    const { call, path } = await setUp();
    const before = (await call('GET', path)).json;
    expect(await call('PATCH', path, body)).toMatchObject({ status: 400, json: { errors: [{ path: field }] } });
    expect((await call('GET', path)).json).toEqual(before);
  });

  it('finds no webhook that is not there', async () => {
    const { call } = await setUp();
    for (const action of ['/rotate-secret', '/test']) {
      expect((await call('POST', `/v1/webhooks/123${action}`)).status).toBe(404);
    }
    expect((await call('PATCH', '/v1/webhooks/123', { paused: true })).status).toBe(404);
  });
});

describe('a paused webhook', () => {
  it('gets nothing; its events are kept, and can be sent again once it is not paused any more', async () => {
    const { call, path, happen, requests, deliveries, settle } = await setUp();
    await call('PATCH', path, { paused: true });
    await happen();
    expect(requests).toEqual([]);
    const [kept] = await deliveries();
    expect(kept).toMatchObject({ status: 'failed', attempts: 0, answer: 'the webhook is paused' });
    const again = `${path}/deliveries/${kept?.deliveryId}/redeliver`;
    expect(await call('POST', again)).toMatchObject({ status: 409, json: { code: 'wrong-status' } });
    expect((await call('POST', `${path}/test`)).status).toBe(409);

    await call('PATCH', path, { paused: false });
    expect(await call('POST', again)).toMatchObject({ status: 202, json: { status: 'pending' } });
    await settle();
    expect(requests).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ status: 'delivered', attempts: 1, answer: '204' }]);
  });
});

describe('POST /v1/webhooks/{id}/rotate-secret', () => {
  it('signs by both secrets for a day, then by the new one', async () => {
    const { call, path, secret, happen, requests, world } = await setUp();
    const rotated = await call<{ secret: string }>('POST', `${path}/rotate-secret`);
    expect(rotated).toMatchObject({ status: 200, json: { olderSecretUntil: '2027-01-02T09:00:00.000Z' } });
    expect(rotated.json.secret).toMatch(/^whsec_/);
    expect(rotated.json.secret).not.toBe(secret);
    world.clock.advance(DAY - HOUR);
    await happen();
    world.clock.advance(HOUR);
    await happen();
    expect(requests).toMatchObject([
      { secret: rotated.json.secret, olderSecret: secret },
      { secret: rotated.json.secret },
    ]);
    expect(requests[1]).not.toHaveProperty('olderSecret');
    expect((await call('GET', path)).json).not.toHaveProperty('secret');
  });
});

describe('POST /v1/webhooks/{id}/test', () => {
  it('sends an event that nobody asked for, and shows what became of it', async () => {
    const { call, path, settle, requests, deliveries } = await setUp();
    const sent = await call<Delivery>('POST', `${path}/test`);
    expect(sent).toMatchObject({ status: 202, json: { event: 'webhook.test', status: 'pending', attempts: 0 } });
    await settle();
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({ type: 'webhook.test' });
    expect(await deliveries()).toMatchObject([{ event: 'webhook.test', status: 'delivered' }]);
    const one = await call<Delivery>('GET', `${path}/deliveries/${sent.json.deliveryId}`);
    expect(one).toMatchObject({ status: 200, json: { status: 'delivered', body: requests[0]?.body } });
  });
});

describe('GET /v1/webhooks/{id}/deliveries', () => {
  it('names no time that has passed for the next attempt of what still waits', async () => {
    const { happen, answers, deliveries, world } = await setUp();
    answers.status = 503;
    await happen();
    expect(await deliveries()).toMatchObject([{ status: 'pending', nextAttemptAt: '2027-01-01T09:00:05.000Z' }]);
    world.clock.advance(HOUR);
    expect(await deliveries()).toMatchObject([{ status: 'pending', nextAttemptAt: '2027-01-01T10:00:00.000Z' }]);
  });
});

describe('POST /v1/webhooks/{id}/deliveries/{deliveryId}/redeliver', () => {
  it('sends again what was delivered, what failed and what waits, with the same id', async () => {
    const { call, path, happen, settle, requests, answers, deliveries } = await setUp();
    answers.status = 503;
    await happen();
    const [waiting] = await deliveries();
    expect(waiting).toMatchObject({ status: 'pending', attempts: 1 });
    answers.status = 410;
    const again = `${path}/deliveries/${waiting?.deliveryId}/redeliver`;
    for (const status of ['failed', 'delivered', 'delivered']) {
      await call('POST', again);
      await settle();
      expect(await deliveries()).toMatchObject([{ status }]);
      answers.status = 200;
    }
    expect(requests).toHaveLength(4);
    expect(new Set(requests.map(({ id }) => id)).size).toBe(1);
  });

  it('finds only deliveries of this webhook', async () => {
    const { call, path } = await setUp();
    const none = `1798794000000-evt_${'0'.repeat(32)}`;
    expect((await call('POST', `${path}/deliveries/${none}/redeliver`)).status).toBe(404);
    expect((await call('GET', `${path}/deliveries/${none}`)).status).toBe(404);
    expect((await call('GET', `${path}/deliveries/x`)).status).toBe(404);
  });
});
