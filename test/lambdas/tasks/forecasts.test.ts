import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, iso } from '../../../core/clock.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { daily, type Json, type ProblemJson, setUp } from './task-api.ts';

interface TaskForecastJson {
  days: { day: string; level: number | null; limit: number | null; planned: number; others: number }[];
  finishesAt: string | null;
  finishesOn: string | null;
  assumes: Json;
}
interface Days {
  days: {
    day: string;
    level: number | null;
    limit: number | null;
    left: number | null;
    planned: { taskId: string | null; label: string | null; mails: number }[];
  }[];
  tasks: { taskId: string | null; label: string | null; finishesOn: string | null }[];
}
type WhatIfJson = Days & { now: string; today: Days };

const dayOf = (n: number) => iso(NOW + n * DAY).slice(0, 10);

describe('GET /v1/tasks/{id}/forecast', () => {
  it('says what then happens, and who else sends on those days', async () => {
    const { world, call, post } = await setUp(700);
    const first = (await post()).json.taskId;
    await world.settle();
    world.clock.advance(HOUR);
    const second = (await post()).json.taskId;
    await world.settle();

    const { json } = await call<TaskForecastJson>('GET', `/v1/tasks/${second}/forecast`);
    expect(json).toMatchObject({
      days: [
        { day: dayOf(0), level: 1, limit: 500, planned: 0, others: 0 },
        { day: dayOf(1), level: 2, limit: 1_000, planned: 700, others: 200 },
      ],
      finishesOn: dayOf(1),
      assumes: { rate: 1_000, accountPerDay: null },
    });
    await world.travel(2 * DAY);
    expect((await world.run(second)).sent).toBe(700);
    expect(iso((await world.run(second)).finishedAt ?? 0).slice(0, 10)).toBe(json.finishesOn);
    const over = (await call<TaskForecastJson>('GET', `/v1/tasks/${first}/forecast`)).json;
    expect(over).toMatchObject({ days: [], finishesAt: null, finishesOn: null });
  });

  it('looks at the next run of a task that waits', async () => {
    const { call, post } = await setUp(600);
    const { taskId } = (await post(daily)).json;
    const { json } = await call<TaskForecastJson>('GET', `/v1/tasks/${taskId}/forecast`);
    expect(json.days.map(({ planned }) => planned)).toEqual([500, 100]);
    expect(json.days[1]?.others).toBe(600);
  });
});

describe('POST /v1/domains/{domain}/forecast', () => {
  it('compares a change with today, and changes nothing', async () => {
    const { world, call, post } = await setUp(700);
    const { taskId } = (await post()).json;
    await world.settle();
    const before = [...world.tables.all('WarmUp'), ...world.tables.all('Campaigns')];

    const body = { level: 2, add: [{ label: 'Sale', mails: 900, at: null }], days: 3 };
    const { status, json } = await call<WhatIfJson>('POST', '/v1/domains/x.test/forecast', body);
    expect(status).toBe(200);
    const mine = { taskId, label: null };
    const sale = { taskId: null, label: 'Sale' };
    expect(json.days.map(({ day, limit, planned }) => [day, limit, planned])).toEqual([
      [dayOf(0), 1_000, [{ ...sale, mails: 500 }]],
      [
        dayOf(1),
        2_000,
        [
          { ...mine, mails: 200 },
          { ...sale, mails: 400 },
        ],
      ],
      [dayOf(2), 5_000, []],
    ]);
    expect(json.tasks).toMatchObject([
      { ...mine, finishesOn: dayOf(1) },
      { ...sale, finishesOn: dayOf(1) },
    ]);
    expect(json.today.days.map(({ limit, left, planned }) => [limit, left, planned])).toEqual([
      [500, 0, []],
      [1_000, 800, [{ ...mine, mails: 200 }]],
      [2_000, 2_000, []],
    ]);
    expect([...world.tables.all('WarmUp'), ...world.tables.all('Campaigns')]).toEqual(before);
  });

  it('leaves a task out', async () => {
    const { world, call, post } = await setUp(700);
    const { taskId } = (await post()).json;
    await world.settle();
    const { json } = await call<WhatIfJson>('POST', '/v1/domains/x.test/forecast', {
      without: [taskId],
      plan: 'unlimited',
    });
    expect(json.tasks).toEqual([]);
    expect(json.days).toHaveLength(60);
    expect(json.days.at(-1)).toMatchObject({ level: null, limit: null, left: null, planned: [] });
    expect(json.today.tasks).toHaveLength(1);
  });

  it('refuses what the change itself would be refused for, and a domain that is not there', async () => {
    const { call } = await setUp();
    const refuse = async (body: Json) => {
      const { status, json } = await call<ProblemJson>('POST', '/v1/domains/x.test/forecast', body);
      return [status, json.errors[0]?.path];
    };
    expect(await refuse({ plan: 'custom' })).toEqual([400, '/steps']);
    expect(await refuse({ level: 99 })).toEqual([400, '/level']);
    expect(await refuse({ days: 401 })).toEqual([400, '/days']);
    expect(await refuse({ add: [{ label: '', mails: 1 }] })).toEqual([400, '/add/0/label']);
    expect((await call('POST', '/v1/domains/y.test/forecast', {})).status).toBe(404);
  });
});
