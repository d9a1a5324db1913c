import { once } from 'node:events';
import { type OutgoingHttpHeaders, request as requestHttp } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ManualClock } from '../../adapters/memory/clock.ts';
import { MemoryObjects } from '../../adapters/memory/objects.ts';
import { HOUR } from '../../core/clock.ts';
import { HttpFront } from '../../local/http-front.ts';
import { LocalLinks, OBJECTS_PATH } from '../../local/object-links.ts';

const DRAIN_MS = 1_000;
const NOW = Date.UTC(2027, 0, 5, 9);
const MAX_BYTES = 1_000;

const clock = new ManualClock(NOW);
const faults: string[] = [];
const log = { info() {}, warn() {}, error: (event: string) => void faults.push(event) };
const reached: string[] = [];
const events: APIGatewayProxyEventV2[] = [];
const notified: string[] = [];
const objects = new MemoryObjects();

const links = new LocalLinks({
  apiUrl: () => front.url,
  objects,
  clock,
  secret: 'secret',
  maxBytes: MAX_BYTES,
  notify: async ({ Records }) => void notified.push(...Records.map(({ s3 }) => s3.object.key)),
});
let front: HttpFront;

beforeAll(async () => {
  front = await HttpFront.listen({
    port: 0,
    clock,
    log,
    api: async (event) => {
      reached.push(event.rawPath);
      events.push(event);
      return { statusCode: 200, body: 'api' };
    },
    files: { path: OBJECTS_PATH, serve: (...call) => links.serve(...call) },
    tencent: ({ rawPath }) => {
      reached.push(`tencent ${rawPath}`);
      return { statusCode: 200, body: 'tencent' };
    },
    console: ({ rawPath }) => {
      reached.push(rawPath);
      return { statusCode: 200, body: 'console' };
    },
    local: async ({ url }) => {
      reached.push(url.pathname);
      return { status: 200, body: 'local' };
    },
  });
});
afterAll(() => front.close(DRAIN_MS));
beforeEach(() => {
  for (const list of [faults, reached, events, notified]) list.length = 0;
});

interface Sent {
  method?: string;
  path?: string;
  headers?: OutgoingHttpHeaders;
  body?: string | Buffer;
}

/** As any program or browser sends it: `fetch` would choose some of these headers itself. */
const send = async ({ method = 'GET', path = '/v1/tasks', headers = {}, body }: Sent) => {
  const { port } = new URL(front.url);
  const request = requestHttp({ host: '127.0.0.1', port, method, path, headers, agent: false });
  request.end(body);
  const [response] = await once(request, 'response');
  return { status: response.statusCode as number, headers: response.headers, body: await text(response) };
};

describe('the console', () => {
  it.each(['/', '/console', '/console/', '/console/assets/main.js'])('answers at %s', async (path) => {
    expect(await send({ path })).toMatchObject({ status: 200, body: 'console' });
    expect(reached).toEqual([path]);
  });

  it('is not for names that lead here from elsewhere', async () => {
    expect(await send({ path: '/console/', headers: { host: 'evil.example' } })).toMatchObject({ status: 421 });
    expect(reached).toEqual([]);
  });

  it('has only paths of its own', async () => {
    expect(await send({ path: '/consoles' })).toMatchObject({ status: 200, body: 'api' });
  });
});

describe('the host of a request', () => {
  it.each(['127.0.0.1', '127.0.0.1:3025', 'localhost', 'localhost:8080', '[::1]:3025', 'LOCALHOST:1'])(
    'may be %s',
    async (host) => {
      for (const path of ['/v1/tasks', '/_local/clock', '/inbox', '/u/x']) {
        expect((await send({ path, headers: { host } })).status).toBe(200);
      }
    },
  );

  it.each([
    'evil.example',
    'evil.example:3025',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.2',
    '192.168.0.1',
    '[::2]',
    'a b',
    'user@evil.example',
  ])('may not be %j, whatever it asks for', async (host) => {
    for (const path of [
      '/v1/tasks',
      '/_local/clock',
      '/_local/inbox',
      '/inbox',
      '/u/x',
      `${OBJECTS_PATH}imports/1/1`,
    ]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE']) {
        const { status, body } = await send({ method, path, headers: { host } });
        expect({ status, code: JSON.parse(body).code }).toEqual({ status: 421, code: 'misdirected-request' });
      }
    }
    expect([reached, faults]).toEqual([[], []]);
  });
});

describe('a change of what only this machine has', () => {
  const changes = [
    { method: 'POST', path: '/_local/clock' },
    { method: 'DELETE', path: '/_local/inbox' },
    { method: 'POST', path: '/_local/inbox/1/bounce' },
    // No change, but a stream that a page could hold open.
    { method: 'GET', path: '/_local/console' },
    { method: 'PUT', path: `${OBJECTS_PATH}imports/1/1` },
  ];

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://localhost:1' },
    { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('is refused to a page with %j', async (headers) => {
    for (const change of changes) {
      const { status, body } = await send({ ...change, headers: { ...headers, 'content-type': 'text/plain' } });
      expect({ status, code: JSON.parse(body).code }).toEqual({ status: 403, code: 'foreign-origin' });
    }
    expect([reached, faults]).toEqual([[], []]);
  });

  it('is open to programs, and to pages of its own', async () => {
    const own = { host: 'localhost:3025', origin: 'http://localhost:3025' };
    for (const headers of [
      {},
      own,
      { origin: 'null', 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
    ]) {
      expect((await send({ method: 'POST', path: '/_local/clock', headers })).status).toBe(200);
    }
  });

  it('is not the API, which asks for a key, nor the page of one click', async () => {
    const headers = { origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' };
    for (const path of ['/v1/tasks', '/u/token'])
      expect((await send({ method: 'POST', path, headers })).status).toBe(200);
  });
});

describe('a link to a file', () => {
  it.each(['http://localhost:3025', 'http://127.0.0.1:8080'])(
    'has the origin of the call that asks: %s',
    async (origin) => {
      const made = await links.during(origin, async () => links.upload('imports/1/2', HOUR / 1_000));
      expect(new URL(made).origin).toBe(origin);
      expect(await links.download('imports/1/2', 'a.csv', HOUR / 1_000)).toMatch(new RegExp(`^${front.url}/`));
    },
  );

  const pathOf = (link: string) => link.slice(front.url.length);

  it('takes one file, and gives it', async () => {
    const path = pathOf(await links.upload('imports/1/2', HOUR / 1_000));
    expect((await send({ method: 'PUT', path, body: 'email\na@b.example\n' })).status).toBe(200);
    expect(notified).toEqual(['imports/1/2']);
    const download = pathOf(await links.download('imports/1/2', 'a "b".csv', HOUR / 1_000));
    expect(await send({ path: download })).toMatchObject({
      status: 200,
      body: 'email\na@b.example\n',
      headers: { 'content-disposition': 'attachment; filename="a__b_.csv"' },
    });
  });

  it('cannot be guessed, bent to another file, used for something else, or used when it is too old', async () => {
    const link = pathOf(await links.upload('imports/7/8', HOUR / 1_000));
    const put = (path: string) => send({ method: 'PUT', path, body: 'email\n' });
    const refused = [
      put(`${OBJECTS_PATH}imports/7/8`),
      put(`${OBJECTS_PATH}imports/999/999?until=9999999999999&token=x`),
      put(link.replace('imports/7/8', 'imports/7/9')),
      put(link.replace(/until=\d/, 'until=9')),
      put(link.replace(/token=.*/, 'token=')),
      put(`${link}&name=x`),
      send({ path: link }),
      send({ method: 'DELETE', path: link }),
    ];
    for (const answer of await Promise.all(refused)) expect(answer.status).toBe(403);
    clock.advance(HOUR);
    expect((await put(link)).status).toBe(200);
    clock.advance(1);
    expect((await put(link)).status).toBe(403);
    expect(await objects.head('imports/7/9')).toBeUndefined();
    expect(notified).toEqual(['imports/7/8']);
  });

  it.each([true, false])(
    'takes no more than a file may have, whether its length is told (%s) or not',
    async (isTold) => {
      const key = `imports/3/${isTold ? 4 : 5}`;
      const path = pathOf(await links.upload(key, HOUR / 1_000));
      const large = 'x'.repeat(MAX_BYTES + 1);
      const headers = isTold ? { 'content-length': large.length } : { 'transfer-encoding': 'chunked' };
      const { status, body } = await send({ method: 'PUT', path, headers, body: large });
      expect({ status, code: JSON.parse(body).code }).toEqual({ status: 413, code: 'request-too-large' });
      expect(await objects.head(key)).toBeUndefined();
      expect(notified).toEqual([]);
      expect((await send({ method: 'PUT', path, body: 'x'.repeat(MAX_BYTES) })).status).toBe(200);
    },
  );

  it.each([
    `${OBJECTS_PATH}%E0%A4%A`,
    `${OBJECTS_PATH}%E0%A4%A?until=1&token=x`,
    `${OBJECTS_PATH}../clock`,
    '*',
    '//[/',
  ])('is refused at %s, and logs no fault', async (path) => {
    const { status } = await send({ method: path === '*' ? 'OPTIONS' : 'GET', path });
    expect(status).toBeGreaterThanOrEqual(200);
    expect(status).toBeLessThan(500);
    expect(faults).toEqual([]);
  });
});

describe('a body', () => {
  it('that is no UTF-8 reaches the function as its bytes, not as what they might have been', async () => {
    const body = Buffer.from([0x7b, 0xe9, 0x7d]);
    await send({ method: 'POST', headers: { 'content-type': 'application/json' }, body });
    expect(events[0]).toMatchObject({ isBase64Encoded: true, body: body.toString('base64') });
    await send({ method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":"é"}' });
    expect(events[1]).toMatchObject({ isBase64Encoded: false, body: '{"a":"é"}' });
  });
});
