import { describe, expect, it } from '@jest/globals';
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
  return { call, newTemplate, tables: world.tables };
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
    const shown = { ...input, templateId, text: null, variables: ['name'], createdAt: at, updatedAt: at, warnings };

    expect(made).toMatchObject({ status: 201, headers: { location: path } });
    expect(made.json).toEqual(shown);
    expect((await call('GET', path)).json).toEqual(shown);
    const { html: _html, text: _text, warnings: _warnings, ...summary } = shown;
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

  it('loses no edit of two that overlap', async () => {
    const { call, newTemplate } = setUp();
    const path = `/v1/templates/${await newTemplate()}`;
    await Promise.all([call('PATCH', path, { name: 'Letters' }), call('PATCH', path, { text: 'Hi' })]);
    expect((await call('GET', path)).json).toMatchObject({ name: 'Letters', text: 'Hi' });
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
});
