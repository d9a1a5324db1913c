import { describe, expect, it } from '@jest/globals';
import { newTaskWrite } from '../../../core/tasks/task-store.ts';
import { domainRoutesIn } from '../../../lambdas/compose/domains.ts';
import { aTask } from '../../core/tasks/task-samples.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { callerOf } from '../http/requests.ts';

const setUp = () => {
  const world = memoryWorld(Date.UTC(2027, 0, 1, 9));
  const addTask = (task: { from: string }) => world.tables.write(newTaskWrite(aTask(task)));
  return { call: callerOf(world, domainRoutesIn(world), 'admin'), addTask };
};

describe('/v1/senders', () => {
  const withDomains = async () => {
    const product = setUp();
    await product.call('POST', '/v1/domains', { domain: 'x.test' });
    await product.call('POST', '/v1/domains', { domain: 'x.invalid' });
    return product;
  };

  it('keeps a name and a reply address', async () => {
    const { call } = await withDomains();
    const body = { address: ' News@X.test', name: 'Zoë, Inc.', replyTo: 'Help <help@other.test>' };
    const { status, headers, json } = await call('POST', '/v1/senders', body);
    const sender = {
      address: 'news@x.test',
      name: 'Zoë, Inc.',
      replyTo: 'Help <help@other.test>',
      createdAt: '2027-01-01T09:00:00.000Z',
      hasSmtpPassword: false,
    };
    expect({ status, location: headers.location, json }).toEqual({
      status: 201,
      location: '/v1/senders/news%40x.test',
      json: sender,
    });
    expect((await call('GET', '/v1/senders')).json).toEqual({ items: [sender], nextCursor: null });
    expect(await call('POST', '/v1/senders', body)).toMatchObject({ status: 409, json: { code: 'already-exists' } });
    expect(await call('DELETE', '/v1/senders/news%40x.test')).toMatchObject({ status: 204 });
    expect((await call('GET', '/v1/senders')).json).toEqual({ items: [], nextCursor: null });
  });

  it.each([
    [{ address: 'news' }, 'invalid-request', '/address'],
    [{ address: `a@${'b'.repeat(250)}.test` }, 'invalid-request', '/address'],
    [{ address: 'a@x.test', name: 'a\r\nBcc: b@x.test' }, 'invalid-request', '/name'],
    [{ address: 'a@x.test', replyTo: 'nobody' }, 'invalid-request', '/replyTo'],
    [{ address: 'a@unknown.test' }, 'domain-not-verified', '/address'],
    [{ address: 'a@x.invalid' }, 'domain-not-verified', '/address'],
  ])('refuses %j', async (body, code, path) => {
    const { call } = await withDomains();
    expect(await call('POST', '/v1/senders', body)).toMatchObject({ status: 400, json: { code, errors: [{ path }] } });
  });

  it('shows one sender, changes a default of it, and replaces all', async () => {
    const { call } = await withDomains();
    await call('POST', '/v1/senders', { address: 'a@x.test', name: 'Ann', replyTo: 'b@x.test' });
    const path = '/v1/senders/a%40x.test';
    expect(await call('GET', path)).toMatchObject({ status: 200, json: { name: 'Ann', replyTo: 'b@x.test' } });
    expect((await call('PATCH', path, { name: ' Anne ' })).json).toMatchObject({ name: 'Anne', replyTo: 'b@x.test' });
    expect((await call('PATCH', path, { replyTo: null })).json).toMatchObject({ name: 'Anne', replyTo: null });
    expect((await call('PUT', path, { replyTo: 'c@x.test' })).json).toMatchObject({ name: null, replyTo: 'c@x.test' });
    expect((await call('PATCH', path, { name: 'a\r\nb' })).json).toMatchObject({ errors: [{ path: '/name' }] });
    expect((await call('PATCH', path, { replyTo: 'nobody' })).json).toMatchObject({ errors: [{ path: '/replyTo' }] });
    expect((await call('GET', path)).json).toMatchObject({ name: null, replyTo: 'c@x.test' });
    for (const method of ['GET', 'PUT', 'PATCH'])
      expect((await call(method, '/v1/senders/b%40x.test', method === 'GET' ? undefined : {})).status).toBe(404);
  });

  it('keeps a sender that an unfinished task uses', async () => {
    const { call, addTask } = await withDomains();
    await addTask({ from: 'a@x.test' });
    await call('POST', '/v1/senders', { address: 'a@x.test' });
    expect(await call('DELETE', '/v1/senders/a@x.test')).toMatchObject({ status: 409, json: { code: 'in-use' } });
    expect(await call('DELETE', '/v1/senders/b@x.test')).toMatchObject({ status: 404 });
    expect(await call('DELETE', '/v1/senders/nobody')).toMatchObject({ status: 404 });
  });
});
