import { describe, expect, it } from '@jest/globals';
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
    expect(await call('GET', `/v1/lists/${listId}`)).toMatchObject({ status: 200, json: list });
    expect((await call('GET', '/v1/lists')).json).toEqual({ items: [list], nextCursor: null });
    expect(await call('DELETE', `/v1/lists/${listId}`)).toMatchObject({ status: 204, json: undefined });
    expect(await call('GET', `/v1/lists/${listId}`)).toMatchObject({ status: 404, json: { code: 'not-found' } });
  });

  it('refuses to delete a list that an unfinished task uses', async () => {
    const { call, newList, tables } = setUp();
    const listId = await newList();
    await tables.write(newTaskWrite(aTask({ listId })));

    expect(await call('DELETE', `/v1/lists/${listId}`)).toMatchObject({ status: 409, json: { code: 'in-use' } });
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
    const suppression = { ...input, email: 'ann@example.com', createdAt: '2027-01-05T09:00:00.000Z' };

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
