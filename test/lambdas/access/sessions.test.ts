import { describe, expect, it } from '@jest/globals';
import { createAccess } from '../../../core/access/access.ts';
import { adoptApiKey } from '../../../core/access/manage-api-keys.ts';
import { accessRoutesIn } from '../../../lambdas/compose/access.ts';
import { apiIn } from '../../../lambdas/compose/api.ts';
import { localCookie } from '../../../lambdas/http/session-cookie.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { SAMPLE_PRODUCT } from '../../support/sample-product.ts';
import { eventOf, read } from '../http/requests.ts';

const KEY = `mr_first_${'aB3'.repeat(20)}`;
const VIEWER = `mr_viewer_${'aB3'.repeat(20)}`;
const JSON_TYPE = { 'content-type': 'application/json' };
const OWN = { 'sec-fetch-site': 'same-origin' };
const OWN_JSON = { ...JSON_TYPE, ...OWN };

interface Call {
  headers?: Record<string, string>;
  body?: unknown;
  cookies?: string[];
}

async function setUp(port?: string) {
  const sessionCookie = port === undefined ? undefined : localCookie(port);
  const world = { ...memoryWorld(Date.UTC(2027, 0, 1, 9)), ...(sessionCookie && { sessionCookie }) };
  const access = createAccess(world);
  await adoptApiKey(world, KEY, { name: 'first', role: 'admin' });
  await adoptApiKey(world, VIEWER, { name: 'reader', role: 'viewer' });
  const routes = accessRoutesIn(world, { access, openApi: { openapi: '3.1.0' }, product: SAMPLE_PRODUCT });
  const api = apiIn(world, routes, access);
  const call = async (method: string, path: string, { headers = {}, body, cookies }: Call = {}) => {
    const answer = await api({ ...eventOf({ method, path, headers, body }), ...(cookies && { cookies }) });
    return { ...read(answer), cookies: answer.cookies };
  };
  const signIn = async (apiKey = KEY): Promise<string> => {
    const { cookies: [cookie = ''] = [] } = await call('POST', '/v1/sessions', { headers: OWN_JSON, body: { apiKey } });
    return cookie.replace(/;.*/, '');
  };
  return { call, signIn, clock: world.clock };
}

describe('POST /v1/sessions', () => {
  it('signs in by a key, with a cookie that scripts and other sites do not see', async () => {
    const { call } = await setUp();
    const { status, json, cookies } = await call('POST', '/v1/sessions', { headers: OWN_JSON, body: { apiKey: KEY } });
    expect([status, json]).toEqual([
      201,
      { keyId: 'first', name: 'first', role: 'admin', expiresAt: '2027-01-01T21:00:00.000Z' },
    ]);
    expect(cookies).toEqual([
      expect.stringMatching(
        /^__Host-mailramp=[0-9a-f]{64}; Path=\/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200$/,
      ),
    ]);
  });

  it('names the cookie of one machine by its port, and keeps it usable without https', async () => {
    const { call } = await setUp('3025');
    const { cookies } = await call('POST', '/v1/sessions', { headers: OWN_JSON, body: { apiKey: KEY } });
    expect(cookies).toEqual([
      expect.stringMatching(/^mailramp-3025=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=43200$/),
    ]);
  });

  it.each([
    [{}, 'invalid-request'],
    [{ apiKey: KEY, code: 'a'.repeat(64) }, 'invalid-request'],
    [{ apiKey: '' }, 'invalid-request'],
    [{ code: 'x#' }, 'invalid-request'],
    [{ apiKey: 'mr_first_wrong' }, 'unauthorized'],
    [{ code: 'a'.repeat(64) }, 'unauthorized'],
  ])('refuses %j', async (body, code) => {
    const { call } = await setUp();
    const refused = await call('POST', '/v1/sessions', { headers: OWN_JSON, body });
    expect(refused).toMatchObject({ json: { code }, cookies: undefined });
  });

  it.each([
    [{ ...JSON_TYPE }, 403],
    [{ ...JSON_TYPE, 'sec-fetch-site': 'cross-site' }, 403],
    [{ ...JSON_TYPE, 'sec-fetch-site': 'same-site' }, 403],
    [{ ...JSON_TYPE, origin: 'https://evil.example' }, 403],
    [{ ...JSON_TYPE, origin: 'http://api.test' }, 403],
    [{ 'content-type': 'text/plain', ...OWN }, 415],
    [{ 'content-type': 'application/x-www-form-urlencoded', ...OWN }, 415],
    [{ ...OWN }, 415],
    [{ ...JSON_TYPE, origin: 'https://api.test' }, 201],
  ])('answers a sign-in with %j by %i', async (headers, status) => {
    const { call } = await setUp();
    expect(await call('POST', '/v1/sessions', { headers, body: { apiKey: KEY } })).toMatchObject({ status });
  });
});

describe('a sign-in code', () => {
  it('signs in once, as the key that made it', async () => {
    const { call } = await setUp();
    const made = await call('POST', '/v1/sign-in-codes', { headers: { authorization: `Bearer ${VIEWER}` } });
    const { code, ...link } = made.json as { code: string };
    expect(made.status).toBe(201);
    expect(link).toEqual({
      url: `https://m.test/console/sign-in#code=${code}`,
      validUntil: '2027-01-01T09:02:00.000Z',
    });
    const use = () => call('POST', '/v1/sessions', { headers: OWN_JSON, body: { code } });
    expect(await use()).toMatchObject({ status: 201, json: { keyId: 'viewer', role: 'viewer' } });
    expect(await use()).toMatchObject({ status: 401 });
  });

  it('is not made by a session', async () => {
    const { call, signIn } = await setUp();
    const cookies = [await signIn()];
    expect(await call('POST', '/v1/sign-in-codes', { cookies, headers: OWN })).toMatchObject({ status: 403 });
  });
});

describe('/v1/session', () => {
  it('says who calls, by a cookie or by a key', async () => {
    const { call, signIn } = await setUp();
    const shown = { keyId: 'viewer', name: 'reader', role: 'viewer', now: '2027-01-01T09:00:00.000Z' };
    const product = { ...SAMPLE_PRODUCT, maxListRecipients: 5_000_000 };
    const bySession = await call('GET', '/v1/session', { cookies: ['other=1', await signIn(VIEWER)] });
    expect(bySession.json).toEqual({ ...shown, expiresAt: '2027-01-01T21:00:00.000Z', product });
    const byKey = await call('GET', '/v1/session', { headers: { authorization: `Bearer ${VIEWER}` } });
    expect(byKey.json).toEqual({ ...shown, expiresAt: null, product });
  });

  it('is renewed with a new cookie', async () => {
    const { call, signIn, clock } = await setUp();
    const cookies = [await signIn()];
    clock.advance(60_000);
    const renewed = await call('POST', '/v1/session/renew', { cookies, headers: OWN });
    expect(renewed).toMatchObject({ status: 200, json: { expiresAt: '2027-01-01T21:01:00.000Z' } });
    const [next = ''] = renewed.cookies ?? [];
    expect(next).not.toContain(cookies[0]);
    expect(await call('GET', '/v1/session', { cookies: [next.replace(/;.*/, '')] })).toMatchObject({ status: 200 });
  });

  it('ends by DELETE at once, and its cookie is cleared', async () => {
    const { call, signIn } = await setUp();
    const cookies = [await signIn()];
    expect(await call('DELETE', '/v1/session', { cookies, headers: OWN })).toMatchObject({
      status: 204,
      cookies: ['__Host-mailramp=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0'],
    });
    expect(await call('GET', '/v1/session', { cookies })).toMatchObject({ status: 401 });
  });

  it.each([
    ['POST', '/v1/session/renew'],
    ['DELETE', '/v1/session'],
  ])('is for browsers alone: %s %s refuses a key', async (method, path) => {
    const { call } = await setUp();
    expect(await call(method, path, { headers: { authorization: `Bearer ${KEY}` } })).toMatchObject({ status: 403 });
  });
});

describe('a request with a cookie', () => {
  const NEW_KEY = { name: 'shop', role: 'viewer' };
  const authorization = `Bearer ${KEY}`;

  it.each<[string, string, Record<string, string>, number]>([
    ['reads', 'GET', {}, 200],
    ['reads from its own page', 'GET', OWN, 200],
    ['reads from the address bar', 'GET', { 'sec-fetch-site': 'none' }, 200],
    ['reads from another site', 'GET', { 'sec-fetch-site': 'cross-site' }, 403],
    ['looks from another site', 'HEAD', { 'sec-fetch-site': 'cross-site' }, 403],
    ['writes from its own page', 'POST', OWN_JSON, 201],
    ['writes under no-referrer', 'POST', { ...OWN_JSON, origin: 'null' }, 201],
    ['writes from an old browser', 'POST', { ...JSON_TYPE, origin: 'https://api.test' }, 201],
    ['writes from a form of another site', 'POST', { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' }, 403],
    ['writes from a neighboring host', 'POST', { ...JSON_TYPE, 'sec-fetch-site': 'same-site' }, 403],
    ['writes from the address bar', 'POST', { ...JSON_TYPE, 'sec-fetch-site': 'none' }, 403],
    [
      'lies about its origin',
      'POST',
      { ...JSON_TYPE, 'sec-fetch-site': 'cross-site', origin: 'https://api.test' },
      403,
    ],
    ['has another origin', 'POST', { ...JSON_TYPE, origin: 'https://api.test.evil.example' }, 403],
    ['has the origin of another port', 'POST', { ...JSON_TYPE, origin: 'https://api.test:8443' }, 403],
    ['has the origin null', 'POST', { ...JSON_TYPE, origin: 'null' }, 403],
    ['says not where it comes from', 'POST', JSON_TYPE, 403],
    ['sends a form', 'POST', { ...OWN, 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['sends text', 'POST', { ...OWN, 'content-type': 'text/plain' }, 415],
    ['names no type', 'POST', OWN, 415],
    ['deletes from another site', 'DELETE', { 'sec-fetch-site': 'cross-site' }, 403],
    ['deletes from nowhere', 'DELETE', {}, 403],
    ['deletes from its own page', 'DELETE', OWN, 204],
    [
      'has a key as well, from another site',
      'POST',
      { ...JSON_TYPE, authorization, 'sec-fetch-site': 'cross-site' },
      201,
    ],
    ['has a wrong key as well', 'GET', { ...OWN, authorization: 'Bearer mr_first_wrong' }, 401],
    ['has an empty authorization as well', 'GET', { ...OWN, authorization: '' }, 401],
  ])('that %s: %s', async (_what, method, headers, status) => {
    const { call, signIn } = await setUp();
    const cookies = [await signIn()];
    const path = method === 'DELETE' ? '/v1/api-keys/viewer' : '/v1/api-keys';
    const body = method === 'POST' ? NEW_KEY : undefined;
    expect(await call(method, path, { cookies, headers, body })).toMatchObject({ status });
  });

  it('has the role of its key', async () => {
    const { call, signIn } = await setUp();
    const cookies = [await signIn(VIEWER)];
    expect(await call('GET', '/v1/api-keys', { cookies })).toMatchObject({ status: 403 });
  });

  it.each(['__Host-mailramp=', `__Host-mailramp=${'0'.repeat(64)}`, 'mailramp-3025=abc', `x__Host-mailramp=${KEY}`])(
    'is nobody’s with %j',
    async (cookie) => {
      const { call } = await setUp();
      expect(await call('GET', '/v1/session', { cookies: [cookie] })).toMatchObject({ status: 401 });
    },
  );
});

describe('DELETE /v1/api-keys/{keyId}/sessions', () => {
  const sessionsOf = async (call: Awaited<ReturnType<typeof setUp>>['call'], keyId: string) => {
    const { json } = await call('GET', '/v1/api-keys', { headers: { authorization: `Bearer ${KEY}` } });
    return (json as { items: { keyId: string; sessions: number }[] }).items.find((key) => key.keyId === keyId)
      ?.sessions;
  };

  it('signs out every browser of a key at once where it is called, and leaves the key and other keys', async () => {
    const { call, signIn } = await setUp();
    const [own, ...others] = [await signIn(KEY), await signIn(VIEWER), await signIn(VIEWER)];
    expect(await sessionsOf(call, 'viewer')).toBe(2);
    const ended = await call('DELETE', '/v1/api-keys/viewer/sessions', { headers: OWN, cookies: [own] });
    expect([ended.status, ended.json]).toEqual([204, undefined]);
    for (const cookie of others) {
      expect(await call('GET', '/v1/session', { headers: OWN, cookies: [cookie] })).toMatchObject({ status: 401 });
    }
    expect(await call('GET', '/v1/session', { headers: OWN, cookies: [own] })).toMatchObject({ status: 200 });
    expect(await call('GET', '/v1/session', { headers: { authorization: `Bearer ${VIEWER}` } })).toMatchObject({
      status: 200,
    });
    expect([await sessionsOf(call, 'viewer'), await sessionsOf(call, 'first')]).toEqual([0, 1]);
  });

  it('spares the session that calls, also after a renewal of it', async () => {
    const { call, signIn, clock } = await setUp();
    const other = await signIn(KEY);
    clock.advance(1);
    const own = await signIn(KEY);
    const { cookies: [set = ''] = [] } = await call('POST', '/v1/session/renew', { headers: OWN_JSON, cookies: [own] });
    const renewed = set.replace(/;.*/, '');
    expect(await call('DELETE', '/v1/api-keys/first/sessions', { headers: OWN, cookies: [own] })).toMatchObject({
      status: 204,
    });
    expect(await call('GET', '/v1/session', { headers: OWN, cookies: [renewed] })).toMatchObject({ status: 200 });
    expect(await call('GET', '/v1/session', { headers: OWN, cookies: [other] })).toMatchObject({ status: 401 });
  });

  it('is for admins, and for keys that exist', async () => {
    const { call } = await setUp();
    const as = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
    expect(await call('DELETE', '/v1/api-keys/viewer/sessions', as(VIEWER))).toMatchObject({ status: 403 });
    expect(await call('DELETE', '/v1/api-keys/none/sessions', as(KEY))).toMatchObject({ status: 404 });
  });
});
