import { describe, expect, it } from '@jest/globals';
import { onlyList } from '../../../core/audience/list-choice.ts';
import { createList } from '../../../core/audience/manage-lists.ts';
import { DAY, HOUR, iso, MINUTE } from '../../../core/clock.ts';
import { createTemplate } from '../../../core/content/manage-templates.ts';
import { NOW } from '../../core/tasks/task-samples.ts';

import { daily, type Json, later, type ProblemJson, setUp, type TaskJson } from './task-api.ts';

describe('POST /v1/tasks', () => {
  it.each([
    [{}, 'immediate'],
    [{ startAt: iso(NOW + HOUR) }, 'timed'],
    [{ startAt: iso(NOW + HOUR), intervalHours: 24 }, 'recurring'],
    [{ startAt: iso(NOW + HOUR), recurrence: { every: 'day', at: '09:00' } }, 'recurring'],
  ])('takes the type from %j', async (changes, type) => {
    const { post } = await setUp();
    expect(await post({ type: undefined, ...changes })).toMatchObject({ status: 201, json: { type } });
  });

  it.each(['2027-01-01t12:00:00z', '2027-01-01T21:00:00+0900', '2027-01-01T12:00Z', '2027-01-01T12:00:00.0-0000'])(
    'takes the time %s',
    async (startAt) => {
      const { post } = await setUp();
      expect((await post({ type: undefined, startAt })).json).toMatchObject({ startAt: '2027-01-01T12:00:00.000Z' });
    },
  );

  it('records a task and answers with every key', async () => {
    const { world, post } = await setUp();

    const { status, headers, json } = await post({ ...later, timeZone: 'Asia/Tokyo', subject: 'Hello', name: 'March' });

    expect(status).toBe(201);
    expect(headers.location).toBe(`/v1/tasks/${json.taskId}`);
    expect(json).toEqual({
      domain: 'x.test',
      listName: 'readers',
      templateName: 'news',
      taskId: expect.stringMatching(/^\d{1,16}$/),
      name: 'March',
      type: 'timed',
      status: 'waiting',
      error: null,
      hold: null,
      from: 'News <news@x.test>',
      replyTo: null,
      subject: 'Hello',
      templateId: world.templateId,
      templateData: {},
      listId: world.listId,
      listIds: [world.listId],
      excludeListIds: [],
      startAt: '2027-01-01T12:00:00.000Z',
      intervalHours: null,
      recurrence: null,
      timeZone: 'Asia/Tokyo',
      until: null,
      overlap: 'queue-one',
      unsubscribe: true,
      tracking: true,
      attachments: [],
      runId: null,
      progress: 0,
      counts: { requested: 0, sent: 0, failed: 0, skipped: 0, unknown: 0, cached: 0, inFlight: 0 },
      nextOccurrences: [{ utc: '2027-01-01T12:00:00.000Z', local: '2027-01-01T21:00:00+09:00' }],
      finishesAt: null,
      finishesOn: null,
      createdAt: iso(NOW),
      updatedAt: iso(NOW),
      startedAt: null,
      finishedAt: null,
      warnings: [],
    });
  });

  it('takes week days by name or number, and the day of the start where none is given', async () => {
    const { post } = await setUp();
    const weekly = (rule: Json) => post({ type: 'recurring', recurrence: { every: 'week', at: '09:00', ...rule } });

    expect((await weekly({ on: ['Fri', 1, 'monday'] })).json.recurrence).toEqual({
      every: 'week',
      on: ['monday', 'friday'],
      at: '09:00',
    });
    expect((await weekly({ on: 'sun' })).json.recurrence).toMatchObject({ on: ['sunday'] });
    // 1 January 2027 is a Friday.
    expect((await weekly({})).json.recurrence).toMatchObject({ on: ['friday'] });
    const monthly = await post({ type: 'recurring', recurrence: { every: 'month', on: 31, at: '09:00' } });
    expect(monthly.json.nextOccurrences.map(({ utc }) => utc.slice(0, 10))).toEqual([
      '2027-01-31',
      '2027-02-28',
      '2027-03-31',
      '2027-04-30',
      '2027-05-31',
    ]);
  });

  it('answers with an end as it was given', async () => {
    const { post } = await setUp();

    expect((await post({ ...daily, until: { occurrences: 3 } })).json).toMatchObject({ until: { occurrences: 3 } });
    expect((await post({ ...daily, until: { at: '2027-01-05T00:00:00+09:00' } })).json.until).toEqual({
      at: '2027-01-04T15:00:00.000Z',
    });
  });

  it('takes a start that is up to a minute in the past', async () => {
    const { world, post } = await setUp();

    const { json } = await post({ type: 'timed', startAt: iso(NOW - MINUTE) });
    await world.settle();

    expect(await world.status(json.taskId)).toBe('finished');
  });

  it('stores attachments and sends them', async () => {
    const { world, post } = await setUp(1);
    const content = Buffer.from('a price list').toString('base64');

    const { json } = await post({ attachments: [{ name: 'prices.txt', contentType: 'text/plain', content }] });
    await world.settle();

    expect(json.attachments).toEqual([{ name: 'prices.txt', contentType: 'text/plain', size: 12 }]);
    expect(Buffer.from(world.mailer.accepted[0]?.attachments[0]?.content ?? []).toString()).toBe('a price list');
  });

  it('takes a name of 256 characters that must all be escaped', async () => {
    const { post } = await setUp(1);
    const from = `"${'\\"'.repeat(256)}" <news@x.test>`;

    const { status, json } = await post({ from });

    expect([status, json.from]).toEqual([201, from]);
  });

  it.each([
    ['an unknown field', { when: 'now' }, 'invalid-request', '/when'],
    ['an unknown type', { type: 'hourly' }, 'invalid-request', '/type'],
    ['a from that is no address', { from: 'news' }, 'invalid-request', '/from'],
    ['two addresses', { from: 'a@x.test, b@x.test' }, 'invalid-request', '/from'],
    ['a domain that is not there', { from: 'news@other.test' }, 'domain-not-verified', '/from'],
    ['a replyTo that is no address', { replyTo: 'x' }, 'invalid-request', '/replyTo'],
    ['a template that is not there', { templateId: '9' }, 'invalid-request', '/templateId'],
    ['a template id that is no id', { templateId: 'x' }, 'invalid-request', '/templateId'],
    ['a list that is not there', { listId: '9' }, 'invalid-request', '/listId'],
    ['a list id of 2^53', { listId: '9007199254740992' }, 'invalid-request', '/listId'],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, 'invalid-request', '/name'],
    ['a subject of 999 bytes', { subject: `${'é'.repeat(499)}x` }, 'invalid-request', '/subject'],
    ['a subject of two lines', { subject: 'a\nBcc: b@c.d' }, 'invalid-request', '/subject'],
    ['a subject that is not Liquid', { subject: 'Hello {{ name' }, 'invalid-request', '/subject'],
    ['data over 64 KB', { templateData: { x: 'x'.repeat(65_536) } }, 'invalid-request', '/templateData'],
    ['data that is no object', { templateData: [] }, 'invalid-request', '/templateData'],
    ['a start of an immediate task', { startAt: iso(NOW + HOUR) }, 'invalid-request', '/startAt'],
    ['a timed task without a start', { type: 'timed' }, 'invalid-request', '/startAt'],
    ['a start in the past', { type: 'timed', startAt: iso(NOW - MINUTE - 1) }, 'start-in-past', '/startAt'],
    ['a start after 366 days', { type: 'timed', startAt: iso(NOW + 366 * DAY + 1) }, 'invalid-request', '/startAt'],
    ['a start without a zone', { type: 'timed', startAt: '2027-01-05T09:00:00' }, 'invalid-request', '/startAt'],
    ['a day that is not there', { type: 'timed', startAt: '2027-02-30T09:00:00Z' }, 'invalid-request', '/startAt'],
    ['an interval of a timed task', { ...later, intervalHours: 1 }, 'invalid-request', '/intervalHours'],
    ['an end of a timed task', { ...later, until: { occurrences: 1 } }, 'invalid-request', '/until'],
    ['nothing that repeats', { ...daily, intervalHours: undefined }, 'invalid-request', '/intervalHours'],
    ['an interval of 0', { ...daily, intervalHours: 0 }, 'invalid-request', '/intervalHours'],
    ['an interval over a year', { ...daily, intervalHours: 8_761 }, 'invalid-request', '/intervalHours'],
    ['half an hour', { ...daily, intervalHours: 0.5 }, 'invalid-request', '/intervalHours'],
    ['interval and rule', { ...daily, recurrence: { every: 'day', at: '09:00' } }, 'invalid-request', '/recurrence'],
    ['a time zone that is not there', { ...daily, timeZone: 'Mars/Base' }, 'invalid-request', '/timeZone'],
    ['an end before the start', { ...daily, until: { at: iso(NOW) } }, 'invalid-request', '/until'],
    ['no occurrences', { ...daily, until: { occurrences: 0 } }, 'invalid-request', '/until/occurrences'],
    ['an overlap that is not there', { ...daily, overlap: 'both' }, 'invalid-request', '/overlap'],
    [
      'an attachment that is not base64',
      { attachments: [{ name: 'a', content: '?' }] },
      'invalid-request',
      '/attachments/0/content',
    ],
    [
      'eleven attachments',
      { attachments: Array(11).fill({ name: 'a', content: 'YQ==' }) },
      'invalid-request',
      '/attachments',
    ],
  ])('refuses %s', async (_what, changes, code, path) => {
    const { world, refuse } = await setUp();

    expect(await refuse(changes)).toEqual([400, code, path]);
    expect(world.startQueue.waiting()).toEqual([]);
  });

  it.each([
    ['no time', { every: 'day' }, '/recurrence/at'],
    ['a time that is not there', { every: 'day', at: '24:00' }, '/recurrence/at'],
    ['an unknown rule', { every: 'year', at: '09:00' }, '/recurrence/every'],
    ['a day of a daily rule', { every: 'day', on: 1, at: '09:00' }, '/recurrence/on'],
    ['a week day that is not there', { every: 'week', on: 'someday', at: '09:00' }, '/recurrence/on'],
    ['a day 32', { every: 'month', on: 32, at: '09:00' }, '/recurrence/on'],
  ])('refuses a recurrence with %s', async (_what, recurrence, path) => {
    const { refuse } = await setUp();

    expect(await refuse({ type: 'recurring', recurrence })).toEqual([400, 'invalid-request', path]);
  });

  it('refuses an empty list for an immediate task only', async () => {
    const { refuse, post } = await setUp(0);

    expect(await refuse({})).toEqual([400, 'list-empty', '/listId']);
    expect((await post(later)).status).toBe(201);
  });

  it('refuses a task without a subject when its template has none', async () => {
    const { world, refuse } = await setUp();
    const { templateId } = await createTemplate(world.ports, { name: 'n', subject: null, html: null, text: 'Hello' });

    expect(await refuse({ templateId })).toEqual([400, 'invalid-request', '/subject']);
  });

  it('refuses a domain that is not verified yet', async () => {
    const { world, refuse } = await setUp();
    await world.putDomain({ status: 'pending' });

    expect(await refuse({})).toEqual([400, 'domain-not-verified', '/from']);
  });

  it('is still success when queue and schedules fail: the reconciler starts it', async () => {
    const away = { send: () => Promise.reject(new Error('the queue is away')) };
    const { world, post } = await setUp(3, { startQueue: away });

    const { status, json } = await post();

    expect(status).toBe(201);
    expect(world.errors).toEqual(['task-not-scheduled']);
    world.clock.advance(2 * MINUTE);
    await world.reconcile();
    await world.settle();
    expect(await world.status(json.taskId)).toBe('finished');
  });
});

describe('PATCH /v1/tasks/{id}', () => {
  it('changes what is given and leaves the rest', async () => {
    const { world, call, post } = await setUp();
    const { taskId } = (await post({ ...later, subject: 'Old', name: 'a' })).json;

    const edit = { startAt: iso(NOW + 5 * HOUR), subject: 'New' };
    const { status, json } = await call<TaskJson>('PATCH', `/v1/tasks/${taskId}`, edit);

    expect(status).toBe(200);
    expect(json).toMatchObject({ name: 'a', subject: 'New', startAt: iso(NOW + 5 * HOUR) });
    expect(world.schedules.waiting().map(({ at }) => at)).toEqual([NOW + 5 * HOUR]);
    await world.travel(4 * HOUR);
    expect(await world.status(taskId)).toBe('waiting');
    await world.travel(2 * HOUR);
    expect(world.mailer.accepted.map(({ subject }) => subject)).toEqual(['New', 'New', 'New']);
  });

  it('turns an interval into a calendar rule, from now on', async () => {
    const { world, call, post } = await setUp();
    const { taskId } = (await post({ ...daily, until: { occurrences: 4 } })).json;
    await world.travel(2 * HOUR);

    const edit = { recurrence: { every: 'day', at: '18:00' }, timeZone: 'UTC' };
    const { json } = await call<TaskJson>('PATCH', `/v1/tasks/${taskId}`, edit);

    expect(json).toMatchObject({ intervalHours: null, recurrence: { every: 'day', at: '18:00' } });
    expect(json.nextOccurrences.map(({ utc }) => utc)).toEqual([
      '2027-01-01T18:00:00.000Z',
      '2027-01-02T18:00:00.000Z',
      '2027-01-03T18:00:00.000Z',
    ]);
  });

  it('takes only the name once a run goes on', async () => {
    const { world, call, post } = await setUp(600);
    const { taskId } = (await post()).json;
    await world.settle();
    const path = `/v1/tasks/${taskId}`;

    expect((await call<TaskJson>('PATCH', path, { name: 'b' })).json).toMatchObject({ name: 'b', status: 'paused' });
    expect((await call<ProblemJson>('PATCH', path, { name: 'c', subject: 'x' })).json.code).toBe('wrong-status');
  });

  it('lets a run that could not be frozen take the list that the task has now', async () => {
    const { world, call, post } = await setUp(2);
    const { taskId } = (await post(later)).json;
    const goneList = world.listId;
    const { references } = world.ports;
    const { list } = references;
    references.list = async (listId) => (listId === goneList ? undefined : await list(listId));
    await world.travel(4 * HOUR);
    expect((await world.run(taskId)).error).toBe('list-missing');

    world.listId = (await createList(world.ports, { name: 'new', description: null })).listId;
    await world.join(5);
    const path = `/v1/tasks/${taskId}`;
    expect((await call('PATCH', path, { listId: world.listId })).status).toBe(200);
    expect((await call('POST', `${path}/resume`)).status).toBe(200);
    await world.settle();

    expect(await world.run(taskId)).toMatchObject({ status: 'finished', sent: 5, lists: onlyList(world.listId) });
  });

  it.each([
    ['the type', { type: 'immediate' }, '/type'],
    ['a list that is not there', { listId: '9' }, '/listId'],
    ['a start in the past', { startAt: iso(NOW - HOUR) }, '/startAt'],
    ['an interval of a timed task', { intervalHours: 3 }, '/intervalHours'],
    ['an empty name', { name: '' }, '/name'],
  ])('refuses %s', async (_what, edit, path) => {
    const { call, post } = await setUp();
    const { taskId } = (await post(later)).json;

    const { status, json } = await call<ProblemJson>('PATCH', `/v1/tasks/${taskId}`, edit);

    expect([status, json.errors[0]?.path]).toEqual([400, path]);
  });

  it('is refused once the task has ended', async () => {
    const { world, call, post } = await setUp();
    const { taskId } = (await post()).json;
    await world.settle();

    expect((await call('PATCH', `/v1/tasks/${taskId}`, { name: 'x' })).status).toBe(409);
  });
});
