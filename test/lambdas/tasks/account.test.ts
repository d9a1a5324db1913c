import { beforeEach, describe, expect, it } from '@jest/globals';
import { MemoryMailer } from '../../../adapters/memory/mailer.ts';
import { adoptApiKey } from '../../../core/access/manage-api-keys.ts';
import { iso } from '../../../core/clock.ts';
import type { AccountLimits } from '../../../core/rate/account.ts';
import { RateGate } from '../../../core/rate/rate.ts';
import { rateGateIn } from '../../../lambdas/compose/rate-gate.ts';
import { taskRoutesIn } from '../../../lambdas/compose/tasks.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { TaskWorld } from '../../core/tasks/task-world.ts';
import { callerOf } from '../http/requests.ts';

const LIMITS: AccountLimits = { day: { perDay: 200, used: 7 }, rate: 1, sandbox: true, sendingEnabled: true };

let world: TaskWorld;
let tablesId: string;
let role: 'viewer' | 'admin';
const identity = async () => tablesId;

const call = async (method: string, path: string, body?: unknown) => {
  const outside = { ...world.outside, identity, account: { limits: async () => LIMITS } };
  const routes = taskRoutesIn({ ...outside, rateGate: rateGateIn(outside) });
  return callerOf(outside, routes, role)(method, path, body);
};

beforeEach(async () => {
  world = await TaskWorld.of(3);
  tablesId = 'tables';
  role = 'admin';
});

const SHOWN = {
  sandbox: true,
  sendingEnabled: true,
  max24HourSend: 200,
  sentLast24Hours: 7,
  maxSendRate: 1,
  sendRate: 1,
  lambdaConcurrency: null,
  hold: null,
};

describe('the account', () => {
  it('is shown to a viewer, who may not hold it', async () => {
    role = 'viewer';
    expect((await call('GET', '/v1/account')).json).toEqual(SHOWN);
    expect((await call('POST', '/v1/account/hold')).status).toBe(403);
  });

  it('is held and released, each as often as somebody likes', async () => {
    await adoptApiKey(world.outside, `mr_1_${'s3cReT'.repeat(8)}`, { name: 'Yuki', role: 'admin' });
    const held = { ...SHOWN, hold: { reason: 'hold-all', since: iso(NOW), by: { keyId: '1', name: 'Yuki' } } };
    for (let i = 0; i < 2; i += 1) expect((await call('POST', '/v1/account/hold')).json).toEqual(held);
    for (let i = 0; i < 2; i += 1) expect((await call('POST', '/v1/account/release')).json).toEqual(SHOWN);
  });

  it('refuses a test send while it is held', async () => {
    await call('POST', '/v1/account/hold');
    const test = { from: 'news@x.test', templateId: world.templateId, to: ['me@x.test'] };
    const { status, json } = await call('POST', '/v1/test-sends', test);
    expect([status, (json as { code: string }).code]).toEqual([409, 'stack-held']);
  });

  it('refuses a test send in a time zone that does not exist, by name', async () => {
    const test = { from: 'news@x.test', templateId: world.templateId, to: ['me@x.test'], timeZone: 'Mars/Base' };
    const { status, json } = await call('POST', '/v1/test-sends', test);
    expect([status, json]).toMatchObject([400, { errors: [{ path: '/timeZone' }] }]);
  });

  it('of restored tables pauses what was under way before it lets anything go', async () => {
    await new RateGate(world.tables, 1_000, { identity }).reserve(1, NOW);
    const task = await world.create();
    await world.start();
    tablesId = 'a copy';
    expect((await call('GET', '/v1/account')).json).toMatchObject({ hold: { reason: 'restored', since: null } });
    expect((await call('POST', '/v1/account/release')).json).toEqual(SHOWN);
    expect(await world.run(task)).toMatchObject({ status: 'paused', hold: 'user' });
  });
});

describe('a test of the sender', () => {
  const to = 'success+label@simulator.amazonses.com';

  it('goes out by the function that sends campaigns, and is a transactional mail otherwise', async () => {
    const senderMailer = new MemoryMailer();
    const outside = { ...world.outside, senderMailer };
    const routes = taskRoutesIn({ ...outside, rateGate: rateGateIn(outside) });
    const { status, json } = await callerOf(outside, routes, 'admin')('POST', '/v1/account/sender-test', {
      from: 'news@x.test',
      to,
    });
    expect([status, json]).toEqual([200, { mailId: expect.stringMatching(/^mail-/), outcome: 'sent', reason: null }]);
    expect(senderMailer.accepted.map((mail) => mail.to)).toEqual([to]);
  });

  it('reaches nobody but the simulator', async () => {
    for (const other of ['me@x.test', 'success@simulator.amazonses.com.x.test', `${to}, me@x.test`]) {
      const { status } = await call('POST', '/v1/account/sender-test', { from: 'news@x.test', to: other });
      expect(status).toBe(400);
    }
  });
});
