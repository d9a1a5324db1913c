import { describe, expect, it } from '@jest/globals';
import type { z } from 'zod';
import { iso } from '../../../core/clock.ts';
import { editTemplate } from '../../../core/content/manage-templates.ts';
import { removeTemplate } from '../../../core/content/template-store.ts';
import type { contentAnswer } from '../../../lambdas/tasks/content.ts';
import { NOW } from '../../core/tasks/task-samples.ts';
import { type Json, later, type ProblemJson, setUp } from './task-api.ts';

type ContentJson = z.infer<typeof contentAnswer>;

describe('GET /v1/tasks/{id}/content', () => {
  it('shows what would be frozen now, until a run freezes it', async () => {
    const { world, call, post } = await setUp();
    const attachments = [{ name: 'a.txt', contentType: 'text/plain', content: 'YWJj' }];
    const { taskId } = (await post({ ...later, templateData: { a: 1 }, attachments })).json;
    const path = `/v1/tasks/${taskId}/content`;
    expect((await call<ContentJson>('GET', path)).json).toEqual({
      runId: null,
      from: 'News <news@x.test>',
      replyTo: null,
      subject: 'News',
      html: null,
      text: 'Hello {{ email }}',
      templateData: { a: 1 },
      attachments: [{ name: 'a.txt', contentType: 'text/plain', size: 3 }],
      frozenAt: null,
      templateChanged: false,
    });
    await editTemplate(world.ports, world.templateId, { subject: 'Other' });
    expect((await call<ContentJson>('GET', path)).json).toMatchObject({ subject: 'Other', templateChanged: false });
  });

  it('shows what was frozen, and says when the template is another one since or gone', async () => {
    const { world, call, post } = await setUp();
    const { taskId } = (await post()).json;
    const path = `/v1/tasks/${taskId}/content`;
    await world.settle();
    const frozen = (await call<ContentJson>('GET', path)).json;
    expect(frozen).toMatchObject({ runId: expect.any(String), frozenAt: iso(NOW), templateChanged: false });

    await editTemplate(world.ports, world.templateId, { text: 'Good bye' });
    const changed = { ...frozen, templateChanged: true };
    expect((await call<ContentJson>('GET', path)).json).toEqual(changed);
    await removeTemplate(world.ports, world.templateId);
    expect((await call<ContentJson>('GET', path, undefined, `runId=${frozen.runId}`)).json).toEqual(changed);
  });

  it("does not take the task's own subject for a change of the template", async () => {
    const { world, call, post } = await setUp();
    const { taskId } = (await post({ subject: 'My own' })).json;
    await world.settle();
    const { json } = await call<ContentJson>('GET', `/v1/tasks/${taskId}/content`);
    expect(json).toMatchObject({ subject: 'My own', templateChanged: false });
  });

  it('has nothing of another run', async () => {
    const { call, post } = await setUp();
    const { taskId } = (await post(later)).json;
    const refused = await call<ProblemJson>('GET', `/v1/tasks/${taskId}/content`, undefined, 'runId=9-1');
    expect([refused.status, refused.json.errors[0]?.path]).toEqual([400, '/runId']);
    expect((await call('GET', '/v1/tasks/9/content')).status).toBe(404);
  });
});

describe('GET /v1/tasks/{id}/recipients?reason=', () => {
  it('finds those with a reason, by all of it or by its code, and those that a cancel dropped', async () => {
    const { world, call, post } = await setUp(600);
    const { taskId } = (await post()).json;
    await world.settle();
    await call('POST', `/v1/tasks/${taskId}/cancel`);
    await world.settle();
    const reasons = async (query: string) => {
      const { json } = await call<{ items: Json[] }>('GET', `/v1/tasks/${taskId}/recipients`, undefined, query);
      return json.items.map(({ reason }) => reason);
    };
    expect(await reasons('reason=cancelled&limit=100')).toEqual(Array(100).fill('cancelled'));
    expect(await reasons('reason=cancel')).toEqual([]);
    expect(await reasons('reason=cancelled&outcome=sent')).toEqual([]);
  });

  it('finds a reason with details by its code', async () => {
    const { world, call, post } = await setUp(2);
    await editTemplate(world.ports, world.templateId, { text: '{{ nick }}' });
    const { taskId } = (await post()).json;
    await world.settle();
    const path = `/v1/tasks/${taskId}/recipients`;
    const all = (await call<{ items: Json[] }>('GET', path)).json.items;
    const [{ reason } = {}] = all;
    expect(reason).toBe('missing-variable: nick');
    for (const wanted of ['missing-variable', 'missing-variable: nick']) {
      const query = `reason=${encodeURIComponent(wanted)}`;
      expect((await call<{ items: Json[] }>('GET', path, undefined, query)).json.items).toEqual(all);
      expect(
        (await call<{ items: Json[] }>('GET', path, undefined, `${query}&email=r0@y.test`)).json.items,
      ).toHaveLength(1);
    }
    expect((await call<{ items: Json[] }>('GET', path, undefined, 'reason=variable')).json.items).toEqual([]);
  });
});
