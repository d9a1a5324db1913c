import { describe, expect, it } from '@jest/globals';
import { HOUR, iso } from '../../../core/clock.ts';
import { holdStack } from '../../../core/rate/stack-hold.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { daily, type Json, later, type ProblemJson, setUp, type TaskJson } from './task-api.ts';

interface ActiveJson {
  now: string;
  items: (Pick<TaskJson, 'taskId' | 'status' | 'hold' | 'counts' | 'progress' | 'runId'> & Json)[];
  more: boolean;
}
interface TimelineJson {
  now: string;
  runId: string | null;
  points: { at: string; sent: number; failed: number; skipped: number; unknown: number }[];
  days: { day: string; sent: number; limit: number | null }[];
  next: string;
  more: boolean;
}

describe('GET /v1/tasks/active', () => {
  it('answers with the same counts and holds as the task itself, and with the time', async () => {
    const { world, call, post } = await setUp(700);
    const { taskId } = (await post({ name: 'Letter' })).json;
    await world.settle();
    const waiting = (await post(later)).json.taskId;

    const { json } = await call<ActiveJson>('GET', '/v1/tasks/active');
    expect(json).toMatchObject({ now: iso(world.clock.now()), more: false });
    expect(json.items.map((item) => item.taskId)).toEqual([taskId, waiting]);
    for (const item of json.items) {
      const { json: task } = await call<TaskJson & Json>('GET', `/v1/tasks/${item.taskId}`);
      const { updatedAt: _updatedAt, domain, ...same } = item;
      expect(task).toMatchObject(same);
      expect(domain).toBe('x.test');
    }
    expect(json.items[0]).toMatchObject({ hold: { reason: 'warm-up-quota' }, counts: { sent: 500, cached: 200 } });
  });

  it('says that everything is held', async () => {
    const { world, call, post } = await setUp();
    await post(later);
    await holdStack(world.outside);

    const { json } = await call<ActiveJson>('GET', '/v1/tasks/active');
    expect(json.items[0]?.hold).toMatchObject({ reason: 'hold-all', since: iso(NOW) });
  });
});

describe('GET /v1/tasks/{id}/timeline', () => {
  it('answers what closed, day by day, and then only what closed since', async () => {
    const { world, call, post } = await setUp(700);
    const path = `/v1/tasks/${(await post()).json.taskId}/timeline`;
    const before = (await call<TimelineJson>('GET', path)).json;
    expect(before).toMatchObject({ runId: null, points: [], days: [], more: false });
    await world.settle();

    const first = (await call<TimelineJson>('GET', path, undefined, `after=${before.next}`)).json;
    expect(first.points).toHaveLength(5);
    expect(first.points.at(-1)).toMatchObject({ sent: 500 });
    expect(first.days).toEqual([{ day: '2027-01-01', sent: 500, limit: 500 }]);
    await world.travel(25 * HOUR);
    const second = (await call<TimelineJson>('GET', path, undefined, `after=${first.next}`)).json;
    expect(second.points.at(-1)).toMatchObject({ sent: 700 });
    expect(second.days).toEqual([{ day: '2027-01-02', sent: 200, limit: 1_000 }]);
    const whole = (await call<TimelineJson>('GET', path, undefined, `runId=${first.runId}`)).json;
    expect(whole.points).toEqual([...first.points, ...second.points]);
    expect(whole.days).toEqual([...first.days, ...second.days]);
  });

  it('begins anew when the task shows another run', async () => {
    const { world, call, post } = await setUp();
    const path = `/v1/tasks/${(await post(daily)).json.taskId}/timeline`;
    await world.travel(2 * HOUR);
    const first = (await call<TimelineJson>('GET', path)).json;
    await world.travel(24 * HOUR);

    const second = (await call<TimelineJson>('GET', path, undefined, `after=${first.next}`)).json;
    expect(second.runId).not.toBe(first.runId);
    expect(second.points.at(-1)).toMatchObject({ sent: 3 });
  });

  it('refuses what is no place in it', async () => {
    const { call, post } = await setUp();
    const { taskId } = (await post(later)).json;
    const refused = await call<ProblemJson>('GET', `/v1/tasks/${taskId}/timeline`, undefined, 'after=x');
    expect([refused.status, refused.json.code, refused.json.errors[0]?.path]).toEqual([
      400,
      'invalid-cursor',
      '/after',
    ]);
    expect((await call('GET', '/v1/tasks/9/timeline')).status).toBe(404);
  });
});
