import { beforeEach, describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { MemoryMailer } from '../../../adapters/memory/mailer.ts';
import { adoptApiKey } from '../../../core/access/manage-api-keys.ts';
import { DAY, iso, MINUTE } from '../../../core/clock.ts';
import { holdStack, SAME_TABLES } from '../../../core/rate/stack-hold.ts';
import { pauseTask } from '../../../core/tasks/pause-task.ts';
import { releaseStack } from '../../../core/tasks/release-stack.ts';
import { HOLDS } from '../../../lambdas/tasks/holds.ts';
import type { runAnswer } from '../../../lambdas/tasks/views.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { later, setUp, type TaskJson } from './task-api.ts';

const HELD = {
  reason: 'hold-all',
  since: iso(NOW),
  by: null,
  resumesAt: null,
  behind: null,
  lastAnswer: null,
  advice: HOLDS['hold-all'].advice,
};

let api: Awaited<ReturnType<typeof setUp>>;

const show = async (taskId: string) => (await api.call<TaskJson>('GET', `/v1/tasks/${taskId}`)).json;
const act = (taskId: string, action: string) => api.call<TaskJson>('POST', `/v1/tasks/${taskId}/${action}`);
const list = async (query: string) =>
  (await api.call<{ items: TaskJson[] }>('GET', '/v1/tasks', undefined, query)).json.items;
const runOf = async (taskId: string) =>
  (await api.call<{ items: z.infer<typeof runAnswer>[] }>('GET', `/v1/tasks/${taskId}/runs`)).json.items[0];
const hold = () => holdStack(api.world);
const release = () => releaseStack({ ...api.world.ports, identity: SAME_TABLES });

beforeEach(async () => {
  api = await setUp(600);
});

describe('while the whole stack is held', () => {
  it('a run that would send is paused by that, in its task, in lists and in its own answer', async () => {
    await hold();
    const { taskId } = (await api.post()).json;
    await api.world.settle();

    const paused = { status: 'paused', hold: HELD, finishesOn: null, counts: { cached: 600, inFlight: 0 } };
    expect(await show(taskId)).toMatchObject(paused);
    expect(await list('status=paused')).toMatchObject([paused]);
    expect(await list('status=sending')).toEqual([]);
    expect(await runOf(taskId)).toMatchObject({ status: 'paused', hold: HELD, counts: { cached: 600, inFlight: 0 } });
  });

  it('so is one that the quota holds, for it does not resume at its instant', async () => {
    const { taskId } = (await api.post()).json;
    await api.world.settle();
    expect(await show(taskId)).toMatchObject({ status: 'paused', hold: { reason: 'warm-up-quota' } });

    await hold();
    const held = { status: 'paused', hold: { reason: 'hold-all', resumesAt: null } };
    expect(await show(taskId)).toMatchObject(held);
    expect(await runOf(taskId)).toMatchObject(held);
  });

  it('a task that waits says so, and keeps its status and actions', async () => {
    const { taskId } = (await api.post(later)).json;
    expect(await show(taskId)).toMatchObject({ status: 'waiting', hold: null });

    await hold();
    expect(await show(taskId)).toMatchObject({ status: 'waiting', hold: HELD });
    expect((await act(taskId, 'resume')).status).toBe(409);
  });

  it("a user's pause and what is over stay what they are", async () => {
    const paused = (await api.post()).json.taskId;
    await act(paused, 'pause');
    const cancelled = (await api.post(later)).json.taskId;
    await act(cancelled, 'cancel');

    await hold();
    expect(await show(paused)).toMatchObject({ status: 'paused', hold: { reason: 'user' } });
    expect(await show(cancelled)).toMatchObject({ status: 'cancelled', hold: null });
  });

  it('a resume is accepted and ends nothing, a pause and a cancel hold for good', async () => {
    await hold();
    const [resumed, paused, cancelled] = [await api.post(), await api.post(), await api.post()].map(
      ({ json }) => json.taskId,
    );
    await api.world.settle();

    const answer = await act(resumed ?? '', 'resume');
    expect([answer.status, answer.json.status, answer.json.hold]).toEqual([200, 'paused', HELD]);
    expect((await act(paused ?? '', 'pause')).json).toMatchObject({ status: 'paused', hold: { reason: 'user' } });
    expect((await act(cancelled ?? '', 'cancel')).json).toMatchObject({ status: 'cancelled', hold: null });
  });

  it('and no longer once it is released', async () => {
    await api.world.putDomain({ plan: 'unlimited' });
    await hold();
    const waiting = (await api.post(later)).json.taskId;
    const { taskId } = (await api.post()).json;
    await api.world.settle();

    await release();
    expect(await show(taskId)).toMatchObject({ status: 'sending', hold: null, counts: { cached: 0, inFlight: 600 } });
    expect(await show(waiting)).toMatchObject({ status: 'waiting', hold: null });
    expect((await act(taskId, 'resume')).status).toBe(409);
    await api.world.travel(DAY);
    expect(await show(taskId)).toMatchObject({ status: 'finished', hold: null, counts: { sent: 600 } });
  });
});

describe('a hold of somebody', () => {
  const by = { keyId: '1', name: 'Yuki' };
  const nameKey = (name: string) =>
    adoptApiKey(api.world.outside, `mr_1_${'s3cReT'.repeat(8)}`, { name, role: 'sender' });
  const active = async () => (await api.call<{ items: TaskJson[] }>('GET', '/v1/tasks/active')).json.items[0];

  it('names the key of whoever paused the task, as it was called then, in each answer', async () => {
    await nameKey('Yuki');
    const { taskId } = (await api.post()).json;
    await api.world.settle();
    expect((await active())?.hold).toMatchObject({ reason: 'warm-up-quota', by: null });

    expect((await act(taskId, 'pause')).json.hold).toMatchObject({ reason: 'user', by });
    await nameKey('Yuki of Osaka');
    expect((await show(taskId)).hold).toMatchObject({ by });
    expect((await runOf(taskId))?.hold).toMatchObject({ by });
    expect((await active())?.hold).toMatchObject({ by });
    expect((await act(taskId, 'pause')).json.hold).toMatchObject({ by });
  });

  it('is forgotten with the pause, and names nobody after a pause that nobody asked for', async () => {
    await nameKey('Yuki');
    const { taskId } = (await api.post(later)).json;
    await act(taskId, 'pause');
    expect((await show(taskId)).hold).toMatchObject({ by });
    await act(taskId, 'resume');
    await pauseTask(taskId, api.world.ports);
    expect((await show(taskId)).hold).toMatchObject({ reason: 'user', by: null });
  });

  it('names who holds everything', async () => {
    await holdStack(api.world, by);
    const { taskId } = (await api.post(later)).json;
    expect((await show(taskId)).hold).toMatchObject({ reason: 'hold-all', by });
    await release();
    await hold();
    expect((await show(taskId)).hold).toMatchObject({ reason: 'hold-all', by: null });
  });
});

describe('while the mail server accepts nothing', () => {
  it('a run is held by that, with the last answer, since the first refusal, until the next try', async () => {
    const away = new MemoryMailer({ script: () => ({ kind: 'throttled', reason: 'connect ECONNREFUSED' }) });
    const { mailer } = api.world.ports;
    Object.assign(api.world.ports, { mailer: away });
    const { taskId } = (await api.post()).json;
    await api.world.travel(5 * MINUTE);

    const task = await show(taskId);
    expect(task).toMatchObject({ status: 'paused', counts: { sent: 0, failed: 0, cached: 600, inFlight: 0 } });
    expect(task.hold).toEqual({
      reason: 'mail-server',
      since: iso(NOW),
      by: null,
      resumesAt: iso((await api.world.run(taskId)).wakeAt ?? 0),
      behind: null,
      lastAnswer: 'connect ECONNREFUSED',
      advice: HOLDS['mail-server'].advice,
    });
    expect(await list('status=paused')).toEqual([task]);
    expect((await runOf(taskId))?.hold).toEqual(task.hold);

    Object.assign(api.world.ports, { mailer });
    const resumed = await act(taskId, 'resume');
    expect([resumed.status, resumed.json.status, resumed.json.hold]).toEqual([200, 'sending', null]);
    await api.world.travel(MINUTE);
    expect(await show(taskId)).toMatchObject({ hold: { reason: 'warm-up-quota', lastAnswer: null } });
  });
});

describe('a hold', () => {
  it('says for each reason what it means and what ends it', () => {
    for (const { means, advice } of Object.values(HOLDS)) {
      expect(means).toMatch(/^[a-z].*[^.]$/);
      expect(advice).toMatch(/^[A-Z].*\.$/);
    }
  });
});
