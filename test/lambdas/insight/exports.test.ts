import { describe, expect, it } from '@jest/globals';
import { createList } from '../../../core/audience/manage-lists.ts';
import { suppress } from '../../../core/audience/suppressions.ts';
import { DAY, HOUR } from '../../../core/clock.ts';
import { MAX_OPEN_EXPORTS } from '../../../core/exports/create-export.ts';
import { recordMailEvents } from '../../../core/insight/record-mail-events.ts';
import { RunLinks } from '../../../core/insight/run-links.ts';
import { SegmentDays } from '../../../core/insight/segment-days.ts';
import { domainListingKey } from '../../../core/keys.ts';
import { cancelTask } from '../../../core/tasks/cancel-task.ts';
import { insightRoutesIn } from '../../../lambdas/compose/insight.ts';
import { taskRoutesIn } from '../../../lambdas/compose/tasks.ts';
import { ExportWorld, linesOf } from '../../core/exports/export-world.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { TaskWorld } from '../../core/tasks/task-world.ts';
import { callerOf } from '../http/requests.ts';

const TODAY = new Date(NOW).toISOString().slice(0, 10);

interface ExportJson {
  exportId: string;
  status: string;
  error: string | null;
  reason: string | null;
  rows: number;
  bytes: number;
  url: string | null;
  urlUntil: string | null;
}

/** The API with an exporter that works when it is asked to. */
const setUp = async (members = 3) => {
  const world = await TaskWorld.of(members);
  const { tables, outside } = world;
  await tables.write({ kind: 'put', table: 'WarmUp', item: { ...domainListingKey(NOW, 'x.test'), domain: 'x.test' } });
  const request = callerOf(outside, [...insightRoutesIn(outside), ...taskRoutesIn(outside)]);
  const exporter = new ExportWorld(outside);
  const begin = async (body: object) => {
    const { json, status } = await request('POST', '/v1/exports', body);
    return { status, json: json as ExportJson & { code: string; errors: { path: string; code: string }[] } };
  };
  const show = async (exportId: string) => (await request('GET', `/v1/exports/${exportId}`)).json as ExportJson;
  const file = async (body: object) => {
    const { json } = await begin(body);
    return linesOf(await exporter.file(json.exportId));
  };
  return { world, request, exporter, begin, show, file };
};

describe('POST /v1/exports', () => {
  it('begins an export, whose state and file the other call shows', async () => {
    const { world, exporter, begin, show } = await setUp();
    const { status, json } = await begin({ of: 'list', listId: world.listId });
    expect({ status, json }).toEqual({ status: 202, json: { exportId: json.exportId, status: 'waiting' } });
    expect(await show(json.exportId)).toMatchObject({ of: 'list', status: 'waiting', url: null, urlUntil: null });
    await exporter.file(json.exportId);
    expect(await show(json.exportId)).toMatchObject({
      status: 'finished',
      error: null,
      rows: 3,
      url: `https://bucket.test/exports/${json.exportId}.csv`,
      urlUntil: new Date(world.clock.now() + HOUR).toISOString(),
    });
  });

  it('begins one export, however often a request with the same key is sent', async () => {
    const { world, request } = await setUp();
    const body = { of: 'list', listId: world.listId };
    const send = () => request('POST', '/v1/exports', body, '', { 'idempotency-key': 'once' });
    const [first, second] = [await send(), await send()];
    expect(second.json).toEqual(first.json);
    expect(world.outside.exportQueue.waiting()).toHaveLength(1);
  });

  it.each([
    [{ of: 'list' }, '/listId', 'required'],
    [{ of: 'list', listId: '77' }, '/listId', 'no-such'],
    [{ of: 'list', listId: '77', taskId: '5' }, '/taskId', 'not-allowed'],
    [{ of: 'run' }, '/taskId', 'required'],
    [{ of: 'run', taskId: '77' }, '/taskId', 'no-such'],
    [{ of: 'run', taskId: '77', domain: 'x.test' }, '/domain', 'not-allowed'],
    [{ of: 'suppressions', outcome: 'failed' }, '/outcome', 'not-allowed'],
    [{ of: 'statistics', from: TODAY }, '/to', 'required'],
    [{ of: 'statistics', from: TODAY, to: '2020-01-01' }, '/to', 'too-small'],
    [{ of: 'statistics', from: '2020-01-01', to: TODAY }, '/to', 'too-far'],
    [{ of: 'statistics', from: TODAY, to: TODAY, reason: 'bounce' }, '/reason', 'not-allowed'],
    [{ of: 'tasks' }, '/of', 'not-allowed'],
    [{ of: 'list', listId: '77', format: 'xlsx' }, '/format', 'unknown-field'],
  ])('refuses %j by its field %s', async (body, path, code) => {
    const { world, begin } = await setUp();
    const { status, json } = await begin(body);
    expect({ status, errors: json.errors.map(({ path: at, code: what }) => [at, what]) }).toEqual({
      status: 400,
      errors: [[path, code]],
    });
    expect(world.outside.exportQueue.waiting()).toEqual([]);
  });

  it('refuses a task that has no run yet, and a run of another task', async () => {
    const { world, begin } = await setUp();
    const taskId = await world.create();
    expect((await begin({ of: 'run', taskId })).json.errors).toMatchObject([{ path: '/taskId', code: 'not-ready' }]);
    await world.settle();
    expect((await begin({ of: 'run', taskId, runId: '5-1' })).json.errors).toMatchObject([
      { path: '/runId', code: 'no-such' },
    ]);
  });

  it('refuses one more than may be unfinished, until one has ended', async () => {
    const { exporter, begin } = await setUp();
    for (let i = 0; i < MAX_OPEN_EXPORTS; i += 1) expect((await begin({ of: 'suppressions' })).status).toBe(202);
    const { status, json } = await begin({ of: 'suppressions' });
    expect([status, json.code]).toEqual([409, 'in-use']);
    await exporter.invoke();
    expect((await begin({ of: 'suppressions' })).status).toBe(202);
  });
});

describe('GET /v1/exports/{id}', () => {
  it('knows no export that never was', async () => {
    const { request } = await setUp();
    expect((await request('GET', '/v1/exports/77')).status).toBe(404);
  });

  it('says why an export failed', async () => {
    const { world, exporter, begin, show } = await setUp();
    const other = await createList(world.outside, { name: 'Short-lived', description: null });
    const { json } = await begin({ of: 'list', listId: other.listId });
    world.clock.advance(DAY);
    expect(await show(json.exportId)).toMatchObject({ status: 'failed', error: 'stuck', url: null });
    await exporter.file(json.exportId);
    const failed = await show(json.exportId);
    expect(failed.reason).toContain('start it again');
  });
});

describe('an export of a run', () => {
  it('has every recipient with the outcome, and what became of the mail', async () => {
    const { world, file } = await setUp(250);
    const taskId = await world.create();
    await world.settle();
    const lines = await file({ of: 'run', taskId });
    expect(lines[0]).toMatch(/^email,outcome,reason,at,mailId,delivery,/);
    expect(lines).toHaveLength(251);
    const [email = '', outcome, , , mailId = ''] = (lines[1] ?? '').split(',');
    expect(outcome).toBe('sent');
    await recordMailEvents(
      [
        {
          type: 'bounce',
          mailId,
          email,
          at: NOW,
          sentAt: NOW,
          domain: 'x.test',
          bounce: { kind: 'permanent', status: '5.1.1', isSpam: false },
          isSuppressedByProvider: false,
        },
      ],
      {
        ...world.ports,
        segmentDays: new SegmentDays(world.tables),
        runLinks: new RunLinks(world.tables),
        shard: 0,
        simulatorCounts: false,
      },
    );
    const bounced = (await file({ of: 'run', taskId })).filter((line) => line.includes(',bounced,'));
    expect(bounced).toHaveLength(1);
    expect(bounced[0]).toContain(email);
    expect(await file({ of: 'run', taskId, outcome: 'failed' })).toHaveLength(1);
  });

  it('names who was skipped and why, and who was not reached before a cancel', async () => {
    const { world, file } = await setUp(700);
    await suppress(world.outside, { email: 'reader1@x.test', reason: 'manual' });
    const taskId = await world.create();
    await world.settle();
    // 500 are sent today.
    await cancelTask(taskId, world.ports);
    const lines = await file({ of: 'run', taskId });
    expect(lines).toHaveLength(701);
    const skipped = await file({ of: 'run', taskId, outcome: 'skipped' });
    const reasons = new Set(skipped.slice(1).map((line) => line.split(',')[2]));
    expect(reasons).toContain('cancelled');
    const cancelled = await file({ of: 'run', taskId, outcome: 'skipped', reason: 'cancelled' });
    expect(cancelled.length).toBeGreaterThan(150);
    expect(new Set(lines).size).toBe(701);
  });
});

describe('an export of statistics', () => {
  it('has a line a day', async () => {
    const { world, file } = await setUp();
    await world.create();
    await world.settle();
    expect(await file({ of: 'statistics', from: TODAY, to: TODAY })).toEqual([
      'day,requested,accepted,delivered,opened,clicked,bounced,complained,unsubscribed',
      `${TODAY},3,3,0,0,0,0,0,0`,
    ]);
    expect(await file({ of: 'statistics', from: TODAY, to: TODAY, domain: 'other.test' })).toHaveLength(1);
  });
});
