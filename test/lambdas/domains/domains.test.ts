import { describe, expect, it } from '@jest/globals';
import { DAY, SECOND } from '../../../core/clock.ts';
import type { Identities } from '../../../core/domains/identities.ts';
import type { Task } from '../../../core/tasks/task.ts';
import { newTaskWrite } from '../../../core/tasks/task-store.ts';
import { domainRoutesIn } from '../../../lambdas/compose/domains.ts';
import { LocalIdentities } from '../../../local/identities.ts';
import { aTask } from '../../core/tasks/task-samples.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { callerOf } from '../http/requests.ts';

const setUp = (options: { identities?: Identities } = {}) => {
  const world = memoryWorld(Date.UTC(2027, 0, 1, 9), {
    sendingPools: ['news'],
    identities: options.identities ?? new LocalIdentities(),
  });
  const addTask = (task: Partial<Task>) => world.tables.write(newTaskWrite(aTask(task)));
  return { call: callerOf(world, domainRoutesIn(world), 'admin'), clock: world.clock, addTask };
};

describe('POST /v1/domains', () => {
  it('starts a domain on the standard plan at level 1 with nothing said', async () => {
    const { status, headers, json } = await setUp().call('POST', '/v1/domains', { domain: ' News.Example.com ' });
    expect(status).toBe(201);
    expect(headers.location).toBe('/v1/domains/news.example.com');
    expect(json).toMatchObject({
      domain: 'news.example.com',
      status: 'verified',
      sendingPool: null,
      createdAt: '2027-01-01T09:00:00.000Z',
      warmUp: {
        plan: 'standard',
        steps: null,
        level: 1,
        levelRule: 'sending-days',
        parkUntil: 'after-24h',
        limitOther: false,
        day: '2027-01-01',
        limit: 500,
        left: 500,
        reserved: 0,
        sent: 0,
        other: 0,
        history: [],
      },
    });
  });

  it('names the DNS records, and says of them what is known', async () => {
    const { json } = await setUp().call('POST', '/v1/domains', { domain: 'x.invalid' });
    expect(json).toMatchObject({ status: 'pending' });
    const { dns } = json as { dns: { purpose: string; name: string; ok: boolean | null }[] };
    expect(dns.map(({ purpose }) => purpose)).toEqual(['dkim', 'dkim', 'dkim', 'mail-from', 'spf', 'dmarc', 'mx']);
    expect(dns.map(({ ok }) => ok)).toEqual([false, false, false, false, false, false, false]);
    expect(dns[0]?.name).toMatch(/^[0-9a-f]{32}\._domainkey\.x\.invalid$/);
  });

  it('takes a plan of its own and a level for a domain that is warm', async () => {
    const body = { domain: 'x.test', plan: 'custom', steps: [10, 20, 30], level: 2, parkUntil: 'daily-anchor' };
    const { json } = await setUp().call('POST', '/v1/domains', body);
    expect(json).toMatchObject({ warmUp: { plan: 'custom', steps: [10, 20, 30], level: 2, limit: 20 } });
  });

  it.each([
    [{ domain: 'localhost' }, '/domain'],
    [{ domain: 'bü cher.test' }, '/domain'],
    [{ domain: 'a..b' }, '/domain'],
    [{ domain: '10.0.0.1' }, '/domain'],
    [{ domain: `${'a'.repeat(64)}.test` }, '/domain'],
    [{ domain: 'x.\u212a' }, '/domain'],
    [{}, '/domain'],
    [{ domain: 'x.test', plan: 'fast' }, '/plan'],
    [{ domain: 'x.test', plan: 'custom' }, '/steps'],
    [{ domain: 'x.test', plan: 'custom', steps: [] }, '/steps'],
    [{ domain: 'x.test', plan: 'custom', steps: [1, 0] }, '/steps/1'],
    [{ domain: 'x.test', plan: 'custom', steps: [1.5] }, '/steps/0'],
    [{ domain: 'x.test', plan: 'custom', steps: [1_000_000_001] }, '/steps/0'],
    [{ domain: 'x.test', plan: 'custom', steps: Array.from({ length: 366 }, () => 1) }, '/steps'],
    [{ domain: 'x.test', steps: [10] }, '/steps'],
    [{ domain: 'x.test', level: 0 }, '/level'],
    [{ domain: 'x.test', level: 21 }, '/level'],
    [{ domain: 'x.test', plan: 'custom', steps: [1, 2], level: 3 }, '/level'],
    [{ domain: 'x.test', plan: 'unlimited', level: 1 }, '/level'],
    [{ domain: 'x.test', parkUntil: 'never' }, '/parkUntil'],
    [{ domain: 'x.test', limitOther: 'yes' }, '/limitOther'],
    [{ domain: 'x.test', sendingPool: 'promotions' }, '/sendingPool'],
    [{ domain: 'x.test', color: 'red' }, '/color'],
  ])('refuses %j and names %s', async (body, path) => {
    const { call } = setUp();
    expect(await call('POST', '/v1/domains', body)).toMatchObject({
      status: 400,
      json: { code: 'invalid-request', errors: [{ path }] },
    });
    expect((await call('GET', '/v1/domains')).json).toEqual({ items: [], nextCursor: null });
  });

  it('takes a pool of dedicated addresses that the stack has', async () => {
    const { call } = setUp();
    expect(await call('POST', '/v1/domains', { domain: 'x.test', sendingPool: 'news' })).toMatchObject({
      status: 201,
      json: { sendingPool: 'news' },
    });
  });

  it('takes a domain once', async () => {
    const { call } = setUp();
    const { json } = await call('POST', '/v1/domains', { domain: ' Bücher.test' });
    expect(json).toMatchObject({ domain: 'xn--bcher-kva.test' });
    expect(await call('POST', '/v1/domains', { domain: 'XN--BCHER-KVA.test' })).toMatchObject({
      status: 409,
      json: { code: 'already-exists' },
    });
  });

  it('makes one of two domains added at once', async () => {
    const { call } = setUp();
    const both = await Promise.all([1, 2].map(() => call('POST', '/v1/domains', { domain: 'x.test' })));
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409]);
  });
});

describe('GET /v1/domains', () => {
  it('lists newest first, page by page', async () => {
    const { call, clock } = setUp();
    for (const domain of ['b.test', 'a.test', 'c.test']) {
      await call('POST', '/v1/domains', { domain });
      clock.advance(SECOND);
    }
    const names = (json: unknown) => (json as { items: { domain: string }[] }).items.map(({ domain }) => domain);
    const first = (await call('GET', '/v1/domains', undefined, 'limit=2')).json as { nextCursor: string };
    const second = (await call('GET', '/v1/domains', undefined, `limit=2&cursor=${first.nextCursor}`)).json;
    expect([names(first), names(second)]).toEqual([['c.test', 'a.test'], ['b.test']]);
    expect(second).toMatchObject({ nextCursor: null });
    const elsewhere = await call('GET', '/v1/senders', undefined, `cursor=${first.nextCursor}`);
    expect(elsewhere).toMatchObject({ status: 400, json: { code: 'invalid-cursor' } });
  });

  it.each(['/v1/domains/none.test', '/v1/domains/none', '/v1/domains/none.test/warm-up'])(
    'finds nothing at %s',
    async (path) => {
      expect(await setUp().call('GET', path)).toMatchObject({ status: 404, json: { code: 'not-found' } });
    },
  );
});

describe('POST /v1/domains/{domain}/verify', () => {
  it('shows the new status', async () => {
    let status: 'pending' | 'verified' = 'pending';
    const mailFrom = { domain: 'bounce.x.test', mx: '10 mail.bounce.x.test' };
    const identities: Identities = {
      create: async () => ({ dkimTokens: ['abc.dkim.amazonses.com'], verified: false, mailFrom, adopted: false }),
      setMailFrom: async () => null,
      addTestRecipient: (address) => new LocalIdentities().addTestRecipient(address),
      status: async () => status,
      async remove() {},
    };
    const { call } = setUp({ identities });
    await call('POST', '/v1/domains', { domain: 'x.test' });
    expect((await call('POST', '/v1/domains/x.test/verify')).json).toMatchObject({ status: 'pending' });
    status = 'verified';
    const { json } = await call('POST', '/v1/domains/x.test/verify');
    expect(json).toMatchObject({
      status: 'verified',
      dns: [
        {
          name: 'abc._domainkey.x.test',
          expected: 'abc.dkim.amazonses.com',
          current: 'abc.dkim.amazonses.com',
          ok: true,
        },
        { purpose: 'mail-from', ok: true, hint: null },
        { purpose: 'spf', ok: true, hint: null },
        { purpose: 'dmarc', ok: true, hint: null },
        { purpose: 'mx', ok: true, hint: null },
      ],
    });
    expect((await call('GET', '/v1/domains/x.test')).json).toEqual(json);
  });
});

describe('DELETE /v1/domains/{domain}', () => {
  const remembering = (adopted: boolean) => {
    const removed: string[] = [];
    const identities: Identities = {
      create: async () => ({ dkimTokens: [], verified: true, mailFrom: null, adopted }),
      setMailFrom: async () => null,
      addTestRecipient: (address) => new LocalIdentities().addTestRecipient(address),
      status: async () => 'verified',
      remove: async (domain) => void removed.push(domain),
    };
    return { removed, identities };
  };

  it('removes the domain and the identity that was made for it', async () => {
    const { removed, identities } = remembering(false);
    const { call } = setUp({ identities });
    await call('POST', '/v1/domains', { domain: 'x.test' });
    expect(await call('DELETE', '/v1/domains/x.test')).toMatchObject({ status: 204 });
    expect(await call('DELETE', '/v1/domains/x.test')).toMatchObject({ status: 404 });
    expect((await call('GET', '/v1/domains')).json).toEqual({ items: [], nextCursor: null });
    expect(removed).toEqual(['x.test']);
  });

  it('leaves an identity that was adopted', async () => {
    const { removed, identities } = remembering(true);
    const { call } = setUp({ identities });
    await call('POST', '/v1/domains', { domain: 'x.test' });
    expect(await call('DELETE', '/v1/domains/x.test')).toMatchObject({ status: 204 });
    expect(removed).toEqual([]);
  });

  it('is refused while an unfinished task uses the domain', async () => {
    const { removed, identities } = remembering(false);
    const { call, addTask } = setUp({ identities });
    await addTask({ domain: 'x.test' });
    await call('POST', '/v1/domains', { domain: 'x.test' });
    expect(await call('DELETE', '/v1/domains/x.test')).toMatchObject({ status: 409, json: { code: 'in-use' } });
    expect(removed).toEqual([]);
  });
});

describe('PATCH /v1/domains/{domain}', () => {
  it('changes the pool that sends its mail', async () => {
    const { call } = setUp();
    await call('POST', '/v1/domains', { domain: 'x.test', sendingPool: 'news' });
    const edit = (body: object) => call('PATCH', '/v1/domains/x.test', body);
    expect(await edit({ sendingPool: null })).toMatchObject({ status: 200, json: { sendingPool: null } });
    expect((await edit({ sendingPool: 'news' })).json).toMatchObject({ sendingPool: 'news' });
    expect((await edit({})).json).toMatchObject({ domain: 'x.test', sendingPool: 'news' });
    expect(await edit({ sendingPool: 'none' })).toMatchObject({
      status: 400,
      json: { errors: [{ path: '/sendingPool' }] },
    });
    expect((await call('PATCH', '/v1/domains/y.test', { sendingPool: null })).status).toBe(404);
    expect((await call('GET', '/v1/domains/x.test')).json).toMatchObject({ sendingPool: 'news' });
  });
});

describe('a deleted domain', () => {
  it('takes its senders with it, and no others', async () => {
    const { call } = setUp();
    for (const domain of ['x.test', 'y.test']) {
      await call('POST', '/v1/domains', { domain });
      await call('POST', '/v1/senders', { address: `news@${domain}` });
    }
    expect((await call('DELETE', '/v1/domains/x.test')).status).toBe(204);
    expect((await call('GET', '/v1/senders')).json).toMatchObject({ items: [{ address: 'news@y.test' }] });
  });
});

describe.each(['PUT', 'PATCH'])('%s /v1/domains/{domain}/warm-up', (method) => {
  const withDomain = async (more: object = {}) => {
    const product = setUp();
    await product.call('POST', '/v1/domains', { domain: 'x.test', ...more });
    const put = (body: unknown) => product.call(method, '/v1/domains/x.test/warm-up', body);
    return { ...product, put };
  };

  it('changes what is said and leaves the rest', async () => {
    const { call, put } = await withDomain({ limitOther: true });
    const { status, json } = await put({ plan: 'custom', steps: [10, 20] });
    expect(status).toBe(200);
    expect(json).toMatchObject({ plan: 'custom', steps: [10, 20], level: 1, limit: 10, limitOther: true });
    expect((await put({ level: 2 })).json).toMatchObject({ steps: [10, 20], level: 2, limit: 20 });
    expect((await put({ steps: [7] })).json).toMatchObject({ plan: 'custom', steps: [7] });
    expect((await put({ plan: 'standard' })).json).toMatchObject({ plan: 'standard', steps: null });
    expect((await put({})).json).toEqual((await call('GET', '/v1/domains/x.test/warm-up')).json);
  });

  it('shows no limit with plan unlimited', async () => {
    const { clock, put } = await withDomain();
    expect((await put({ plan: 'unlimited' })).json).toMatchObject({ level: null, limit: null });
    clock.advance(DAY);
    expect((await put({ plan: 'conservative', level: 3 })).json).toMatchObject({ level: 3, limit: 500 });
  });

  it.each([
    [{ plan: 'custom' }, '/steps'],
    [{ steps: [5] }, '/steps'],
    [{ level: 21 }, '/level'],
    [{ plan: 'unlimited', level: 2 }, '/level'],
    [{ left: 5 }, '/left'],
    [undefined, ''],
  ])('refuses %j and names %j', async (body, path) => {
    const { put } = await withDomain();
    expect(await put(body)).toMatchObject({ status: 400, json: { errors: [{ path }] } });
  });
});

describe('POST /v1/test-recipients', () => {
  it('lets an address be mailed, and shows the same when it is repeated', async () => {
    const { call } = setUp();
    for (let i = 0; i < 2; i += 1) {
      expect(await call('POST', '/v1/test-recipients', { address: ' Jo@Home.test ' })).toMatchObject({
        status: 200,
        json: { address: 'jo@home.test', status: 'verified' },
      });
    }
  });

  it.each(['nobody', 'a@b@c.test', ''])('refuses %j', async (address) => {
    expect(await setUp().call('POST', '/v1/test-recipients', { address })).toMatchObject({
      status: 400,
      json: { errors: [{ path: '/address' }] },
    });
  });
});

describe('PUT /v1/domains/{domain}/mail-from', () => {
  const path = '/v1/domains/news.x.test/mail-from';

  it('shows the records of the domain that bounces go back to, at first below the domain itself', async () => {
    const { call } = setUp();
    const made = (await call('POST', '/v1/domains', { domain: 'news.x.test' })).json;
    expect(made).toMatchObject({ mailFrom: 'bounce.news.x.test' });

    const { status, json } = await call('PUT', path, { mailFrom: 'b.news.x.test' });
    expect([status, (json as { mailFrom: string }).mailFrom]).toEqual([200, 'b.news.x.test']);
    const { dns } = json as { dns: { purpose: string; name: string }[] };
    const names = dns.filter(({ name }) => name === 'b.news.x.test').map(({ purpose }) => purpose);
    expect(names).toEqual(['mail-from', 'spf']);
  });

  it('leaves it to SES', async () => {
    const { call } = setUp();
    await call('POST', '/v1/domains', { domain: 'news.x.test' });
    const { json } = await call('PUT', path, { mailFrom: null });
    expect(json).toMatchObject({ mailFrom: null });
    expect((json as { dns: { purpose: string }[] }).dns.map(({ purpose }) => purpose)).not.toContain('spf');
    expect((await call('GET', '/v1/domains/news.x.test')).json).toMatchObject({ mailFrom: null });
  });

  it.each(['news.x.test', 'bounce.y.test', 'xnews.x.test', 'no'])('refuses %s', async (mailFrom) => {
    const { call } = setUp();
    await call('POST', '/v1/domains', { domain: 'news.x.test' });
    expect(await call('PUT', path, { mailFrom })).toMatchObject({
      status: 400,
      json: { errors: [{ path: '/mailFrom' }] },
    });
  });

  it('finds no other domain', async () => {
    const { status } = await setUp().call('PUT', '/v1/domains/none.test/mail-from', { mailFrom: null });
    expect(status).toBe(404);
  });
});
