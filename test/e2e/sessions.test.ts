import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Product } from '../support/product.ts';

const START_MS = 90_000;
const OWN = { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
let product: Product;

beforeAll(async () => {
  product = await Product.start();
}, START_MS);
afterAll(() => product.stop());

describe('a browser', () => {
  it('signs in by a link, works under its cookie, and signs out', async () => {
    const made = await product.call<{ code: string; url: string }>('POST', '/v1/sign-in-codes');
    const { code, url } = made.body;
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/console\/sign-in#code=[0-9a-f]{64}$/);

    const signedIn = await product.call('POST', '/v1/sessions', { key: null, headers: OWN, body: { code } });
    expect(signedIn).toMatchObject({ status: 201, body: { name: 'local', role: 'admin' } });
    const set = signedIn.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/^mailramp-\d+=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=\d+$/);
    const again = await product.call('POST', '/v1/sessions', { key: null, headers: OWN, body: { code } });
    expect(again.status).toBe(401);

    const headers = { ...OWN, cookie: set.replace(/;.*/, '') };
    const list = await product.call('POST', '/v1/lists', { key: null, headers, body: { name: 'Readers' } });
    expect(list.status).toBe(201);
    expect(await product.call('GET', '/v1/session', { key: null, headers })).toMatchObject({
      body: { product: { local: true, features: ['clock', 'inbox'] } },
    });
    const foreign = { ...headers, 'sec-fetch-site': 'cross-site' };
    expect(await product.call('GET', '/v1/lists', { key: null, headers: foreign })).toMatchObject({ status: 403 });

    expect(await product.call('DELETE', '/v1/session', { key: null, headers })).toMatchObject({ status: 204 });
    expect(await product.call('GET', '/v1/session', { key: null, headers })).toMatchObject({ status: 401 });
  });
});
