import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { createIdempotency } from '../../../core/access/idempotency.ts';
import type { Role } from '../../../core/access/role.ts';
import { HOUR } from '../../../core/clock.ts';
import type { Log, LogFields } from '../../../core/log.ts';
import { Problem } from '../../../core/problems.ts';
import { TablesBusy } from '../../../core/tables.ts';
import { createApi } from '../../../lambdas/http/api.ts';
import { idParams, listQuery } from '../../../lambdas/http/page.ts';
import { type Route, route } from '../../../lambdas/http/route.ts';
import { eventOf, read, type TestRequest } from './requests.ts';

const NOW = Date.UTC(2027, 0, 1, 9);

const thing = z.strictObject({
  name: z.string().min(1).max(10),
  size: z.number().int().min(1).max(5).optional(),
  parts: z.array(z.strictObject({ 'a/b': z.boolean() })).optional(),
  day: z.iso.date().optional(),
  at: z.iso.datetime({ offset: true }).optional(),
  until: z.union([z.strictObject({ at: z.string() }), z.strictObject({ times: z.number() })]).optional(),
});

/** Requests of the name `crowd` for which the tables are too busy. */
const crowd = { left: 0 };

const routesWith = (made: unknown[]): Route[] => [
  route({
    method: 'POST',
    path: '/v1/things',
    summary: 'Makes a thing',
    role: 'sender',
    body: thing,
    answer: null,
    status: 201,
    idempotent: true,
    async handle({ body }) {
      if (body.name === 'taken') throw new Problem('already-exists', 'there is one');
      if (body.name === 'crowd' && crowd.left-- > 0) throw new TablesBusy('the tables refused for 20000 ms');
      made.push(body);
      return { body: { id: made.length }, headers: { Location: `/v1/things/${made.length}` } };
    },
  }),
  route({
    method: 'GET',
    path: '/v1/things',
    summary: 'Lists things',
    role: 'viewer',
    query: listQuery,
    answer: null,
    status: 200,
    handle: async ({ query }) => ({ body: query }),
  }),
  route({
    method: 'GET',
    path: '/v1/things/{id}',
    summary: 'A thing',
    role: 'viewer',
    params: idParams,
    answer: null,
    status: 200,
    handle: async ({ params, caller }) => ({ body: { params, caller } }),
  }),
  route({
    method: 'GET',
    path: '/v1/things/largest',
    summary: 'The largest thing',
    role: 'viewer',
    answer: null,
    status: 200,
    handle: async () => ({ body: 'largest' }),
  }),
  route({
    method: 'DELETE',
    path: '/v1/things/{id}/owners/{email}',
    summary: 'Removes an owner',
    role: 'viewer',
    params: z.strictObject({ id: z.string(), email: z.string() }),
    answer: null,
    status: 204,
    async handle({ params }) {
      made.push(params.email);
      return {};
    },
  }),
  route({
    method: 'POST',
    path: '/v1/things/{id}/pause',
    summary: 'Pauses',
    role: 'admin',
    params: idParams,
    answer: null,
    status: 200,
    handle: async () => {
      throw new Problem('quota-used-up', 'gone', { resumesAt: NOW + HOUR });
    },
  }),
  route({
    method: 'GET',
    path: '/v1/broken',
    summary: 'Fails',
    role: 'public',
    answer: null,
    status: 200,
    handle: async () => {
      throw new Error('the password is 1234');
    },
  }),
];

const setUp = (role: Role | null = 'admin', requestBytes = 200) => {
  const made: unknown[] = [];
  const errors: { event: string; fields: LogFields | undefined }[] = [];
  const log: Log = { info() {}, warn() {}, error: (event, _error, fields) => errors.push({ event, fields }) };
  const clock = new ManualClock(NOW);
  const api = createApi({
    routes: routesWith(made),
    access: { authenticate: async () => role && { keyId: '1', role } },
    idempotency: createIdempotency({ tables: new MemoryTables(clock), clock, random: new SeededRandom(1), log }),
    clock,
    log,
    limits: { requestBytes },
  });
  return { made, errors, call: async (request: TestRequest) => read(await api(eventOf(request))) };
};

const post = (body: unknown, headers: Record<string, string> = {}): TestRequest => ({
  method: 'POST',
  path: '/v1/things',
  body,
  headers,
});

describe('createApi', () => {
  it('answers a creation with 201, JSON and Location', async () => {
    const { status, headers, json } = await setUp().call(post({ name: 'a' }));
    expect({ status, json }).toEqual({ status: 201, json: { id: 1 } });
    expect(headers).toMatchObject({ location: '/v1/things/1', 'content-type': 'application/json' });
  });

  it('says of every answer that it is for its caller alone, and nothing but what it says', async () => {
    const { call } = setUp();
    const expected = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
    for (const request of [post({ name: 'a' }), post({}), { path: '/v1/nothing' }])
      expect((await call(request)).headers).toMatchObject(expected);
  });

  it('answers 204 without a body', async () => {
    const { call, made } = setUp();
    const answer = await call({ method: 'DELETE', path: '/v1/things/1/owners/ann%2Bnews%40x.test' });
    expect(answer).toMatchObject({ status: 204, json: undefined });
    expect(made).toEqual(['ann+news@x.test']);
  });

  it('lists every fault with its JSON Pointer, and makes nothing', async () => {
    const { call, made } = setUp();
    const answer = await call(
      post({ size: 9, parts: [{ 'a/b': true }, { 'a/b': 1 }, { 'c~': 1, 'a/b': true }], extra: 1 }),
    );
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json).toEqual({
      type: 'urn:mailramp:problem:invalid-request',
      title: 'Invalid request',
      status: 400,
      code: 'invalid-request',
      detail: 'name: is required (and 4 more)',
      params: {},
      requestId: 'request-1',
      errors: [
        { path: '/name', message: 'is required', code: 'required', params: {} },
        { path: '/size', message: 'must be at most 5', code: 'too-big', params: { max: 5 } },
        { path: '/parts/1/a~1b', message: 'must be true or false', code: 'type', params: { expected: 'boolean' } },
        { path: '/parts/2/c~0', message: 'is not a known field', code: 'unknown-field', params: {} },
        { path: '/extra', message: 'is not a known field', code: 'unknown-field', params: {} },
      ],
    });
    expect(made).toEqual([]);
  });

  it.each([
    [{ name: '' }, '/name', 'must not be empty'],
    [{ name: 'longer than ten' }, '/name', 'must have at most 10 characters'],
    [{ name: 'a', size: 1.5 }, '/size', 'must be a whole number'],
    [{ name: 'a', until: { at: 5 } }, '/until/at', 'must be a string'],
    [{ name: 'a', until: { times: 'x' } }, '/until/times', 'must be a number'],
    [
      { name: 'a', at: '2027-01-05T09:00:00' },
      '/at',
      'must be a time that exists, with Z or an offset, such as 2027-01-05T09:00:00Z',
    ],
    [{ name: 'a', day: '2027-02-30' }, '/day', 'must be a date that exists, such as 2027-01-05'],
    [{ name: 'a', until: 7 }, '/until', 'fits none of the allowed forms'],
    [[], '', 'must be an object'],
    [undefined, '', 'is required'],
  ])('names the field of %j', async (body, path, message) => {
    const { status, json } = await setUp().call(post(body));
    expect(status).toBe(400);
    expect(json).toMatchObject({ errors: [{ path, message }] });
  });

  it.each([
    ['{"name":', false],
    [Buffer.from([0x22, 0xff, 0x22]).toString('base64'), true],
  ])('refuses a body that is no JSON in UTF-8: %s', async (rawBody, isBase64Encoded) => {
    const answer = await setUp().call({ method: 'POST', path: '/v1/things', rawBody, isBase64Encoded });
    expect(answer).toMatchObject({
      status: 400,
      json: { code: 'invalid-request', errors: [{ path: '', message: 'must be JSON in UTF-8' }] },
    });
  });

  it.each([
    [`${'['.repeat(21)}${']'.repeat(21)}`, 'must be nested at most 20 levels deep'],
    [`${'['.repeat(99)}${']'.repeat(99)}`, 'must be nested at most 20 levels deep'],
    ['{"name":"\\ud83d"}', 'must not have half a surrogate pair in a text'],
    ['{"\\udc00":1}', 'must not have half a surrogate pair in a name'],
    ['{"size":1e999}', 'must not have a number that is too large'],
  ])('refuses what no mail can say: %s', async (rawBody, message) => {
    const answer = await setUp().call({ method: 'POST', path: '/v1/things', rawBody });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: '', message }] } });
  });

  it('reads a body in base64', async () => {
    const { call, made } = setUp();
    const rawBody = Buffer.from('{"name":"Zoë"}').toString('base64');
    const answer = await call({ method: 'POST', path: '/v1/things', rawBody, isBase64Encoded: true });
    expect(answer.status).toBe(201);
    expect(made).toEqual([{ name: 'Zoë' }]);
  });

  it('takes a body of exactly the limit, and refuses one byte more', async () => {
    const padded = (bytes: number): TestRequest => ({
      method: 'POST',
      path: '/v1/things',
      rawBody: '{"name":"a"}'.padEnd(bytes, ' '),
    });
    expect(await setUp().call(padded(200))).toMatchObject({ status: 201 });
    expect(await setUp().call(padded(201))).toMatchObject({ status: 413, json: { code: 'request-too-large' } });
  });

  it('counts what a body takes in an event of Lambda, where quotes take two bytes', async () => {
    const { call, made } = setUp('admin', 5 * 1024 * 1024);
    // A body that is a JSON string in the event: 6 MB less 128 KB, its first and last quotes among them.
    const most = 6 * 1024 * 1024 - 128 * 1024 - 2;
    const body = (escapedBytes: number): TestRequest => {
      const frame = '{"name":"a"}';
      const lines = Math.floor((escapedBytes - JSON.stringify(frame).length + 2) / 2);
      const text = frame + '\n'.repeat(lines);
      return {
        method: 'POST',
        path: '/v1/things',
        rawBody: text + ' '.repeat(escapedBytes + 2 - JSON.stringify(text).length),
      };
    };
    expect(await call(body(most))).toMatchObject({ status: 201 });
    expect(await call(body(most + 1))).toMatchObject({ status: 413, json: { code: 'request-too-large' } });
    expect(made).toHaveLength(1);
  });

  it.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=ten', '/limit'],
    ['limit=', '/limit'],
    ['limit=1&limit=2', '/limit'],
    ['page=2', '/page'],
    ['__proto__=2', '/__proto__'],
  ])('refuses the query %s', async (query, path) => {
    const { status, json } = await setUp().call({ path: '/v1/things', query });
    expect(status).toBe(400);
    expect(json).toMatchObject({ code: 'invalid-request', errors: [{ path }] });
  });

  it('gives a list 50 entries where nothing is said', async () => {
    expect((await setUp().call({ path: '/v1/things' })).json).toEqual({ limit: 50 });
    expect((await setUp().call({ path: '/v1/things', query: 'limit=100&cursor=x' })).json).toEqual({
      limit: 100,
      cursor: 'x',
    });
  });

  it.each(['/v1/nothing', '/v1/things/', '/v1/things/abc', '/v1/things/-1', '/v1/things/1/2'])(
    'finds nothing at %s',
    async (path) => {
      expect(await setUp().call({ path })).toMatchObject({ status: 404, json: { code: 'not-found' } });
    },
  );

  it('answers another method with 405 and the methods that there are', async () => {
    const answer = await setUp().call({ method: 'PATCH', path: '/v1/things' });
    const headers = { allow: 'GET, HEAD, OPTIONS, POST' };
    expect(answer).toMatchObject({ status: 405, headers, json: { code: 'method-not-allowed' } });
  });

  it('prefers a fixed segment to a parameter', async () => {
    expect((await setUp().call({ path: '/v1/things/largest' })).json).toBe('largest');
  });

  it('wants a key, and one of the role', async () => {
    const unknown = await setUp(null).call({ path: '/v1/things' });
    expect(unknown).toMatchObject({ status: 401, json: { code: 'unauthorized' } });
    expect(unknown.headers['www-authenticate']).toContain('Bearer');
    expect(await setUp('viewer').call(post({ name: 'a' }))).toMatchObject({ status: 403, json: { code: 'forbidden' } });
    expect(await setUp('sender').call(post({ name: 'a' }))).toMatchObject({ status: 201 });
  });

  it('tells nobody without rights what is wrong with a body', async () => {
    expect(await setUp('viewer').call(post({}))).toMatchObject({ status: 403 });
  });

  it('says when to come back', async () => {
    const answer = await setUp().call({ method: 'POST', path: '/v1/things/1/pause', body: {} });
    expect(answer).toMatchObject({
      status: 429,
      headers: { 'retry-after': '3600' },
      json: { code: 'quota-used-up', resumesAt: '2027-01-01T10:00:00.000Z' },
    });
  });

  it('refuses fields in an action that takes none', async () => {
    const answer = await setUp().call({ method: 'POST', path: '/v1/things/1/pause', body: { why: 1 } });
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: '/why' }] } });
  });

  it('says when the tables are busy, and that the same request goes on: with one key it is done once', async () => {
    crowd.left = 2;
    const { call, made, errors } = setUp();
    const request = post({ name: 'crowd' }, { 'idempotency-key': 'crowd-1' });
    const answers = [];
    for (let calls = 0; calls < 4; calls += 1) answers.push(await call(request));
    expect(answers.map(({ status }) => status)).toEqual([503, 503, 201, 201]);
    expect(answers[0]).toMatchObject({
      headers: { 'retry-after': '5', 'content-type': 'application/problem+json' },
      json: { code: 'busy', status: 503, requestId: 'request-1' },
    });
    expect(answers[3]?.json).toEqual(answers[2]?.json);
    expect(made).toEqual([{ name: 'crowd' }]);
    // Nothing is broken.
    expect(errors).toEqual([]);
  });

  it('logs what it does not know, and tells only its number', async () => {
    const { call, errors } = setUp();
    const answer = await call({ path: '/v1/broken' });
    expect(answer).toMatchObject({ status: 500, json: { code: 'internal-error', requestId: 'request-1' } });
    expect(JSON.stringify(answer)).not.toContain('1234');
    expect(errors).toEqual([
      { event: 'request-failed', fields: { requestId: 'request-1', method: 'GET', route: '/v1/broken' } },
    ]);
  });

  it('refuses two routes that are alike', () => {
    const [first] = routesWith([]);
    if (first === undefined) throw new Error('no route');
    const twice = [first, first];
    const clock = new ManualClock(NOW);
    const log: Log = { info() {}, warn() {}, error() {} };
    const idempotency = { once: async () => ({ status: 200, body: null, location: null }) };
    expect(() =>
      createApi({ routes: twice, access: { authenticate: async () => null }, idempotency, clock, log }),
    ).toThrow('two routes answer POST /v1/things');
  });
});

describe('Idempotency-Key', () => {
  const key = { 'idempotency-key': 'order-17' };

  it('makes one thing of two equal requests', async () => {
    const { call, made } = setUp();
    const first = await call(post({ name: 'a', size: 1 }, key));
    const replayed = { ...first, headers: { ...first.headers, 'idempotency-replayed': 'true' } };
    expect(await call(post({ size: 1, name: 'a' }, key))).toEqual(replayed);
    expect(first).toMatchObject({ status: 201, headers: { location: '/v1/things/1' } });
    expect(made).toHaveLength(1);
  });

  it('is refused with another body', async () => {
    const { call } = setUp();
    await call(post({ name: 'a' }, key));
    expect(await call(post({ name: 'b' }, key))).toMatchObject({
      status: 422,
      json: { code: 'idempotency-key-reused' },
    });
  });

  it('is free again after a refusal', async () => {
    const { call } = setUp();
    expect(await call(post({ name: 'taken' }, key))).toMatchObject({ status: 409 });
    expect(await call(post({ name: 'b' }, key))).toMatchObject({ status: 201 });
  });

  it.each(['', 'x'.repeat(256)])('has 1 to 255 characters', async (value) => {
    const answer = await setUp().call(post({ name: 'a' }, { 'idempotency-key': value }));
    expect(answer).toMatchObject({ status: 400, json: { errors: [{ path: '/Idempotency-Key' }] } });
  });
});
