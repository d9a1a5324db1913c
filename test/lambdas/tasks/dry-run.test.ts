import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { DAY, HOUR, iso } from '../../../core/clock.ts';
import type { dryRunAnswer } from '../../../lambdas/tasks/views.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { type Json, later, setUp, type TaskJson } from './task-api.ts';

type DryRun = z.infer<typeof dryRunAnswer>;

describe('POST /v1/tasks?dryRun=true', () => {
  it('answers 200 with what would become of the task, and makes none', async () => {
    const { call, body } = await setUp(700);

    const { status, headers, json } = await call<DryRun>('POST', '/v1/tasks', body(), 'dryRun=true');

    expect(status).toBe(200);
    expect(headers.location).toBeUndefined();
    expect(json).toEqual({
      sampled: null,
      requested: 700,
      skipped: {},
      failing: {},
      missingVariables: [],
      emptyVariables: [],
      largestMail: expect.any(Number),
      examples: expect.any(Array),
      days: [
        { day: iso(NOW).slice(0, 10), planned: 500, others: 0, limit: 500 },
        { day: iso(NOW + DAY).slice(0, 10), planned: 200, others: 0, limit: 1_000 },
      ],
      finishesOn: iso(NOW + DAY).slice(0, 10),
      nextOccurrences: [],
      warnings: [],
    });
    expect((await call<{ items: unknown[] }>('GET', '/v1/tasks')).json.items).toEqual([]);
  });

  it('looks at a sample where it is asked to, and makes no task', async () => {
    const { call, body } = await setUp(7);
    const { status, json } = await call<DryRun>('POST', '/v1/tasks', body(), 'dryRun=sample');
    expect(status).toBe(200);
    expect(json).toMatchObject({ sampled: null, requested: 7 });
    expect((await call<{ items: unknown[] }>('GET', '/v1/tasks')).json.items).toEqual([]);
  });

  it('refuses a body that would be refused without it, and another value', async () => {
    const { call, body } = await setUp();
    const refused = await call<{ errors: { path: string }[] }>('POST', '/v1/tasks', body({ from: 'x' }), 'dryRun=true');
    expect([refused.status, refused.json.errors[0]?.path]).toEqual([400, '/from']);
    expect((await call('POST', '/v1/tasks', body(), 'dryRun=perhaps')).status).toBe(400);
    expect((await call('POST', '/v1/tasks', body(), 'dryRun=false')).status).toBe(201);
  });

  it('leaves an Idempotency-Key to the task itself', async () => {
    const { call, body } = await setUp();
    const headers = { 'idempotency-key': 'once' };

    expect((await call('POST', '/v1/tasks', body(), 'dryRun=true', headers)).status).toBe(200);
    const made = await call<TaskJson>('POST', '/v1/tasks', body(), '', headers);
    const again = await call<TaskJson>('POST', '/v1/tasks', body(), '', headers);

    expect(made.status).toBe(201);
    expect(again.json.taskId).toBe(made.json.taskId);
    expect((await call('POST', '/v1/tasks', body(), 'dryRun=true', headers)).status).toBe(200);
  });
});

describe('PATCH /v1/tasks/{id}?dryRun=true', () => {
  it('answers what would become of the task, and changes nothing', async () => {
    const { call, post } = await setUp(7);
    const { json: made } = await post(later);
    const path = `/v1/tasks/${made.taskId}`;

    const { status, json } = await call<DryRun>('PATCH', path, { subject: 'Other' }, 'dryRun=true');
    expect(status).toBe(200);
    expect(json).toMatchObject({ sampled: null, requested: 7, nextOccurrences: [{ utc: made.startAt }] });
    expect(json.examples[0]?.subject).toBe('Other');
    expect((await call<DryRun>('PATCH', path, {}, 'dryRun=sample')).json).toMatchObject({ requested: 7 });
    expect((await call<TaskJson>('GET', path)).json.subject).toBeNull();
    expect((await call<{ items: unknown[] }>('GET', `${path}/events`)).json.items).toHaveLength(1);
  });

  it('refuses what the edit would refuse, and a task that has begun', async () => {
    const { call, post } = await setUp(7);
    const { taskId } = (await post(later)).json;
    const path = `/v1/tasks/${taskId}`;
    expect((await call('PATCH', path, { listIds: ['1', '1'] }, 'dryRun=true')).status).toBe(400);
    expect((await call('PATCH', path, {}, 'dryRun=perhaps')).status).toBe(400);
    await call('POST', `${path}/cancel`);
    expect((await call('PATCH', path, {}, 'dryRun=true')).status).toBe(409);
  });
});

describe('finishesOn of a task', () => {
  it('is there while its run moves by itself', async () => {
    const { world, call, post } = await setUp(700);
    const { json: made } = await post();
    expect(made.finishesOn).toBeNull();
    await world.settle();

    const shown = async () => (await call<TaskJson & Json>('GET', `/v1/tasks/${made.taskId}`)).json;
    expect(await shown()).toMatchObject({ status: 'paused', finishesOn: iso(NOW + DAY).slice(0, 10) });
    expect(Date.parse(String((await shown()).finishesAt)) - (NOW + DAY)).toBeLessThan(HOUR);
    const { items } = (await call<{ items: TaskJson[] }>('GET', '/v1/tasks')).json;
    expect(items[0]?.finishesOn).toBe(iso(NOW + DAY).slice(0, 10));

    await call('POST', `/v1/tasks/${made.taskId}/pause`);
    expect(await shown()).toMatchObject({ hold: { reason: 'user' }, finishesOn: null });
    await call('POST', `/v1/tasks/${made.taskId}/resume`);
    await world.travel(2 * DAY);
    expect(await shown()).toMatchObject({ status: 'finished', finishesOn: null });
  });
});
