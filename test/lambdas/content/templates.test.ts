import { describe, expect, it } from '@jest/globals';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { createList } from '../../../core/audience/manage-lists.ts';
import { newTaskWrite } from '../../../core/tasks/task-store.ts';
import { contentRoutesIn } from '../../../lambdas/compose/content.ts';
import { aTask } from '../../core/tasks/task-samples.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { callerOf } from '../http/requests.ts';

const input = { name: 'News', subject: 'Hello {{ name }}', html: '<p>{{ name }}</p>' };

function setUp() {
  const world = memoryWorld(Date.UTC(2027, 0, 5, 9));
  const call = callerOf(world, contentRoutesIn(world));
  const newTemplate = async () =>
    ((await call('POST', '/v1/templates', input)).json as { templateId: string }).templateId;
  /** A list with one recipient. */
  const newList = async () => {
    const { listId } = await createList(world, { name: 'Readers', description: null });
    await addRecipients(world, listId, [{ email: 'ann@example.com', data: { name: 'Ann' } }]);
    return listId;
  };
  return { call, newTemplate, newList, tables: world.tables };
}

describe('/v1/templates', () => {
  it('makes, shows, replaces and deletes a template', async () => {
    const { call } = setUp();
    const made = await call('POST', '/v1/templates', input);
    const { templateId } = made.json as { templateId: string };
    const path = `/v1/templates/${templateId}`;
    const at = '2027-01-05T09:00:00.000Z';
    const message = expect.stringContaining('link to unsubscribe');
    const warnings = [{ path: '/html', message, code: 'no-unsubscribe-link', params: {} }];
    const { revision } = made.json as { revision: string };
    const more = { warnings, revision, usedBy: [] };
    const parts = { ...input, templateId, text: null, design: null, hasDesign: false, variables: ['name'] };
    const shown = { ...parts, createdAt: at, updatedAt: at, ...more };

    expect(made).toMatchObject({ status: 201, headers: { location: path } });
    expect(made.json).toEqual(shown);
    expect((await call('GET', path)).json).toEqual(shown);
    const { html: _html, text: _text, design: _design, warnings: _w, revision: _r, usedBy: _u, ...summary } = shown;
    expect((await call('GET', '/v1/templates')).json).toEqual({ items: [summary], nextCursor: null });
    expect(await call('PUT', path, { name: 'Plain', text: 'Hi' })).toMatchObject({
      status: 200,
      json: { name: 'Plain', subject: null, html: null, text: 'Hi', variables: [] },
    });
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('PUT', path, input)).status).toBe(404);
  });

  it('changes one part of a template and leaves the others', async () => {
    const { call, newTemplate } = setUp();
    const path = `/v1/templates/${await newTemplate()}`;
    expect(await call('PATCH', path, { name: 'Letters' })).toMatchObject({
      status: 200,
      json: { ...input, name: 'Letters', variables: ['name'] },
    });
    expect((await call('PATCH', path, { text: '{{ city }}', subject: null })).json).toMatchObject({
      html: input.html,
      subject: null,
      variables: ['name', 'city'],
    });
    expect((await call('PATCH', path, { html: null, text: null })).json).toMatchObject({ errors: [{ path: '/html' }] });
    expect((await call('PATCH', path, { html: '{{ name' })).json).toMatchObject({ errors: [{ path: '/html' }] });
    expect((await call('PATCH', path, {})).json).toEqual((await call('GET', path)).json);
    expect((await call('GET', path)).json).toMatchObject({ name: 'Letters', html: input.html, text: '{{ city }}' });
    expect((await call('PATCH', '/v1/templates/123', { name: 'x' })).status).toBe(404);
  });

  it('keeps the design of its HTML, and lists say that there is one', async () => {
    const { call } = setUp();
    const design = { v: 1, doc: '{"type":"doc"}' };
    const made = await call('POST', '/v1/templates', { ...input, design });
    expect(made).toMatchObject({ status: 201, json: { design, hasDesign: true } });
    const path = `/v1/templates/${(made.json as { templateId: string }).templateId}`;
    expect((await call('GET', path)).json).toEqual(made.json);
    expect((await call('GET', '/v1/templates')).json).toMatchObject({ items: [{ hasDesign: true }] });
    const [item] = ((await call('GET', '/v1/templates')).json as { items: object[] }).items;
    expect(item).not.toHaveProperty('design');
    expect((await call('PUT', path, { ...input, design: { v: 2 } })).json).toMatchObject({ design: { v: 2 } });
    expect((await call('PUT', path, input)).json).toMatchObject({ design: null, hasDesign: false });
  });

  it('takes a design away with the HTML that was made of it, and with nothing else', async () => {
    const { call } = setUp();
    const design = { v: 1 };
    const made = await call('POST', '/v1/templates', { ...input, design });
    const path = `/v1/templates/${(made.json as { templateId: string }).templateId}`;
    const same = { name: 'Letters', subject: 'Hi', html: input.html };
    expect((await call('PATCH', path, same)).json).toMatchObject({ ...same, design });
    expect(await call('PATCH', path, { design: { v: 2 } })).toMatchObject({
      status: 400,
      json: { errors: [{ path: '/design', code: 'required' }] },
    });
    expect((await call('PATCH', path, { html: '<p>by hand</p>' })).json).toMatchObject({ design: null });
    expect((await call('PATCH', path, { html: '<p>again</p>', design })).json).toMatchObject({ design });
    expect((await call('PATCH', path, { html: null, text: 'Hi' })).json).toMatchObject({ hasDesign: false });
  });

  it('loses no edit of two that overlap', async () => {
    const { call, newTemplate } = setUp();
    const path = `/v1/templates/${await newTemplate()}`;
    await Promise.all([call('PATCH', path, { name: 'Letters' }), call('PATCH', path, { text: 'Hi' })]);
    expect((await call('GET', path)).json).toMatchObject({ name: 'Letters', text: 'Hi' });
  });

  it('replaces only the revision that was read, where a call names it', async () => {
    const { call, newTemplate } = setUp();
    const path = `/v1/templates/${await newTemplate()}`;
    const first = await call('GET', path);
    const etag = String(first.headers.etag);
    expect(etag).toBe(`"${(first.json as { revision: string }).revision}"`);

    const mine = await call('PUT', path, { ...input, name: 'Mine' }, '', { 'if-match': etag });
    expect(mine).toMatchObject({ status: 200, json: { name: 'Mine' } });
    expect(mine.headers.etag).not.toBe(etag);
    for (const method of ['PUT', 'PATCH']) {
      const late = await call(method, path, { ...input, name: 'Theirs' }, '', { 'if-match': etag });
      expect(late).toMatchObject({ status: 412, json: { code: 'changed-meanwhile' } });
    }
    expect((await call('GET', path)).json).toMatchObject({ name: 'Mine' });
    const ofSeveral = `"x", ${mine.headers.etag}`;
    expect((await call('PATCH', path, { name: 'Again' }, '', { 'if-match': ofSeveral })).status).toBe(200);
    expect((await call('PUT', path, input, '', { 'if-match': '*' })).status).toBe(200);
  });

  it('lets one of two overlapping replacements of a revision win', async () => {
    const { call, newTemplate } = setUp();
    const path = `/v1/templates/${await newTemplate()}`;
    const etag = String((await call('GET', path)).headers.etag);
    const replace = (name: string) => call('PUT', path, { ...input, name }, '', { 'if-match': etag });
    const statuses = (await Promise.all([replace('Mine'), replace('Theirs')])).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412]);
  });

  it('names the unfinished tasks that use it', async () => {
    const { call, newTemplate, tables } = setUp();
    const templateId = await newTemplate();
    await tables.write(newTaskWrite(aTask({ taskId: '7', name: 'Spring', templateId })));
    await tables.write(newTaskWrite(aTask({ taskId: '8', templateId, state: 'finished' })));
    await tables.write(newTaskWrite(aTask({ taskId: '9', templateId: '3' })));
    expect((await call('GET', `/v1/templates/${templateId}`)).json).toMatchObject({
      usedBy: [{ taskId: '7', name: 'Spring', status: 'waiting' }],
    });
  });

  it.each([
    [{ html: '<a href="{{ unsubscribeUrl }}">Unsubscribe</a>', text: 'no link' }, []],
    [{ html: '<p>{% raw %}{{ unsubscribeUrl }}{% endraw %}</p>', text: '{{ unsubscribeUrl }}' }, ['/html']],
    [{ text: '{% if vip %}{{ unsubscribeUrl }}{% endif %}' }, []],
    [{ text: 'no link' }, ['/text']],
  ])('warns of %j where readers find no link to unsubscribe', async (parts, paths) => {
    const { json } = await setUp().call('POST', '/v1/templates', { name: 'News', ...parts });
    expect((json as { warnings: { path: string }[] }).warnings.map(({ path }) => path)).toEqual(paths);
  });

  it('refuses to delete a template that an unfinished task uses', async () => {
    const { call, newTemplate, tables } = setUp();
    const templateId = await newTemplate();
    await tables.write(newTaskWrite(aTask({ templateId })));

    expect(await call('DELETE', `/v1/templates/${templateId}`)).toMatchObject({
      status: 409,
      json: { code: 'in-use' },
    });
  });

  it.each([
    [{ html: 'x' }, '/name'],
    [{ name: 'x' }, '/html'],
    [{ name: 'x', html: '' }, '/html'],
    [{ name: 'x', html: '{{ name' }, '/html'],
    [{ name: 'x', html: 'x'.repeat(512 * 1024) }, '/html'],
    [{ name: 'x', html: 'x', body: 'y' }, '/body'],
    [{ name: 'x', text: 'x', design: {} }, '/design'],
    [{ name: 'x', html: 'x', design: [] }, '/design'],
    [{ name: 'x', html: 'x', design: 'x' }, '/design'],
    [{ name: 'x', html: 'x', design: { x: 'x'.repeat(300 * 1024) } }, '/design'],
  ])('refuses a bad template, naming the field', async (body, path) => {
    const { status, json } = await setUp().call('POST', '/v1/templates', body);
    expect({ status, json }).toMatchObject({ status: 400, json: { code: 'invalid-request', errors: [{ path }] } });
  });
});

describe('/v1/templates/{id}/preview', () => {
  it('shows what a recipient would see', async () => {
    const { call, newTemplate } = setUp();
    const path = `/v1/templates/${await newTemplate()}/preview`;

    expect(await call('POST', path, { data: { name: '<Ann>' } })).toMatchObject({
      status: 200,
      json: { subject: 'Hello <Ann>', html: '<p>&lt;Ann&gt;</p>', text: '<Ann>', missing: [] },
    });
    expect((await call('POST', path)).json).toMatchObject({ missing: ['name'] });
    expect((await call('POST', path, {})).json).toMatchObject({ missing: ['name'] });
    expect((await call('POST', '/v1/templates/17/preview', {})).status).toBe(404);
  });

  it('shows dates in the time zone that is asked for, and refuses one that does not exist', async () => {
    const { call } = setUp();
    const made = await call('POST', '/v1/templates', { ...input, subject: '{{ "now" | date: "%F %R" }}' });
    const path = `/v1/templates/${(made.json as { templateId: string }).templateId}/preview`;

    expect((await call('POST', path, { timeZone: 'Asia/Tokyo' })).json).toMatchObject({ subject: '2027-01-05 18:00' });
    expect((await call('POST', path, {})).json).toMatchObject({ subject: '2027-01-05 09:00' });
    expect(await call('POST', path, { timeZone: 'Mars/Base' })).toMatchObject({
      status: 400,
      json: { errors: [{ path: '/timeZone', message: 'must name an IANA time zone, such as Europe/Berlin' }] },
    });
  });

  it('shows it as a recipient of a list', async () => {
    const { call, newTemplate, newList } = setUp();
    const listId = await newList();
    const path = `/v1/templates/${await newTemplate()}/preview`;
    const body = { listId, email: ' Ann@Example.com', data: { name: 'nobody' } };
    expect((await call('POST', path, body)).json).toMatchObject({ subject: 'Hello Ann', missing: [] });
  });
});

describe('/v1/templates/preview', () => {
  const path = '/v1/templates/preview';

  it('shows what is not stored, and what is to be known of it', async () => {
    const { call } = setUp();
    const content = { subject: 'Hello {{ name }}', html: '<p>{{ city }}</p>', data: { name: 'Ann' } };
    expect(await call('POST', path, content)).toMatchObject({
      status: 200,
      json: {
        subject: 'Hello Ann',
        html: '<p>{{ city }}</p>',
        text: '{{ city }}',
        missing: ['city'],
        variables: ['name', 'city'],
        warnings: [{ path: '/html', message: expect.stringContaining('link to unsubscribe') }],
        bytes: 9 + 17 + 10,
      },
    });
    expect((await call('GET', '/v1/templates')).json).toMatchObject({ items: [] });
    expect((await call('POST', path, { subject: 'Only {{ email }}' })).json).toMatchObject({
      subject: 'Only reader@example.com',
      html: null,
      text: null,
    });
  });

  it('shows it with the data and the address of a recipient', async () => {
    const { call, newList } = setUp();
    const listId = await newList();
    const text = '{{ name }} of {{ city }}, {{ email }}';
    const reader = { listId, email: 'ann@example.com', data: { city: 'Osaka' } };
    expect((await call('POST', path, { text, ...reader })).json).toMatchObject({
      text: 'Ann of Osaka, ann@example.com',
      missing: [],
    });
  });

  it.each([
    [{ html: 'a\n<p>{{ name' }, '/html', { line: 2, column: 4 }],
    [{ html: '<p>\n\n {{ First Name }}' }, '/html', { line: 3, column: 5 }],
    [{ subject: '{% if %}' }, '/subject', { line: 1, column: expect.any(Number) }],
  ])('says of %j at which line and column it is wrong', async (content, at, params) => {
    const { status, json } = await setUp().call('POST', path, content);
    expect({ status, json }).toMatchObject({ status: 400, json: { errors: [{ path: at, params }] } });
  });

  it.each([
    [{ listId: '17', email: 'ann@example.com' }, '/listId'],
    [{ listId: 'LIST' }, '/email'],
    [{ listId: 'LIST', email: 'bob@example.com' }, '/email'],
    [{ email: 'nobody' }, '/email'],
    [{ body: 'x' }, '/body'],
  ])('refuses %j', async (reader, at) => {
    const { call, newList } = setUp();
    const listId = await newList();
    const body = JSON.parse(JSON.stringify({ text: 'Hi', ...reader }).replace('LIST', listId));
    expect(await call('POST', path, body)).toMatchObject({ status: 400, json: { errors: [{ path: at }] } });
  });
});
