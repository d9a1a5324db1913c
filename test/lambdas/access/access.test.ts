import { describe, expect, it } from '@jest/globals';
import { createAccess } from '../../../core/access/access.ts';
import { adoptApiKey } from '../../../core/access/manage-api-keys.ts';
import { accessRoutesIn } from '../../../lambdas/compose/access.ts';
import { apiIn } from '../../../lambdas/compose/api.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { SAMPLE_PRODUCT } from '../../support/sample-product.ts';
import { eventOf, read } from '../http/requests.ts';

const ADMIN = `mr_first_${'aB3'.repeat(20)}`;

const setUp = async () => {
  const world = memoryWorld(Date.UTC(2027, 0, 1, 9));
  const access = createAccess(world);
  await adoptApiKey(world, ADMIN, { name: 'first', role: 'admin' });
  world.clock.advance(1);
  const api = apiIn(
    world,
    accessRoutesIn(world, { access, openApi: { openapi: '3.1.0' }, product: SAMPLE_PRODUCT }),
    access,
  );
  return async (
    method: string,
    path: string,
    more: { key?: string; body?: unknown; once?: string; query?: string } = {},
  ) =>
    read(
      await api(
        eventOf({
          method,
          path,
          body: more.body,
          ...(more.query !== undefined && { query: more.query }),
          headers: {
            ...(more.key !== '' && { authorization: `Bearer ${more.key ?? ADMIN}` }),
            ...(more.once !== undefined && { 'idempotency-key': more.once }),
          },
        }),
      ),
    );
};

describe('/v1/api-keys', () => {
  it('makes a key that works at once, and is shown once', async () => {
    const call = await setUp();
    const { status, headers, json } = await call('POST', '/v1/api-keys', { body: { name: 'shop', role: 'admin' } });
    const { apiKey, secretKey, ...shown } = json as { apiKey: string; secretKey: null; keyId: string };
    expect(status).toBe(201);
    expect({ secretKey, ...shown }).toMatchObject({ secretKey: null, secretId: null, kind: 'bearer' });
    expect(headers.location).toBe(`/v1/api-keys/${shown.keyId}`);
    expect(await call('GET', '/v1/api-keys', { key: apiKey })).toMatchObject({
      status: 200,
      json: {
        items: [
          { ...shown, lastSeenAt: '2027-01-01', sessions: 0 },
          { keyId: 'first', name: 'first', role: 'admin', lastSeenAt: '2027-01-01', sessions: 0 },
        ],
        nextCursor: null,
      },
    });
  });

  it('makes one key of two equal requests, and does not keep its secret for the second', async () => {
    const call = await setUp();
    const request = { body: { name: 'shop', role: 'sender' }, once: 'k' };
    const first = await call('POST', '/v1/api-keys', request);
    const second = await call('POST', '/v1/api-keys', request);
    expect(second.json).toEqual({ ...(first.json as object), apiKey: null });
    expect(first.json).toMatchObject({ apiKey: expect.stringMatching(/^mr_\d+_\w{40,}$/) });
  });

  it('refuses a deleted key at once, and keeps the last admin key', async () => {
    const call = await setUp();
    const { json } = await call('POST', '/v1/api-keys', { body: { name: 'reader', role: 'viewer' } });
    const { apiKey, keyId } = json as { apiKey: string; keyId: string };
    expect(await call('GET', '/v1/api-keys', { key: apiKey })).toMatchObject({ status: 403 });
    expect(await call('DELETE', `/v1/api-keys/${keyId}`)).toMatchObject({ status: 204 });
    expect(await call('GET', '/v1/api-keys', { key: apiKey })).toMatchObject({ status: 401 });
    expect(await call('DELETE', '/v1/api-keys/first')).toMatchObject({ status: 409, json: { code: 'in-use' } });
    expect(await call('DELETE', '/v1/api-keys/none')).toMatchObject({ status: 404 });
  });

  it.each([
    [{ role: 'viewer' }, '/name'],
    [{ name: ' ', role: 'viewer' }, '/name'],
    [{ name: 'x', role: 'owner' }, '/role'],
    [{ name: 'x', role: 'viewer', keyId: '1' }, '/keyId'],
  ])('refuses %j', async (body, path) => {
    const call = await setUp();
    expect(await call('POST', '/v1/api-keys', { body })).toMatchObject({ status: 400, json: { errors: [{ path }] } });
  });
});

describe('what needs no key', () => {
  it('tells its health', async () => {
    const call = await setUp();
    expect(await call('GET', '/v1/health', { key: '' })).toMatchObject({ status: 200, json: { status: 'ok' } });
  });

  it('gives the OpenAPI document', async () => {
    const call = await setUp();
    expect(await call('GET', '/v1/openapi.json', { key: '' })).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/json' },
      json: { openapi: '3.1.0' },
    });
  });
});

describe('/v1/webhooks', () => {
  it('refuses what is not a cursor of the list', async () => {
    const call = await setUp();
    const { status, json } = await call('GET', '/v1/webhooks', { query: 'cursor=other' });
    expect([status, (json as { code: string }).code]).toEqual([400, 'invalid-cursor']);
  });
});
