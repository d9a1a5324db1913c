import { describe, expect, it } from '@jest/globals';
import { StreamingCsvReader } from '../../../adapters/csv/reader.ts';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { createImport } from '../../../core/audience/import/create-import.ts';
import { uploadKey } from '../../../core/audience/import/import.ts';
import { runImport } from '../../../core/audience/import/run-import.ts';
import { onlyList } from '../../../core/audience/list-choice.ts';
import { MAX_LIST_MEMBERS } from '../../../core/audience/list-store.ts';
import { createList, deleteList } from '../../../core/audience/manage-lists.ts';
import { HOUR, MINUTE } from '../../../core/clock.ts';
import { countKey, taskKey } from '../../../core/keys.ts';
import { countsOf } from '../../../core/runs/counts.ts';
import { wakeRunsOfList } from '../../../core/tasks/reenqueue-tasks.ts';
import { startOccurrence } from '../../../core/tasks/start-run.ts';
import { tasksUsing } from '../../../core/tasks/used-by.ts';
import { type Json, later, type ProblemJson, setUp, type TaskJson } from './task-api.ts';

interface Ids {
  first: string;
  more: string;
}

/** A task API with lists of its own: `r0` to `r2` are in the world's list. */
async function withLists(...groups: string[][]) {
  const api = await setUp();
  const ids: string[] = [];
  for (const emails of groups) {
    const { listId } = await createList(api.world.ports, { name: 'more', description: null });
    if (emails.length > 0) {
      await addRecipients(
        api.world.ports,
        listId,
        emails.map((name) => ({ email: `${name}@y.test` })),
      );
    }
    ids.push(listId);
  }
  return { ...api, first: api.world.listId, ids };
}

const several = (listIds: string[], excludeListIds: string[] = []): Json => ({
  listId: undefined,
  listIds,
  excludeListIds,
});

describe('a task over several lists', () => {
  it('mails every address once, and skips those in lists that are left out', async () => {
    const { world, call, post, first, ids } = await withLists(['r2', 'a', 'b'], ['r0', 'b', 'nobody']);
    const [more = '', out = ''] = ids;

    const { status, json } = await post(several([first, more], [out]));
    await world.settle();

    expect(status).toBe(201);
    expect(json).toMatchObject({ listId: first, listIds: [first, more], excludeListIds: [out] });
    expect(countsOf(await world.run(json.taskId))).toMatchObject({ requested: 5, sent: 3, skipped: 2 });
    const path = `/v1/tasks/${json.taskId}/recipients`;
    const skipped = await call<{ items: Json[] }>('GET', path, undefined, 'outcome=skipped');
    expect(skipped.json.items.map(({ email, reason }) => [email, reason]).sort()).toEqual([
      ['b@y.test', 'excluded-list'],
      ['r0@y.test', 'excluded-list'],
    ]);
  });

  it('is foreseen by a dry run as it goes', async () => {
    const { call, body, first, ids } = await withLists(['r2', 'a', 'b'], ['r0', 'b']);
    const [more = '', out = ''] = ids;

    const { json } = await call('POST', '/v1/tasks', body(several([first, more], [out])), 'dryRun=true');

    expect(json).toMatchObject({ requested: 5, skipped: { 'excluded-list': 2 }, days: [{ planned: 3 }] });
  });

  it('is found by each of its lists, none of which can be deleted before it ends', async () => {
    const { world, call, post, first, ids } = await withLists(['a'], ['b'], ['c']);
    const [more = '', out = '', other = ''] = ids;
    const { taskId } = (await post({ ...later, ...several([first, more], [out]) })).json;

    const found = async (listId: string) =>
      (await call<{ items: TaskJson[] }>('GET', '/v1/tasks', undefined, `listId=${listId}`)).json.items;
    for (const listId of [first, more, out]) {
      expect((await found(listId)).map((task) => task.taskId)).toEqual([taskId]);
      const ports = {
        ...world.ports,
        tasksUsing: (reference: { listId: string }) => tasksUsing(world.tables, reference),
      };
      await expect(deleteList(ports, listId)).rejects.toMatchObject({ code: 'in-use' });
    }
    expect(await found(other)).toEqual([]);
  });

  it.each([
    ['both ways', ({ first, more }: Ids) => ({ listId: first, listIds: [more] }), '/listIds'],
    ['no list', () => ({ listId: undefined }), '/listId'],
    ['an empty choice', () => several([]), '/listIds'],
    ['21 lists', () => several(Array.from({ length: 21 }, (_, i) => String(i + 1))), '/listIds'],
    [
      '21 lists to leave out',
      ({ first }: Ids) =>
        several(
          [first],
          Array.from({ length: 21 }, (_, i) => String(i + 1)),
        ),
      '/excludeListIds',
    ],
    ['a list twice', ({ first, more }: Ids) => several([first, more, first]), '/listIds/2'],
    ['a list to leave out twice', ({ first, more }: Ids) => several([first], [more, more]), '/excludeListIds/1'],
    ['a list in both roles', ({ first, more }: Ids) => several([first, more], [more]), '/excludeListIds/0'],
    ['a list that does not exist', ({ first }: Ids) => several([first, '1']), '/listIds/1'],
    ['a list to leave out that does not exist', ({ first }: Ids) => several([first], ['1']), '/excludeListIds/0'],
  ])('is refused with %s', async (_, changes, path) => {
    const { refuse, first, ids } = await withLists(['a']);

    expect(await refuse(changes({ first, more: ids[0] ?? '' }))).toEqual([400, 'invalid-request', path]);
  });

  it('is refused where the lists of a role have more than 5 million members together', async () => {
    const { world, post, refuse, first, ids } = await withLists(['a'], ['b']);
    const [more = '', out = ''] = ids;
    for (const listId of [more, out]) {
      const key = countKey(listId, '0', 0);
      await world.tables.write({
        kind: 'update',
        table: 'Audience',
        key,
        add: { count: MAX_LIST_MEMBERS - 1 },
        when: [],
      });
    }

    expect(await refuse(several([first, more]))).toEqual([400, 'too-many-recipients', '/listIds']);
    expect((await post(several([more], [out]))).status).toBe(201);
  });

  it('is refused when it is immediate and all of its lists are empty', async () => {
    const { refuse, ids } = await withLists([], [], ['c']);
    const [one = '', two = '', out = ''] = ids;

    expect(await refuse(several([one, two], [out]))).toEqual([400, 'list-empty', '/listIds']);
  });

  it('takes other lists by an edit, and keeps those of the other role', async () => {
    const { call, post, first, ids } = await withLists(['a'], ['b']);
    const [more = '', out = ''] = ids;
    const { taskId } = (await post({ ...later, ...several([first], [out]) })).json;
    const edit = async (changes: Json) => (await call<TaskJson>('PATCH', `/v1/tasks/${taskId}`, changes)).json;

    expect(await edit({ listIds: [more, first] })).toMatchObject({ listIds: [more, first], excludeListIds: [out] });
    expect(await edit({ excludeListIds: [] })).toMatchObject({ listIds: [more, first], excludeListIds: [] });
    expect(await edit({ listId: first, excludeListIds: [more] })).toMatchObject({
      listIds: [first],
      excludeListIds: [more],
    });
    const both = await call<ProblemJson>('PATCH', `/v1/tasks/${taskId}`, { listId: more });
    expect([both.status, both.json.errors[0]?.path]).toEqual([400, '/excludeListIds/0']);
    const gone = await call<ProblemJson>('PATCH', `/v1/tasks/${taskId}`, { listIds: [first, '1'], excludeListIds: [] });
    expect([gone.status, gone.json.errors[0]?.path]).toEqual([400, '/listIds/1']);
  });

  it.each(['mailed', 'left out'])('stops when a list that is %s is gone before the run begins', async (role) => {
    const { world, post, first, ids } = await withLists(['a'], ['b']);
    const [more = '', out = ''] = ids;
    const { taskId } = (await post({ ...later, ...several([first, more], [out]) })).json;
    await deleteList({ ...world.ports, tasksUsing: async () => [] }, role === 'mailed' ? more : out);
    await world.travel(4 * HOUR);

    expect(await world.run(taskId)).toMatchObject({ status: 'error', error: 'list-missing' });
  });

  it('stops when its lists have grown beyond what one run may have', async () => {
    const { world, post, first, ids } = await withLists(['a']);
    const [more = ''] = ids;
    const { taskId } = (await post({ ...later, ...several([first, more]) })).json;
    const key = countKey(more, '0', 0);
    await world.tables.write({ kind: 'update', table: 'Audience', key, add: { count: MAX_LIST_MEMBERS }, when: [] });
    await world.travel(4 * HOUR);

    expect(await world.run(taskId)).toMatchObject({ status: 'error', error: 'too-many-recipients' });
  });

  it('mails nobody by a freeze during which a list to leave out was deleted', async () => {
    const { world, post, first, ids } = await withLists(['r0']);
    const [out = ''] = ids;
    const { taskId } = (await post(several([first], [out]))).json;
    const ports: typeof world.ports = {
      ...world.ports,
      freezeAudience: async (order) => {
        await deleteList({ ...world.ports, tasksUsing: async () => [] }, out);
        return await world.ports.freezeAudience(order);
      },
    };
    const message = world.startQueue.take();
    if (message) await startOccurrence(message, ports);
    await world.settle();

    expect(await world.run(taskId)).toMatchObject({ status: 'error', error: 'list-missing', sent: 0 });
  });

  it('waits for an import into any of its lists', async () => {
    const { world, post, first, ids } = await withLists(['a'], ['b']);
    const [more = '', out = ''] = ids;
    const links = { upload: async () => '', download: async () => '' };
    for (const listId of [more, out]) {
      const { made } = await createImport({ ...world.ports, links }, listId);
      const key = uploadKey(listId, made.importId);
      await world.objects.put(key, Buffer.from('email\nr1@y.test\n'));
      const { taskId } = (await post(several([first, more], [out]))).json;
      await world.settle();
      expect(await world.run(taskId)).toMatchObject({ status: 'paused', hold: 'list-import' });

      await runImport(
        { v: 1, listId, importId: made.importId },
        { owner: world.random.id(), deadline: world.clock.now() + 5 * MINUTE },
        {
          ...world.ports,
          csv: new StreamingCsvReader(),
          importQueue: { send: async () => {} },
          wakeRuns: (filled) => wakeRunsOfList(world.ports, filled),
        },
      );
      await world.settle();
      expect(await world.status(taskId)).toBe('finished');
    }
  });

  it('goes on from a row that an earlier version wrote', async () => {
    const { world, post } = await withLists();
    const { taskId } = (await post(later)).json;
    const row = await world.tables.get('Campaigns', taskKey(taskId));
    expect(row).toMatchObject({ listId: world.listId });
    expect(row).not.toHaveProperty('lists');
    await world.travel(4 * HOUR);

    expect(await world.run(taskId)).toMatchObject({ sent: 3, lists: onlyList(world.listId) });
  });
});
