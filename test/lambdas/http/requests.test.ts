import { describe, expect, it } from '@jest/globals';
import * as z from 'zod';
import { apiIn } from '../../../lambdas/compose/api.ts';
import { audienceRoutesIn } from '../../../lambdas/compose/audience.ts';
import { contentRoutesIn } from '../../../lambdas/compose/content.ts';
import { cursorsOf } from '../../../lambdas/http/cursor.ts';
import { route } from '../../../lambdas/http/route.ts';
import { START } from '../../core/audience/audience-ports.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { eventOf, type TestRequest } from './requests.ts';

const setUp = () => {
  const world = memoryWorld(START);
  const thing = { role: 'sender', body: z.unknown(), answer: null, status: 200 } as const;
  const routes = [
    ...audienceRoutesIn(world),
    ...contentRoutesIn(world),
    route({ ...thing, method: 'POST', path: '/v1/echo', summary: 'Echo', handle: async ({ body }) => ({ body }) }),
  ];
  const api = apiIn(world, routes, { authenticate: async () => ({ keyId: '1', role: 'admin' }) });
  return async (request: TestRequest) => {
    const { statusCode, headers = {}, body } = await api(eventOf(request));
    return { status: statusCode, headers, body, code: body ? (JSON.parse(body) as { code?: string }).code : undefined };
  };
};

describe('a method', () => {
  it.each([
    ['/v1/lists', 'GET, HEAD, OPTIONS, POST'],
    ['/v1/lists/17', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
    ['/v1/suppressions/links', 'OPTIONS, POST'],
    ['/v1/suppressions/ann@example.com', 'DELETE, GET, HEAD, OPTIONS'],
  ])('that is not possible at %s is told those that are', async (path, allow) => {
    const call = setUp();
    expect(await call({ method: 'TRACE', path })).toMatchObject({
      status: 405,
      code: 'method-not-allowed',
      headers: { allow },
    });
    const options = await call({ method: 'OPTIONS', path });
    expect(options).toEqual({ status: 204, headers: { allow }, body: undefined, code: undefined });
  });

  it('is 404 where there is nothing', async () => {
    expect(await setUp()({ method: 'OPTIONS', path: '/v1/nothing' })).toMatchObject({ status: 404 });
  });

  it('HEAD is answered as a GET without its body', async () => {
    const call = setUp();
    for (const path of ['/v1/lists', '/v1/lists/17']) {
      const { body, ...head } = await call({ method: 'HEAD', path });
      const get = await call({ path });
      expect(body).toBeUndefined();
      expect(head).toMatchObject({ status: get.status, headers: get.headers });
    }
  });
});

describe('the type of a body', () => {
  it.each([
    undefined,
    'application/json',
    'Application/JSON; charset=UTF-8',
    'application/merge-patch+json',
    'application/x-www-form-urlencoded',
    'text/plain;charset=UTF-8',
  ])('may be %s', async (type) => {
    const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
    expect(await setUp()({ method: 'POST', path: '/v1/echo', headers, rawBody: '{}' })).toMatchObject({ status: 200 });
  });

  it.each(['image/png', 'multipart/form-data; boundary=x', 'text/html', 'application/json; charset=iso-8859-1'])(
    'may not be %s',
    async (type) => {
      const headers = { 'content-type': type };
      expect(await setUp()({ method: 'POST', path: '/v1/echo', headers, rawBody: '{}' })).toMatchObject({
        status: 415,
        code: 'unsupported-media-type',
      });
    },
  );

  it('does not matter without a body', async () => {
    const headers = { 'content-type': 'image/png' };
    expect(await setUp()({ path: '/v1/lists', headers })).toMatchObject({ status: 200 });
  });
});

describe('a cursor', () => {
  const list = cursorsOf('lists');
  const written = (pk: string, sk: string) => String(list.page([], { pk, sk }).nextCursor);

  it.each([
    ['half a character', written('LISTS', '\ud800')],
    ['an empty key', written('LISTS', '')],
    ['a key that is too long', written('LISTS', 'x'.repeat(1_025))],
    ['half a character in a name', Buffer.from('["lists",{"pk":"LISTS","\\ud800":"x"}]').toString('base64url')],
    ['from the report', 'WyJsaXN0cyIsIHsicGsiOiAiTElTVFMiLCAic2siOiAiXHVkODAwIn1d'],
  ])('with %s is none of a list', async (_what, cursor) => {
    expect(await setUp()({ path: '/v1/lists', query: `cursor=${cursor}` })).toMatchObject({
      status: 400,
      code: 'invalid-cursor',
    });
  });
});

describe('a name', () => {
  it.each(['a\u0000b', 'a\r\nX: y', 'a\u001b[2Jb', 'a\u2028b', 'a\u0085b'])('may not be %j', async (name) => {
    const call = setUp();
    for (const [path, body] of [
      ['/v1/lists', { name }],
      ['/v1/templates', { name, text: 'x' }],
    ] as const) {
      expect(await call({ method: 'POST', path, body })).toMatchObject({ status: 400, code: 'invalid-request' });
    }
    const list = { name: 'x', description: name.replace(/[\r\n]+/, '\u0007') };
    expect(await call({ method: 'POST', path: '/v1/lists', body: list })).toMatchObject({ status: 400 });
  });

  it('may have any letters, and a description several lines', async () => {
    const body = { name: 'Éditions 日本 👋', description: 'one\ntwo\tthree' };
    expect(await setUp()({ method: 'POST', path: '/v1/lists', body })).toMatchObject({ status: 201 });
  });

  it('in bytes that are no UTF-8 is no name', async () => {
    const rawBody = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xe9]), Buffer.from('"}')]).toString(
      'base64',
    );
    const request = { method: 'POST', path: '/v1/lists', rawBody, isBase64Encoded: true };
    expect(await setUp()(request)).toMatchObject({ status: 400, code: 'invalid-request' });
  });
});

describe('the mail of a link', () => {
  it.each(['17-00mf3k2o0-3-49#0', '17#0', 'a\nb', 'a b', 'x'.repeat(201), ''])('may not be %j', async (mailId) => {
    const body = { email: 'a@b.example', domain: 'x.test', mailId };
    const answer = await setUp()({ method: 'POST', path: '/v1/suppressions/links', body });
    expect(answer).toMatchObject({ status: 400 });
  });
});
