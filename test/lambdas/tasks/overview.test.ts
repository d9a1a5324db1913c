import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { DAY, HOUR, iso } from '../../../core/clock.ts';
import { holdStack } from '../../../core/rate/stack-hold.ts';
import { newDomainWrites } from '../../../core/warm-up/domain-store.ts';
import { rateGateIn } from '../../../lambdas/compose/rate-gate.ts';
import { taskRoutesIn } from '../../../lambdas/compose/tasks.ts';
import type { overviewAnswer } from '../../../lambdas/tasks/overview.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { TaskWorld } from '../../core/tasks/task-world.ts';
import { sampleDomain } from '../../support/sample-domain.ts';
import { callerOf } from '../http/requests.ts';
import { later, setUp, type TaskJson } from './task-api.ts';

type OverviewJson = z.infer<typeof overviewAnswer>;

/** Domains of this world are found by name alone: this one is listed, too. */
const list = async ({ tables }: TaskWorld) => {
  const [, listing] = newDomainWrites(sampleDomain('x.test', NOW));
  if (listing) await tables.write(listing);
};

const done = ({ steps }: OverviewJson) => Object.fromEntries(steps.map(({ step, done: isDone }) => [step, isDone]));

describe('GET /v1/overview', () => {
  it('of an empty product says which step comes first', async () => {
    const { outside } = new TaskWorld();
    const request = callerOf(outside, taskRoutesIn({ ...outside, rateGate: rateGateIn(outside) }), 'viewer');
    const { status, json } = await request('GET', '/v1/overview');
    expect(status).toBe(200);
    const overview = json as OverviewJson;
    expect(overview).toMatchObject({
      now: iso(NOW),
      domains: [],
      active: [],
      next: [],
      counts: { lists: 0, recipients: 0, templates: 0, tasks: 0 },
      notices: [],
    });
    expect(overview.week).toHaveLength(7);
    expect(done(overview)).toEqual({
      sandbox: null,
      domain: false,
      dns: false,
      list: false,
      template: false,
      test: false,
      task: false,
    });
  });

  it('shows what goes on, what comes next, the quota of today and the mails of the week', async () => {
    const { world, call, post } = await setUp(700);
    await list(world);
    const { taskId } = (await post({ name: 'Letter' })).json;
    await world.settle();
    const next = (await post({ ...later, name: 'Tomorrow' })).json.taskId;

    const { json } = await call<OverviewJson>('GET', '/v1/overview');
    const active = (await call<{ items: unknown[] }>('GET', '/v1/tasks/active')).json;
    expect(json.active).toEqual(active.items);
    expect(json.active.map((item) => item.taskId)).toEqual([taskId, next]);
    expect(json.next).toEqual([{ taskId: next, name: 'Tomorrow', type: 'timed', at: iso(NOW + 3 * HOUR) }]);
    expect(json.domains).toMatchObject([
      { domain: 'x.test', status: 'verified', level: 1, limit: 500, sent: 500, left: 0, reserved: 0, heldUntil: null },
    ]);
    expect(json.week?.at(-1)).toEqual({ day: '2027-01-01', accepted: 500, delivered: 0, bounced: 0, complained: 0 });
    expect(json.week?.[0]).toMatchObject({ day: '2026-12-26', accepted: 0 });
    expect(json.counts).toEqual({ lists: 1, recipients: 700, templates: 1, tasks: 2 });
    expect(done(json)).toMatchObject({ domain: true, list: true, template: true, task: false });
  });

  it('knows the last step as done once a campaign is over, even when it has another occurrence to come', async () => {
    const { world, call, post } = await setUp();
    const { taskId } = (await post({ type: 'recurring', startAt: iso(NOW + HOUR), intervalHours: 24 })).json;
    await world.travel(2 * HOUR);

    const { json } = await call<OverviewJson>('GET', '/v1/overview');
    expect((await call<TaskJson>('GET', `/v1/tasks/${taskId}`)).json.status).toBe('waiting');
    expect(done(json).task).toBe(true);
  });

  it('counts a test as done, whichever way it ended', async () => {
    const world = await TaskWorld.of(1);
    await list(world);
    const request = callerOf(
      world.outside,
      taskRoutesIn({ ...world.outside, rateGate: rateGateIn(world.outside) }),
      'admin',
    );
    const test = { from: 'news@x.test', templateId: world.templateId, to: ['me@x.test'] };
    expect((await request('POST', '/v1/test-sends', test)).status).toBe(200);
    world.clock.advance(3 * DAY);
    expect(done((await request('GET', '/v1/overview')).json as OverviewJson).test).toBe(true);
  });

  it('says that everything is held, and who is in the sandbox or over the quota of the account', async () => {
    const limits = { day: { perDay: 200, used: 200 }, rate: 1, sandbox: true, sendingEnabled: false };
    const { world, call } = await setUp(0, { account: { limits: async () => limits } });
    await list(world);
    await holdStack(world.outside);
    await world.putDomain({ status: 'pending', reputation: { heldUntil: NOW + HOUR } });

    const { json } = await call<OverviewJson>('GET', '/v1/overview');
    expect(json.notices).toEqual([
      { code: 'account-held', params: { reason: 'hold-all', since: iso(NOW) } },
      { code: 'sending-disabled', params: {} },
      { code: 'reputation-held', params: { domain: 'x.test', until: iso(NOW + HOUR) } },
      { code: 'account-quota', params: { perDay: 200, used: 200 } },
      { code: 'domain-unverified', params: { domain: 'x.test', status: 'pending' } },
      { code: 'sandbox', params: {} },
    ]);
    expect(json.account).toMatchObject({ sandbox: true, hold: { reason: 'hold-all' } });
    expect(done(json)).toMatchObject({ sandbox: false, dns: false });
  });
});
