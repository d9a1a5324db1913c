import { describe, expect, it } from '@jest/globals';
import { onlyList } from '../../../core/audience/list-choice.ts';
import { newTaskWrite } from '../../../core/tasks/task-store.ts';
import { audienceRoutesIn } from '../../../lambdas/compose/audience.ts';
import { START } from '../../core/audience/audience-ports.ts';
import { aTask } from '../../core/tasks/task-samples.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { callerOf } from '../http/requests.ts';

function setUp() {
  const world = memoryWorld(START);
  const call = callerOf(world, audienceRoutesIn(world));
  const newList = async () =>
    ((await call('POST', '/v1/lists', { name: 'Readers' })).json as { listId: string }).listId;
  return { call, newList, tables: world.tables };
}

describe('/v1/lists/{id}', () => {
  it('shows the latest import of a list, and the unfinished tasks that use it', async () => {
    const { call, newList, tables } = setUp();
    const listId = await newList();
    await call('POST', `/v1/lists/${listId}/imports`);
    const { importId } = (await call('POST', `/v1/lists/${listId}/imports`)).json as { importId: string };
    await tables.write(newTaskWrite(aTask({ taskId: '7', name: 'Spring', lists: onlyList(listId) })));
    const details = { lastImport: { importId, status: 'waiting' }, usedBy: [{ taskId: '7', name: 'Spring' }] };
    expect((await call('GET', `/v1/lists/${listId}`)).json).toMatchObject(details);
    expect((await call('PATCH', `/v1/lists/${listId}`, { name: 'Fans' })).json).toMatchObject(details);
  });

  it('shows which data the recipients of a list have', async () => {
    const { call, newList } = setUp();
    const listId = await newList();
    const recipients = Array.from({ length: 8 }, (_, i) => ({
      email: `reader${i}@example.com`,
      data: { name: `Reader ${i}`, city: i % 2 ? ' ' : 'Osaka', ...(i === 3 && { order: { total: 12 } }) },
    }));
    expect((await call('GET', `/v1/lists/${listId}/fields`)).json).toEqual({ sampled: 0, fields: [] });
    await call('POST', `/v1/lists/${listId}/recipients`, { recipients });
    expect((await call('GET', `/v1/lists/${listId}/fields`)).json).toEqual({
      sampled: 8,
      fields: [
        { name: 'name', filled: 1, examples: expect.arrayContaining([expect.stringMatching(/^Reader \d$/)]) },
        { name: 'city', filled: 0.5, examples: ['Osaka'] },
        { name: 'order', filled: 0.125, examples: ['{"total":12}'] },
      ],
    });
    expect((await call('GET', '/v1/lists/17/fields')).status).toBe(404);
  });
});
