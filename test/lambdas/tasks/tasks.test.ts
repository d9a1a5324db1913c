import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { createSnapshotReader } from '../../../core/audience/snapshot-store.ts';
import { DAY, HOUR, iso } from '../../../core/clock.ts';
import { listKey } from '../../../core/keys.ts';
import { TablesBusy } from '../../../core/tables.ts';
import { taskRoutesIn } from '../../../lambdas/compose/tasks.ts';
import { openApiOf } from '../../../lambdas/http/openapi.ts';
import { taskRoutes } from '../../../lambdas/tasks/routes.ts';
import type { recipientAnswer, runAnswer } from '../../../lambdas/tasks/views.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { callerOf } from '../http/requests.ts';
import { daily, later, type ProblemJson, setUp, type TaskJson } from './task-api.ts';

describe('actions of a task', () => {
  it('answer with the task, without a body or with an empty one', async () => {
    const { call, post } = await setUp();
    const path = `/v1/tasks/${(await post(later)).json.taskId}`;

    const paused = await call<TaskJson>('POST', `${path}/pause`);
    expect(paused.json).toMatchObject({ status: 'paused', hold: { reason: 'user', since: iso(NOW), resumesAt: null } });
    expect((await call<TaskJson>('POST', `${path}/resume`, {})).json.status).toBe('waiting');
    expect((await call<ProblemJson>('POST', `${path}/resume`)).json.code).toBe('wrong-status');
    expect((await call<TaskJson>('POST', `${path}/cancel`)).json).toMatchObject({
      status: 'cancelled',
      nextOccurrences: [],
      finishedAt: iso(NOW),
    });
    expect((await call('POST', `${path}/cancel`)).status).toBe(200);
  });

  it('refuse a retry of a task that never ran', async () => {
    const { post, call } = await setUp();
    const { taskId } = (await post(later)).json;
    await call('POST', `/v1/tasks/${taskId}/cancel`);
    const retried = await call('POST', `/v1/tasks/${taskId}/retry`, { outcomes: ['failed'] });
    expect(retried).toMatchObject({ status: 409, json: { code: 'wrong-status' } });
  });

  it('delete a task that is over, and no other', async () => {
    const { post, call } = await setUp();
    const path = `/v1/tasks/${(await post(later)).json.taskId}`;
    expect(await call('DELETE', path)).toMatchObject({ status: 409, json: { code: 'wrong-status' } });
    await call('POST', `${path}/cancel`);
    expect((await call('DELETE', path)).status).toBe(204);
    for (const gone of [path, `${path}/runs`, `${path}/recipients`]) expect((await call('GET', gone)).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(404);
    expect((await call('GET', '/v1/tasks')).json).toMatchObject({ items: [] });
  });

  it('refuse a retry that does not say of whom', async () => {
    const { call, post } = await setUp();
    const path = `/v1/tasks/${(await post(later)).json.taskId}/retry`;

    expect((await call('POST', path)).status).toBe(400);
    expect((await call<ProblemJson>('POST', path, { outcomes: ['sent'] })).json.errors[0]?.path).toBe('/outcomes/0');
    expect((await call('POST', path, { outcomes: ['failed'] })).status).toBe(200);
  });

  it('are 404 for a task that is not there', async () => {
    const { call } = await setUp();

    expect((await call('POST', '/v1/tasks/9/pause')).status).toBe(404);
    expect((await call('GET', '/v1/tasks/x')).status).toBe(404);
    const tooLarge = await call<ProblemJson & { detail: string }>('GET', '/v1/tasks/9007199254740992');
    expect([tooLarge.status, tooLarge.json.detail]).toEqual([404, 'there is nothing at /v1/tasks/9007199254740992']);
  });
});

describe('GET /v1/tasks', () => {
  it('lists the newest first, page by page', async () => {
    const { world, call, post } = await setUp();
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      made.unshift((await post(later)).json.taskId);
      world.clock.advance(1);
    }

    const seen: string[] = [];
    let query = 'limit=2';
    for (;;) {
      const { json } = await call<{ items: TaskJson[]; nextCursor: string | null }>(
        'GET',
        '/v1/tasks',
        undefined,
        query,
      );
      seen.push(...json.items.map(({ taskId }) => taskId));
      if (json.nextCursor === null) break;
      query = `limit=2&cursor=${json.nextCursor}`;
    }
    expect(seen).toEqual(made);
  });

  it('filters by status, type and list', async () => {
    const { world, call, post } = await setUp();
    const done = (await post()).json.taskId;
    await world.settle();
    world.clock.advance(1);
    const waiting = (await post(later)).json.taskId;
    const idsOf = async (query: string) => {
      const { json } = await call<{ items: TaskJson[] }>('GET', '/v1/tasks', undefined, query);
      return json.items.map(({ taskId }) => taskId);
    };

    expect(await idsOf('status=finished')).toEqual([done]);
    expect(await idsOf('type=timed')).toEqual([waiting]);
    expect(await idsOf(`listId=${world.listId}`)).toEqual([waiting, done]);
    expect(await idsOf('listId=9')).toEqual([]);
    expect((await call<ProblemJson>('GET', '/v1/tasks', undefined, 'status=x')).json.errors[0]?.path).toBe('/status');
  });

  it('filters by several statuses, domain, template, and a part of name or subject', async () => {
    const { world, call, post } = await setUp();
    const done = (await post({ name: 'Autumn Letter' })).json.taskId;
    await world.settle();
    world.clock.advance(1);
    const waiting = (await post({ ...later, subject: 'A letter for {{ email }}' })).json.taskId;
    world.clock.advance(1);
    const other = (await post({ ...later, name: 'Receipts' })).json.taskId;
    const idsOf = async (query: string) => {
      const { json } = await call<{ items: TaskJson[] }>('GET', '/v1/tasks', undefined, query);
      return json.items.map(({ taskId }) => taskId);
    };

    expect(await idsOf('status=finished,waiting')).toEqual([other, waiting, done]);
    expect(await idsOf('status=sending,finished')).toEqual([done]);
    expect(await idsOf('domain=X.test')).toEqual([other, waiting, done]);
    expect(await idsOf('domain=y.test')).toEqual([]);
    expect(await idsOf(`templateId=${world.templateId}`)).toEqual([other, waiting, done]);
    expect(await idsOf('templateId=9')).toEqual([]);
    expect(await idsOf('q=LETTER')).toEqual([waiting, done]);
    expect(await idsOf('q=letter&status=waiting')).toEqual([waiting]);
    for (const bad of ['status=waiting,x', 'status=', 'q=a', 'domain='])
      expect((await call<ProblemJson>('GET', '/v1/tasks', undefined, bad)).status).toBe(400);
  });

  it('names the list, the template and the domain of a task, and none that are gone', async () => {
    const { world, call, post } = await setUp();
    const { json } = await post(later);
    expect(json).toMatchObject({ domain: 'x.test', listName: 'readers', templateName: 'news' });
    await call('POST', `/v1/tasks/${json.taskId}/cancel`);
    await world.tables.write({ kind: 'delete', table: 'Audience', key: listKey(world.listId) });
    const shown = (await call<TaskJson>('GET', `/v1/tasks/${json.taskId}`)).json;
    expect(shown).toMatchObject({ listName: null, templateName: 'news' });
  });

  it('refuses a cursor of another list', async () => {
    const { call } = await setUp();

    expect((await call<ProblemJson>('GET', '/v1/tasks', undefined, 'cursor=x')).json.code).toBe('invalid-cursor');
  });
});

describe('POST /v1/tasks', () => {
  it('answers 201 once the task is stored, whatever the tables refuse from then on', async () => {
    const { world, body } = await setUp();
    const { tables } = world;
    let isStored = false;
    const busyOnceStored = async <T>(read: () => Promise<T>): Promise<T> => {
      if (isStored) throw new TablesBusy('the tables refused for 20000 ms');
      return await read();
    };
    const request = callerOf(
      world.outside,
      taskRoutesIn({
        ...world.outside,
        tables: {
          get: (...key) => busyOnceStored(() => tables.get(...key)),
          getMany: (...keys) => busyOnceStored(() => tables.getMany(...keys)),
          query: (query) => busyOnceStored(() => tables.query(query)),
          write: async (write) => {
            const result = await tables.write(write);
            isStored ||= write.kind === 'put' && write.table === 'Campaigns';
            return result;
          },
          transact: (...writes) => busyOnceStored(() => tables.transact(...writes)),
        },
      }),
    );

    expect((await request('POST', '/v1/tasks', body())).status).toBe(201);
    expect(isStored).toBe(true);
  });
});

describe('GET /v1/tasks/{id}', () => {
  it('shows counts, progress and the hold of a parked run', async () => {
    const { world, call, post } = await setUp(1_200);
    const { taskId } = (await post()).json;
    await world.settle();

    const { json } = await call<TaskJson>('GET', `/v1/tasks/${taskId}`);

    const { wakeAt, holdSince } = await world.run(taskId);
    expect(json).toMatchObject({
      status: 'paused',
      hold: { reason: 'warm-up-quota', since: iso(holdSince ?? 0), resumesAt: iso(wakeAt ?? 0), behind: null },
      progress: 0.4167,
      counts: { requested: 1_200, sent: 500, failed: 0, skipped: 0, unknown: 0, cached: 700, inFlight: 0 },
    });
  });
});

describe('GET /v1/tasks/{id}/runs and …/recipients', () => {
  it('show each run, and what became of each recipient', async () => {
    const { world, call, post } = await setUp(2);
    await world.join(1, 'reject+');
    const { taskId } = (await post({ ...daily, until: { occurrences: 2 } })).json;
    await world.travel(2 * DAY);

    const runs = await call<{ items: z.infer<typeof runAnswer>[] }>('GET', `/v1/tasks/${taskId}/runs`);
    expect(runs.json.items).toHaveLength(2);
    expect(runs.json.items[1]).toMatchObject({
      status: 'finished',
      scheduledFor: iso(NOW + HOUR),
      counts: { requested: 3, sent: 2, failed: 1 },
      retryOf: null,
    });

    type Recipients = { items: z.infer<typeof recipientAnswer>[]; nextCursor: string | null };
    const path = `/v1/tasks/${taskId}/recipients`;
    const failed = await call<Recipients>('GET', path, undefined, `outcome=failed&runId=${runs.json.items[1]?.runId}`);
    expect(failed.json.items).toEqual([
      {
        email: 'reject+0@y.test',
        outcome: 'failed',
        reason: '550 5.1.1 no such mailbox',
        cause: { code: 'refused', variable: null },
        at: expect.stringMatching(/Z$/),
        mailId: expect.any(String),
        delivery: null,
      },
    ]);
    const first = await call<Recipients>('GET', path, undefined, 'limit=2');
    const rest = await call<Recipients>('GET', path, undefined, `limit=2&cursor=${first.json.nextCursor}`);
    expect([...first.json.items, ...rest.json.items]).toHaveLength(3);
    expect((await call<ProblemJson>('GET', path, undefined, 'runId=9-x')).json.errors[0]?.path).toBe('/runId');
    expect(
      (await call<ProblemJson>('GET', path, undefined, `outcome=sent&cursor=${first.json.nextCursor}`)).json.code,
    ).toBe('invalid-cursor');
  });
});

describe('the OpenAPI document of the tasks', () => {
  it('describes every call', async () => {
    const { ports, objects } = (await setUp()).world;

    const document = openApiOf(taskRoutes({ ...ports, snapshots: createSnapshotReader(objects) }), {
      title: 't',
      version: '1',
      description: 'd',
    });

    expect(Object.keys(document.paths as object)).toHaveLength(16);
  });
});
