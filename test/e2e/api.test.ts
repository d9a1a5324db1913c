import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type Problem, Product } from '../support/product.ts';
import {
  addReaders,
  addressesOf,
  type Campaign,
  newCampaign,
  newTask,
  readersOf,
  recipientsOf,
  type TaskView,
  taskBody,
  untilStatus,
} from './campaign.ts';

const DAY = 24 * 60 * 60 * 1_000;

let product: Product;
let campaign: Campaign;

beforeAll(async () => {
  product = await Product.start();
  campaign = await newCampaign(product, 250, { plan: 'unlimited' });
  await product.post('/v1/domains', { domain: 'pending.invalid' });
});

afterAll(() => product.remove());

const fault = ({ status, body }: Answer) => [status, body.code, body.errors?.map(({ path }) => path) ?? []];

/** Everything that calls make. */
const made = async () => {
  const lists = ['tasks', 'lists', 'templates', 'domains', 'senders', 'suppressions', 'api-keys'];
  return await Promise.all(lists.map((name) => product.all(`/v1/${name}`)));
};

/** Calls that must be refused, each with what it should say, and without a trace. */
const expectRefused = async (path: string, cases: [body: unknown, ...expected: unknown[]][], method = 'POST') => {
  const before = await made();
  for (const [body, ...expected] of cases) {
    const answer = await product.call(method, path, { body });
    expect([body, ...fault(answer)]).toEqual([body, ...expected]);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ status: answer.status, requestId: expect.any(String) });
  }
  expect(await made()).toEqual(before);
};

describe('bad input', () => {
  it('for a task names the field, and makes nothing', async () => {
    const empty = await newCampaign(product, 0);
    const at = (ms: number) => new Date(Date.now() + 2 * DAY + ms).toISOString();
    const task = (more: Record<string, unknown>) => taskBody(campaign, more);
    const timed = (startAt: unknown) => task({ type: 'timed', startAt });
    const recurring = (more: Record<string, unknown>) => task({ type: 'recurring', ...more });
    const invalid = (...paths: string[]) => [400, 'invalid-request', paths] as const;
    const { from: _from, ...anonymous } = task({});
    await expectRefused('/v1/tasks', [
      ['{', ...invalid('')],
      ['[]', ...invalid('')],
      [anonymous, ...invalid('/from')],
      [task({ color: 'red' }), ...invalid('/color')],
      [task({ type: 'sometimes' }), ...invalid('/type')],
      [task({ name: '' }), ...invalid('/name')],
      [task({ name: 7, subject: '' }), ...invalid('/name', '/subject')],
      [task({ subject: 's'.repeat(999) }), ...invalid('/subject')],
      [task({ subject: 'ü'.repeat(500) }), ...invalid('/subject')],
      [task({ subject: 'two\r\nBcc: lines@x.test' }), ...invalid('/subject')],
      [task({ subject: '{{ name' }), ...invalid('/subject')],
      [task({ from: 'nobody' }), ...invalid('/from')],
      [task({ from: 'a@unknown.test' }), 400, 'domain-not-verified', ['/from']],
      [task({ from: 'a@pending.invalid' }), 400, 'domain-not-verified', ['/from']],
      [task({ replyTo: 'nobody' }), ...invalid('/replyTo')],
      [task({ templateId: '123' }), ...invalid('/templateId')],
      [task({ templateId: 123 }), ...invalid('/templateId')],
      [task({ listId: '123' }), ...invalid('/listId')],
      [task({ listId: empty.listId }), 400, 'list-empty', ['/listId']],
      [task({ templateData: [] }), ...invalid('/templateData')],
      [task({ startAt: at(0) }), ...invalid('/startAt')],
      [task({ intervalHours: 1 }), ...invalid('/intervalHours')],
      [task({ until: { occurrences: 1 } }), ...invalid('/until')],
      [timed(undefined), ...invalid('/startAt')],
      [timed('tomorrow'), ...invalid('/startAt')],
      [timed('2027-01-05T09:00:00'), ...invalid('/startAt')],
      [timed('2020-01-05T09:00:00Z'), 400, 'start-in-past', ['/startAt']],
      [timed(at(367 * DAY)), ...invalid('/startAt')],
      [recurring({}), ...invalid('/intervalHours')],
      [recurring({ intervalHours: 0 }), ...invalid('/intervalHours')],
      [recurring({ intervalHours: 1.5 }), ...invalid('/intervalHours')],
      [recurring({ intervalHours: 8_761 }), ...invalid('/intervalHours')],
      [recurring({ intervalHours: 1, recurrence: { every: 'day', at: '09:00' } }), ...invalid('/recurrence')],
      [recurring({ recurrence: { every: 'year', at: '09:00' } }), ...invalid('/recurrence/every')],
      [recurring({ recurrence: { every: 'day', at: '24:00' } }), ...invalid('/recurrence/at')],
      [recurring({ recurrence: { every: 'month', on: 32, at: '09:00' } }), ...invalid('/recurrence/on')],
      [recurring({ intervalHours: 1, timeZone: 'Mars/Olympus' }), ...invalid('/timeZone')],
      [recurring({ intervalHours: 1, until: { occurrences: 0 } }), ...invalid('/until/occurrences')],
      [recurring({ intervalHours: 1, until: { at: '2020-01-01T00:00:00Z' } }), ...invalid('/until')],
      [recurring({ intervalHours: 1, overlap: 'merge' }), ...invalid('/overlap')],
      [task({ attachments: [{ name: 'a', content: '%' }] }), ...invalid('/attachments/0/content')],
      [task({ attachments: Array(11).fill({ name: 'a', content: 'YQ==' }) }), ...invalid('/attachments')],
    ]);
    await product.advance('PT1M');
    expect(await product.inbox()).toEqual([]);
  });

  it('for a domain, a list, a template, a suppression or a key names the field', async () => {
    const invalid = (...paths: string[]) => [400, 'invalid-request', paths] as const;
    await expectRefused('/v1/domains', [
      [{ domain: 'no domain' }, ...invalid('/domain')],
      [{ domain: 'x.test', plan: 'fast' }, ...invalid('/plan')],
      [{ domain: 'x.test', plan: 'custom' }, ...invalid('/steps')],
      [{ domain: 'x.test', plan: 'custom', steps: [] }, ...invalid('/steps')],
      [{ domain: 'x.test', plan: 'custom', steps: [10, 0] }, ...invalid('/steps/1')],
      [{ domain: 'x.test', level: 0 }, ...invalid('/level')],
      [{ domain: campaign.domain }, 409, 'already-exists', []],
    ]);
    await expectRefused('/v1/lists', [
      [{}, ...invalid('/name')],
      [{ name: ' ' }, ...invalid('/name')],
      [{ name: 'x'.repeat(201) }, ...invalid('/name')],
    ]);
    await expectRefused('/v1/templates', [
      [{ name: 'x' }, ...invalid('/html')],
      [{ name: 'x', html: '{% if %}' }, ...invalid('/html')],
      [{ name: 'x', text: '{{ a | nofilter }}' }, ...invalid('/text')],
      [{ name: 'x', text: 'x', subject: 's'.repeat(999) }, ...invalid('/subject')],
      [{ name: 'x', html: 'x'.repeat(500 * 1024 + 1) }, ...invalid('/html')],
    ]);
    await expectRefused('/v1/suppressions', [
      [{ email: 'nobody', reason: 'manual' }, ...invalid('/email')],
      [{ email: 'a@x.test', reason: 'dislike' }, ...invalid('/reason')],
      [{ email: 'a@x.test', reason: 'unsubscribe' }, ...invalid('/domain')],
    ]);
    await expectRefused('/v1/senders', [
      [{ address: 'nobody' }, ...invalid('/address')],
      [{ address: 'a@unknown.test' }, 400, 'domain-not-verified', ['/address']],
    ]);
    await expectRefused('/v1/api-keys', [[{ name: 'x', role: 'god' }, ...invalid('/role')]]);
    await expectRefused(
      `/v1/domains/${campaign.domain}/warm-up`,
      [[{ plan: 'custom', steps: [] }, ...invalid('/steps')]],
      'PUT',
    );
  });

  it('in a query or a path is 400, 404 or a wrong cursor', async () => {
    const refused = async (path: string) => fault(await product.call('GET', path));
    expect(await refused('/v1/tasks?limit=0')).toEqual([400, 'invalid-request', ['/limit']]);
    expect(await refused('/v1/tasks?limit=101')).toEqual([400, 'invalid-request', ['/limit']]);
    expect(await refused('/v1/tasks?color=red')).toEqual([400, 'invalid-request', ['/color']]);
    expect(await refused('/v1/tasks?status=done')).toEqual([400, 'invalid-request', ['/status']]);
    expect(await refused('/v1/tasks?cursor=abc')).toEqual([400, 'invalid-cursor', ['/cursor']]);
    const paths = ['tasks/1', 'tasks/x', 'tasks/1/runs', 'tasks/1/recipients', 'lists/1', 'lists/1/recipients'];
    for (const path of [...paths, 'templates/1', 'domains/none.test', 'nothing', 'tasks/1/nothing']) {
      expect([path, ...(await refused(`/v1/${path}`))]).toEqual([path, 404, 'not-found', []]);
    }
    expect(fault(await product.call('POST', '/v1/tasks/1/pause'))).toEqual([404, 'not-found', []]);
    expect((await product.call('PUT', '/v1/tasks', { body: {} })).headers.get('allow')).toBe(
      'GET, HEAD, OPTIONS, POST',
    );
  });
});

describe('the limits of a request', () => {
  it('are 20,000 recipients, of whom none is taken when there is one more', async () => {
    const { listId } = await product.post<{ listId: string }>('/v1/lists', { name: 'Large' });
    const path = `/v1/lists/${listId}/recipients`;
    const recipients = readersOf(20_001, 'many').map(({ email }) => ({ email }));
    expect(fault(await product.call('POST', path, { body: { recipients } }))).toEqual([
      400,
      'too-many-recipients',
      ['/recipients'],
    ]);
    expect(await product.get(`/v1/lists/${listId}`)).toMatchObject({ count: 0 });
    // Ten people, each of them 2,000 times.
    const few = Array.from({ length: 20_000 }, (_, i) => ({ email: `few${i % 10}@readers.test` }));
    const report = await product.post(path, { recipients: few });
    expect(report).toEqual({ total: 20_000, added: 10, repeated: 19_990, invalid: 0, tooLong: 0, refused: [] });
    expect(await product.get(`/v1/lists/${listId}`)).toMatchObject({ count: 10 });
  });

  it('are 5 MB', async () => {
    const body = (bytes: number) => {
      const empty = JSON.stringify({ name: '' });
      return JSON.stringify({ name: 'x'.repeat(bytes - empty.length) });
    };
    const taken = await product.call('POST', '/v1/lists', { body: body(5 * 1024 * 1024) });
    expect(fault(taken)).toEqual([400, 'invalid-request', ['/name']]);
    const tooLarge = await product.call('POST', '/v1/lists', { body: body(5 * 1024 * 1024 + 1) });
    expect(fault(tooLarge)).toEqual([413, 'request-too-large', []]);
  });

  it('count addresses that are none, too long or there already, and take the rest', async () => {
    const { listId } = await product.post<{ listId: string }>('/v1/lists', { name: 'Mixed' });
    const recipients = [
      { email: ' Ann@Readers.test ', data: { name: 'Ann' } },
      { email: 'ann@readers.test', data: { name: 'Anna' } },
      { email: 'no address' },
      { email: `${'x'.repeat(64)}@${'y'.repeat(60)}.${'z'.repeat(60)}.${'w'.repeat(60)}.${'v'.repeat(20)}.test` },
      { email: 'bob@readers.test', data: { name: 'b'.repeat(800) } },
      { email: 'cy@readers.test' },
    ];
    const report = await product.post(`/v1/lists/${listId}/recipients`, { recipients });
    expect(report).toEqual({
      total: 6,
      added: 2,
      repeated: 1,
      invalid: 1,
      tooLong: 2,
      refused: [
        { index: 2, email: 'no address', reason: 'no-address' },
        { index: 3, email: expect.any(String), reason: 'address-too-long' },
        { index: 4, email: 'bob@readers.test', reason: 'data-too-long' },
      ],
    });
    const members = await product.all<{ email: string; data: unknown }>(`/v1/lists/${listId}/recipients`);
    expect(members.sort((a, b) => (a.email < b.email ? -1 : 1))).toEqual([
      { email: 'ann@readers.test', data: { name: 'Anna' } },
      { email: 'cy@readers.test', data: null },
    ]);
  });
});

describe('API keys', () => {
  it('are needed for all but health and the document', async () => {
    for (const key of [null, 'mr_1_wrong', '']) {
      const answer = await product.call('GET', '/v1/tasks', { key });
      expect(fault(answer)).toEqual([401, 'unauthorized', []]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
    expect((await product.call('POST', '/v1/tasks', { key: null, body: '{' })).status).toBe(401);
    expect((await product.call('GET', '/v1/health', { key: null })).body).toEqual({ status: 'ok' });
  });

  it('do what their role allows, and nothing once they are deleted', async () => {
    const keyFor = (role: string) =>
      product.post<{ keyId: string; apiKey: string }>('/v1/api-keys', { name: role, role });
    const [viewer, sender] = [await keyFor('viewer'), await keyFor('sender')];
    const as = ({ apiKey: key }: { apiKey: string }, method: string, path: string, body?: unknown) =>
      product.call(method, path, { key, body });
    expect((await as(viewer, 'GET', '/v1/tasks')).status).toBe(200);
    expect(fault(await as(viewer, 'POST', '/v1/lists', { name: 'x' }))).toEqual([403, 'forbidden', []]);
    expect(fault(await as(viewer, 'POST', '/v1/tasks', '{'))).toEqual([403, 'forbidden', []]);
    expect((await as(sender, 'POST', '/v1/lists', { name: 'x' })).status).toBe(201);
    expect(fault(await as(sender, 'POST', '/v1/domains', { domain: 'x.test' }))).toEqual([403, 'forbidden', []]);
    expect(fault(await as(sender, 'GET', '/v1/api-keys'))).toEqual([403, 'forbidden', []]);
    const shown = JSON.stringify(await product.all('/v1/api-keys'));
    expect(shown).not.toContain(viewer.apiKey);

    await product.delete(`/v1/api-keys/${viewer.keyId}`);
    expect((await as(viewer, 'GET', '/v1/tasks')).status).toBe(401);
  });
});

describe('an Idempotency-Key', () => {
  const post = (key: string, body: unknown, path = '/v1/tasks') =>
    product.call<TaskView & Problem>('POST', path, { body, headers: { 'idempotency-key': key } });

  it('makes one task of two equal requests, also at the same time', async () => {
    const body = taskBody(campaign, { name: 'Once' });
    const both = await Promise.all([post('one', body), post('one', body)]);
    const [won, ...others] = both.sort((a, b) => a.status - b.status);
    expect(won?.status).toBe(201);
    for (const { status } of others) expect([201, 409]).toContain(status);
    const again = await post('one', body);
    expect([again.status, again.body, again.headers.get('location')]).toEqual([
      201,
      won?.body,
      `/v1/tasks/${won?.body.taskId}`,
    ]);
    const tasks = (await product.all<TaskView>('/v1/tasks')).filter(({ name }) => name === 'Once');
    expect(tasks).toHaveLength(1);
    await untilStatus(product, won?.body as TaskView, 'finished');
    expect(await addressesOf(product, won?.body as TaskView)).toHaveLength(250);
  });

  it('is refused for another body, and too long; and a refused request leaves it free', async () => {
    await post('two', { name: 'A list' }, '/v1/lists');
    expect(fault(await post('two', { name: 'Another' }, '/v1/lists'))).toEqual([422, 'idempotency-key-reused', []]);
    expect((await post('x'.repeat(256), { name: 'A list' }, '/v1/lists')).status).toBe(400);
    expect((await post('three', {}, '/v1/lists')).status).toBe(400);
    expect((await post('three', { name: 'A list' }, '/v1/lists')).status).toBe(201);
  });

  it('is forgotten after 24 hours', async () => {
    const first = await post('four', { name: 'A list' }, '/v1/lists');
    await product.advance('PT24H1M');
    const second = await post('four', { name: 'Another' }, '/v1/lists');
    expect([first.status, second.status]).toEqual([201, 201]);
  });
});

describe('lists of the API', () => {
  it('have each thing once over all pages, newest first', async () => {
    for (let i = 0; i < 7; i += 1) await product.post('/v1/lists', { name: `Page ${i}` });
    for (const path of ['/v1/lists', '/v1/tasks', '/v1/templates', '/v1/domains']) {
      const whole = await product.all<{ createdAt: string }>(path);
      expect(await product.all(path, 2)).toEqual(whole);
      const dates = whole.map(({ createdAt }) => createdAt);
      expect(dates).toEqual([...dates].sort().reverse());
    }
    const { items } = await product.get<{ items: { name: string }[] }>('/v1/lists?limit=2');
    expect(items.map(({ name }) => name)).toEqual(['Page 6', 'Page 5']);
  });

  it('have each member and each recipient once', async () => {
    const addresses = readersOf(250)
      .map(({ email }) => email)
      .sort();
    const members = await product.all<{ email: string }>(`/v1/lists/${campaign.listId}/recipients`, 30);
    expect(members.map(({ email }) => email).sort()).toEqual(addresses);
    const [task] = await product.all<TaskView>(`/v1/tasks?listId=${campaign.listId}&status=finished`);
    expect((await recipientsOf(product, task as TaskView)).map(({ email }) => email).sort()).toEqual(addresses);
    const page = await product.get<{ nextCursor: string }>(`/v1/lists/${campaign.listId}/recipients?limit=30`);
    const elsewhere = await product.call('GET', `/v1/tasks?cursor=${page.nextCursor}`);
    expect(fault(elsewhere)).toEqual([400, 'invalid-cursor', ['/cursor']]);
  });

  it('of tasks are filtered by status, type and list', async () => {
    const other = await newCampaign(product, 1);
    const startAt = new Date((await product.now()) + DAY).toISOString();
    const { taskId } = await newTask(product, other, { type: 'timed', startAt });
    const ids = async (query: string) => (await product.all<TaskView>(`/v1/tasks?${query}`)).map((task) => task.taskId);
    expect(await ids('type=timed')).toEqual([taskId]);
    expect(await ids('status=waiting')).toEqual([taskId]);
    expect(await ids(`listId=${other.listId}`)).toEqual([taskId]);
    expect(await ids(`type=immediate&listId=${other.listId}`)).toEqual([]);
  });
});

describe('the document', () => {
  it('is served without a key, and describes every call that these tests make', async () => {
    const { status, body } = await product.call<{ openapi: string; paths: Record<string, object> }>(
      'GET',
      '/v1/openapi.json',
      { key: null },
    );
    expect([status, body.openapi]).toEqual([200, expect.stringMatching(/^3\.1/)]);
    const calls = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(calls).toEqual(
      expect.arrayContaining([
        'POST /v1/tasks',
        'PATCH /v1/tasks/{id}',
        'POST /v1/tasks/{id}/retry',
        'GET /v1/tasks/{id}/recipients',
        'PUT /v1/domains/{domain}/warm-up',
        'POST /v1/lists/{id}/recipients',
        'POST /v1/test-sends',
      ]),
    );
  });
});

describe('a template', () => {
  it('is previewed with data, and says what is missing', async () => {
    const path = `/v1/templates/${campaign.templateId}/preview`;
    expect(await product.post(path, { data: { name: 'Ann' } })).toMatchObject({
      subject: 'A letter for Ann',
      missing: [],
    });
    expect(await product.post(path, {})).toMatchObject({ missing: ['name'] });
  });

  it('of members who have no data fails them by name, and a later call gives them theirs', async () => {
    const other = await newCampaign(product, [{ email: 'ann@readers.test' }]);
    const failed = await untilStatus(product, await newTask(product, other), 'finished');
    expect(failed.counts).toMatchObject({ requested: 1, failed: 1 });
    await addReaders(product, other.listId, [{ email: 'ann@readers.test', data: { name: 'Ann' } }]);
    const sent = await untilStatus(product, await newTask(product, other), 'finished');
    expect(sent.counts).toMatchObject({ requested: 1, sent: 1 });
  });
});
