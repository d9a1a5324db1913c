import { describe, expect, it } from '@jest/globals';
import { adoptApiKey } from '../../../core/access/manage-api-keys.ts';
import { later, type ProblemJson, setUp } from './task-api.ts';

interface EventsJson {
  items: { at: string; kind: string; runId: string | null; by: { keyId: string; name: string | null } | null }[];
  nextCursor: string | null;
}

describe('GET /v1/tasks/{id}/events', () => {
  it('tells who did what, latest first and page by page', async () => {
    const { world, call, post } = await setUp();
    const { taskId } = (await post(later)).json;
    const path = `/v1/tasks/${taskId}`;
    const acts = ['pause', 'resume', 'cancel'];
    world.clock.advance(1);
    await call('PATCH', path, { name: 'Other' });
    for (const act of acts) {
      world.clock.advance(1);
      await call('POST', `${path}/${act}`);
    }
    const all = (await call<EventsJson>('GET', `${path}/events`)).json;
    expect(all.items.map(({ kind }) => kind)).toEqual(['cancelled', 'resumed', 'paused', 'edited', 'created']);
    expect(all.items[3]).toMatchObject({ params: { fields: ['name'] }, runId: null });

    const first = (await call<EventsJson>('GET', `${path}/events`, undefined, 'limit=3')).json;
    const rest = (await call<EventsJson>('GET', `${path}/events`, undefined, `cursor=${first.nextCursor}`)).json;
    expect([...first.items, ...rest.items]).toEqual(all.items);
  });

  it('names the key of whoever did it, as it is called now', async () => {
    const { world, call, post } = await setUp();
    const { taskId } = (await post(later)).json;
    const by = async () => (await call<EventsJson>('GET', `/v1/tasks/${taskId}/events`)).json.items[0]?.by;
    const { keyId = '' } = (await by()) ?? {};
    expect(await by()).toEqual({ keyId: expect.any(String), name: null });
    const secret = `mr_${keyId}_${'s3cReT'.repeat(8)}`;
    await adoptApiKey(world.outside, secret, { name: 'Marketing', role: 'sender' });
    expect(await by()).toEqual({ keyId, name: 'Marketing' });
  });

  it('does not repeat an act that changed nothing', async () => {
    const { world, call, post } = await setUp();
    const { taskId } = (await post(later)).json;
    for (let i = 0; i < 3; i += 1) {
      world.clock.advance(1);
      expect((await call('POST', `/v1/tasks/${taskId}/pause`)).status).toBe(200);
    }
    const { items } = (await call<EventsJson>('GET', `/v1/tasks/${taskId}/events`)).json;
    expect(items.map(({ kind }) => kind)).toEqual(['paused', 'created']);
  });

  it('has nothing of a refused act, or of a task that does not exist', async () => {
    const { call, post } = await setUp();
    const { taskId } = (await post(later)).json;
    expect((await call<ProblemJson>('POST', `/v1/tasks/${taskId}/resume`)).json.code).toBe('wrong-status');
    const { items } = (await call<EventsJson>('GET', `/v1/tasks/${taskId}/events`)).json;
    expect(items.map(({ kind }) => kind)).toEqual(['created']);
    expect((await call('GET', '/v1/tasks/9/events')).status).toBe(404);
  });
});
