import { describe, expect, it } from '@jest/globals';
import { onlyList } from '../../../core/audience/list-choice.ts';
import { newTaskWrite } from '../../../core/tasks/task-store.ts';
import { LinkKeys } from '../../../core/unsubscribe/link-keys.ts';
import { audienceRoutesIn } from '../../../lambdas/compose/audience.ts';
import { START } from '../../core/audience/audience-ports.ts';
import { aTask } from '../../core/tasks/task-samples.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { callerOf } from '../http/requests.ts';

function setUp(options: { role?: 'viewer' | 'sender' } = {}) {
  const world = memoryWorld(START);
  const call = callerOf(world, audienceRoutesIn(world), options.role);
  const newList = async () => {
    const { json } = await call('POST', '/v1/lists', { name: 'Readers' });
    return (json as { listId: string }).listId;
  };
  const keys = new LinkKeys(world);
  return { call, newList, keys, tables: world.tables };
}

describe('/v1/lists', () => {
  it('makes, shows and deletes a list', async () => {
    const { call } = setUp();
    const made = await call('POST', '/v1/lists', { name: ' Readers ' });
    const { listId } = made.json as { listId: string };

    const list = { listId, name: 'Readers', description: null, count: 0, createdAt: '2027-01-05T09:00:00.000Z' };
    expect(made).toMatchObject({ status: 201, json: list, headers: { location: `/v1/lists/${listId}` } });
    const details = { ...list, usedBy: [], lastImport: null };
    expect(await call('GET', `/v1/lists/${listId}`)).toMatchObject({ status: 200, json: details });
    expect((await call('GET', '/v1/lists')).json).toEqual({ items: [list], nextCursor: null });
    expect(await call('DELETE', `/v1/lists/${listId}`)).toMatchObject({ status: 204, json: undefined });
    expect(await call('GET', `/v1/lists/${listId}`)).toMatchObject({ status: 404, json: { code: 'not-found' } });
  });

  it('refuses to delete a list that an unfinished task uses', async () => {
    const { call, newList, tables } = setUp();
    const listId = await newList();
    await tables.write(newTaskWrite(aTask({ lists: onlyList(listId) })));

    expect(await call('DELETE', `/v1/lists/${listId}`)).toMatchObject({
      status: 409,
      json: { code: 'in-use', usedBy: [{ taskId: expect.any(String) }] },
    });
  });

  it.each([
    [{}, '/name'],
    [{ name: ' ' }, '/name'],
    [{ name: 'x', color: 'red' }, '/color'],
    [{ name: 'x', description: 7 }, '/description'],
  ])('refuses %j, naming the field', async (body, path) => {
    const { status, json } = await setUp().call('POST', '/v1/lists', body);
    expect({ status, json }).toMatchObject({ status: 400, json: { code: 'invalid-request', errors: [{ path }] } });
  });

  it('lets a viewer look and nothing else', async () => {
    const { call } = setUp({ role: 'viewer' });
    expect((await call('GET', '/v1/lists')).status).toBe(200);
    expect((await call('POST', '/v1/lists', { name: 'x' })).status).toBe(403);
  });
});

describe('/v1/lists/{id}/recipients', () => {
  it('adds, counts, shows and removes recipients', async () => {
    const { call, newList } = setUp();
    const listId = await newList();
    const path = `/v1/lists/${listId}/recipients`;

    const added = await call('POST', path, {
      recipients: [
        { email: 'Ann@example.com', data: { name: 'Ann' } },
        { email: 'bob+x@example.com' },
        { email: 'bad' },
      ],
    });

    expect(added).toMatchObject({ status: 200, json: { total: 3, added: 2, repeated: 0, invalid: 1, tooLong: 0 } });
    expect(added.json).toMatchObject({ refused: [{ index: 2, email: 'bad', reason: 'no-address' }] });
    expect((await call('GET', `/v1/lists/${listId}`)).json).toMatchObject({ count: 2 });
    const { items } = (await call('GET', path)).json as { items: { email: string }[] };
    expect(items).toHaveLength(2);
    expect(items).toContainEqual({ email: 'ann@example.com', data: { name: 'Ann' } });
    expect(items).toContainEqual({ email: 'bob+x@example.com', data: null });
    expect((await call('DELETE', `${path}/${encodeURIComponent('bob+x@example.com')}`)).status).toBe(204);
    expect((await call('GET', `/v1/lists/${listId}`)).json).toMatchObject({ count: 1 });
  });

  it('goes on at the cursor, and refuses that of another list', async () => {
    const { call, newList } = setUp();
    const [one, other] = [await newList(), await newList()];
    const recipients = Array.from({ length: 5 }, (_, i) => ({ email: `reader${i}@example.com` }));
    await call('POST', `/v1/lists/${one}/recipients`, { recipients });

    const first = (await call('GET', `/v1/lists/${one}/recipients`, undefined, 'limit=3')).json as {
      items: unknown[];
      nextCursor: string;
    };
    const query = `limit=3&cursor=${first.nextCursor}`;

    expect(first.items).toHaveLength(3);
    expect((await call('GET', `/v1/lists/${one}/recipients`, undefined, query)).json).toMatchObject({
      nextCursor: null,
    });
    expect(await call('GET', `/v1/lists/${other}/recipients`, undefined, query)).toMatchObject({
      status: 400,
      json: { code: 'invalid-cursor' },
    });
  });

  it('refuses 20,001 recipients and adds none', async () => {
    const { call, newList } = setUp();
    const listId = await newList();
    const recipients = Array.from({ length: 20_001 }, (_, i) => ({ email: `r${i}@example.com` }));

    expect(await call('POST', `/v1/lists/${listId}/recipients`, { recipients })).toMatchObject({
      status: 400,
      json: { code: 'too-many-recipients', errors: [{ path: '/recipients' }] },
    });
    expect((await call('GET', `/v1/lists/${listId}`)).json).toMatchObject({ count: 0 });
  });

  it.each([
    [{}, '/recipients'],
    [{ recipients: [{ data: {} }] }, '/recipients/0/email'],
    [{ recipients: [{ email: 'a@example.com', data: 'x' }] }, '/recipients/0/data'],
    [{ recipients: [{ email: 'a@example.com', name: 'A' }] }, '/recipients/0/name'],
  ])('refuses %j, naming the field', async (body, path) => {
    const { call, newList } = setUp();
    const { status, json } = await call('POST', `/v1/lists/${await newList()}/recipients`, body);
    expect({ status, json }).toMatchObject({ status: 400, json: { code: 'invalid-request', errors: [{ path }] } });
  });

  it.each(['17', 'x', '99999999999999999999'])('does not find list %s', async (listId) => {
    expect((await setUp().call('GET', `/v1/lists/${listId}/recipients`)).status).toBe(404);
  });
});

describe('/v1/suppressions', () => {
  it('records, shows and removes', async () => {
    const { call } = setUp();
    const input = { email: 'Ann@example.com', reason: 'unsubscribe', domain: 'news.test' };
    const suppression = { ...input, email: 'ann@example.com', createdAt: '2027-01-05T09:00:00.000Z', expiresAt: null };

    expect(await call('POST', '/v1/suppressions', input)).toMatchObject({ status: 201, json: suppression });
    expect(await call('POST', '/v1/suppressions', input)).toMatchObject({ status: 200, json: suppression });
    expect((await call('GET', '/v1/suppressions')).json).toEqual({ items: [suppression], nextCursor: null });
    expect((await call('DELETE', '/v1/suppressions/ann%40example.com')).status).toBe(204);
    expect((await call('DELETE', '/v1/suppressions/ann%40example.com')).status).toBe(404);
    expect((await call('GET', '/v1/suppressions')).json).toEqual({ items: [], nextCursor: null });
  });

  it.each([
    'a%25b@example.com',
    'a%b@example.com',
    'a/b@example.com',
    'a//b@example.com',
    'a+b@example.com',
    '%40@example.com',
  ])('finds %j in a path that is percent-encoded once', async (email) => {
    const { call } = setUp();
    await call('POST', '/v1/suppressions', { email, reason: 'manual' });
    expect((await call('DELETE', `/v1/suppressions/${encodeURIComponent(email)}`)).status).toBe(204);
  });

  it.each([
    [{ email: 'ann@example.com' }, '/reason'],
    [{ email: 'ann@example.com', reason: 'whim' }, '/reason'],
    [{ email: 'ann', reason: 'manual' }, '/email'],
    [{ email: 'ann@example.com', reason: 'unsubscribe' }, '/domain'],
  ])('refuses %j, naming the field', async (body, path) => {
    const { status, json } = await setUp().call('POST', '/v1/suppressions', body);
    expect({ status, json }).toMatchObject({ status: 400, json: { code: 'invalid-request', errors: [{ path }] } });
  });
});

describe('/v1/suppressions/links', () => {
  it('makes a link that is good for the address, the domain and the mail that were named', async () => {
    const { call, keys } = setUp();
    const input = { email: ' Ann@example.com', domain: 'News.test', mailId: 'mail-1' };
    const { status, json } = await call('POST', '/v1/suppressions/links', input);
    expect(status).toBe(200);
    const { url } = json as { url: string };
    expect(url).toMatch(/^https:\/\/m\.test\/u\//);
    const who = await keys.open(url.slice('https://m.test/u/'.length));
    expect(who).toMatchObject({ email: 'ann@example.com', domain: 'news.test', mailId: 'mail-1' });
  });

  it.each([
    [{ domain: 'news.test' }, '/email'],
    [{ email: 'ann', domain: 'news.test' }, '/email'],
    [{ email: 'ann@example.com', domain: 'not a domain' }, '/domain'],
  ])('refuses %j, naming the field', async (body, path) => {
    const { status, json } = await setUp().call('POST', '/v1/suppressions/links', body);
    expect({ status, json }).toMatchObject({ status: 400, json: { errors: [{ path }] } });
  });
});

describe('PATCH /v1/lists/{id}', () => {
  it('renames a list and changes its description, one without the other', async () => {
    const { call, newList } = setUp();
    const listId = await newList();
    expect(await call('PATCH', `/v1/lists/${listId}`, { name: 'Friends' })).toMatchObject({
      status: 200,
      json: { name: 'Friends', description: null, count: 0 },
    });
    await call('PATCH', `/v1/lists/${listId}`, { description: 'Old ones' });
    expect((await call('GET', `/v1/lists/${listId}`)).json).toMatchObject({ name: 'Friends', description: 'Old ones' });
    await call('PATCH', `/v1/lists/${listId}`, { description: null });
    expect((await call('GET', `/v1/lists/${listId}`)).json).toMatchObject({ name: 'Friends', description: null });
  });

  it('changes nothing with an empty body, refuses an empty name, and does not make a list', async () => {
    const { call, newList } = setUp();
    const listId = await newList();
    expect(await call('PATCH', `/v1/lists/${listId}`, {})).toMatchObject({ status: 200, json: { name: 'Readers' } });
    expect((await call('PATCH', `/v1/lists/${listId}`, { name: ' ' })).json).toMatchObject({
      errors: [{ path: '/name' }],
    });
    expect((await call('PATCH', '/v1/lists/123', { name: 'x' })).status).toBe(404);
    expect((await call('GET', '/v1/lists')).json).toMatchObject({ items: [{ listId }] });
  });
});

describe('GET /v1/lists?q=', () => {
  it('finds lists by a part of their name, in letters of any case, over all pages', async () => {
    const { call } = setUp();
    for (const name of ['Customers', 'Press', 'Old customers', 'Friends']) await call('POST', '/v1/lists', { name });
    const names = async (query: string) => {
      const { items, nextCursor } = (await call('GET', '/v1/lists', undefined, query)).json as {
        items: { name: string }[];
        nextCursor: string | null;
      };
      return { names: items.map(({ name }) => name), nextCursor };
    };
    expect(await names('q=CUSTOM')).toEqual({ names: ['Old customers', 'Customers'], nextCursor: null });
    const first = await names('q=custom&limit=1');
    expect(first.names).toEqual(['Old customers']);
    expect((await names(`q=custom&limit=1&cursor=${first.nextCursor}`)).names).toEqual(['Customers']);
    expect(await names('q=none%20such')).toEqual({ names: [], nextCursor: null });
    expect((await call('GET', '/v1/lists', undefined, `q=press&cursor=${first.nextCursor}`)).status).toBe(400);
  });
});

describe('/v1/lists/{id}/recipients/{email}', () => {
  async function withAnn() {
    const all = setUp();
    const listId = await all.newList();
    const path = `/v1/lists/${listId}/recipients`;
    await all.call('POST', path, { recipients: [{ email: 'ann@example.com', data: { name: 'Ann' } }] });
    return { ...all, path };
  }

  it('shows one recipient, and why they are not mailed', async () => {
    const { call, path } = await withAnn();
    const one = `${path}/Ann%40example.com`;
    expect(await call('GET', one)).toMatchObject({
      status: 200,
      json: { email: 'ann@example.com', data: { name: 'Ann' }, suppressions: [] },
    });
    await call('POST', '/v1/suppressions', { email: 'ann@example.com', reason: 'unsubscribe', domain: 'x.test' });
    expect((await call('GET', one)).json).toEqual({
      email: 'ann@example.com',
      data: { name: 'Ann' },
      suppressions: [
        { reason: 'unsubscribe', domain: 'x.test', createdAt: '2027-01-05T09:00:00.000Z', expiresAt: null },
      ],
    });
    expect((await call('GET', `${path}/bob%40example.com`)).status).toBe(404);
    expect((await call('GET', `${path}/nobody`)).status).toBe(404);
  });

  it('replaces the data of a recipient, and makes none', async () => {
    const { call, path } = await withAnn();
    const one = `${path}/ann%40example.com`;
    expect(await call('PATCH', one, { data: { city: 'Bath' } })).toMatchObject({
      status: 200,
      json: { data: { city: 'Bath' } },
    });
    expect((await call('GET', one)).json).toMatchObject({ data: { city: 'Bath' } });
    await call('PATCH', one, { data: null });
    expect((await call('GET', one)).json).toMatchObject({ data: null });
    expect((await call('PATCH', one, {})).json).toMatchObject({ errors: [{ path: '/data' }] });
    const tooMuch = await call('PATCH', one, { data: { text: 'x'.repeat(800) } });
    expect(tooMuch).toMatchObject({ status: 400, json: { errors: [{ path: '/data' }] } });
    expect((await call('PATCH', `${path}/bob%40example.com`, { data: null })).status).toBe(404);
    expect((await call('GET', path)).json).toMatchObject({ items: [{ email: 'ann@example.com', data: null }] });
  });

  it('finds a recipient of a list by address', async () => {
    const { call, path } = await withAnn();
    expect((await call('GET', path, undefined, 'email=ANN@example.com')).json).toEqual({
      items: [{ email: 'ann@example.com', data: { name: 'Ann' } }],
      nextCursor: null,
    });
    expect((await call('GET', path, undefined, 'email=bob@example.com')).json).toMatchObject({ items: [] });
  });
});

describe('an API key', () => {
  it('that calls too often is told when it may call again, and its call does nothing', async () => {
    const world = { ...memoryWorld(START), callsPerSecond: 1 };
    const call = callerOf(world, audienceRoutesIn(world));
    for (let made = 0; made < 10; made += 1) expect((await call('GET', '/v1/lists')).status).toBe(200);
    expect(await call('POST', '/v1/lists', { name: 'x' })).toMatchObject({
      status: 429,
      headers: { 'retry-after': '10' },
      json: { code: 'rate-limited', resumesAt: '2027-01-05T09:00:10.000Z' },
    });
    world.clock.moveTo(START + 10_000);
    expect((await call('GET', '/v1/lists')).json).toMatchObject({ items: [] });
  });
});

describe('POST /v1/lists/{id}/imports', () => {
  it('shows the address for the file once, and keeps it nowhere', async () => {
    const { call, newList } = setUp();
    const path = `/v1/lists/${await newList()}/imports`;
    const headers = { 'idempotency-key': 'once' };
    const first = await call('POST', path, undefined, '', headers);
    expect(first).toMatchObject({ status: 202, json: { uploadUrl: expect.any(String) } });
    const again = await call('POST', path, undefined, '', headers);
    expect(again).toMatchObject({ status: 202, json: { ...(first.json as object), uploadUrl: null } });
  });
});

describe('GET /v1/lists/{id}/imports', () => {
  it('lists the imports of a list, newest first', async () => {
    const { call, newList } = setUp();
    const listId = await newList();
    const path = `/v1/lists/${listId}/imports`;
    expect((await call('GET', path)).json).toEqual({ items: [], nextCursor: null });
    const made: string[] = [];
    for (let i = 0; i < 2; i += 1) made.push(((await call('POST', path)).json as { importId: string }).importId);
    const { items } = (await call('GET', path)).json as { items: { importId: string }[] };
    expect(items.map(({ importId }) => importId)).toEqual(made.sort((a, b) => Number(b) - Number(a)));
    expect((await call('GET', `${path}/${made[0]}`)).json).toEqual(items[0]);
    expect((await call('GET', '/v1/lists/123/imports')).status).toBe(404);
  });
});

describe('suppressions of one address', () => {
  async function withTwo() {
    const all = setUp();
    const ann = 'ann@example.com';
    await all.call('POST', '/v1/suppressions', { email: ann, reason: 'manual' });
    await all.call('POST', '/v1/suppressions', { email: ann, reason: 'unsubscribe', domain: 'x.test' });
    await all.call('POST', '/v1/suppressions', { email: 'bob@example.com', reason: 'bounce' });
    const list = async (query: string) =>
      ((await all.call('GET', '/v1/suppressions', undefined, query)).json as { items: object[] }).items;
    return { ...all, ann, list };
  }

  it('are shown together, and not found where there is none', async () => {
    const { call, ann } = await withTwo();
    expect((await call('GET', `/v1/suppressions/${ann}`)).json).toMatchObject({
      email: ann,
      suppressions: [
        { reason: 'manual', domain: null },
        { reason: 'unsubscribe', domain: 'x.test' },
      ],
    });
    expect((await call('GET', '/v1/suppressions/cid@example.com')).status).toBe(404);
    expect((await call('GET', '/v1/suppressions/links')).status).toBe(405);
  });

  it('are found in the list by address, reason and domain', async () => {
    const { ann, list } = await withTwo();
    expect(await list(`email=${ann}`)).toMatchObject([{ reason: 'manual' }, { reason: 'unsubscribe' }]);
    expect(await list(`email=${ann}&domain=x.test`)).toMatchObject([{ reason: 'unsubscribe' }]);
    expect(await list('reason=bounce')).toMatchObject([{ email: 'bob@example.com' }]);
    expect(await list('domain=X.test')).toMatchObject([{ email: ann, domain: 'x.test' }]);
    expect(await list('domain=y.test')).toEqual([]);
  });

  it('go one domain at a time, or all at once', async () => {
    const { call, ann, list } = await withTwo();
    const remove = async (query: string) => (await call('DELETE', `/v1/suppressions/${ann}`, undefined, query)).status;
    expect(await remove('domain=y.test')).toBe(404);
    expect(await remove('domain=x.test')).toBe(204);
    expect(await list(`email=${ann}`)).toMatchObject([{ reason: 'manual' }]);
    expect(await remove('')).toBe(204);
    expect(await list(`email=${ann}`)).toEqual([]);
  });
});
