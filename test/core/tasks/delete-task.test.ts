import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR } from '../../../core/clock.ts';
import {
  DELETED_TASKS,
  runLinkKey,
  runStatisticsKey,
  runsOfTask,
  segmentsOfRun,
  statisticsOfRun,
} from '../../../core/keys.ts';
import { asDoubts } from '../../../core/runs/ranges.ts';
import type { Tables } from '../../../core/tables.ts';
import { cancelTask } from '../../../core/tasks/cancel-task.ts';
import { deleteTask, removeDeletedTasks } from '../../../core/tasks/delete-task.ts';
import { retryTask } from '../../../core/tasks/retry-task.ts';
import { readTask } from '../../../core/tasks/task-store.ts';
import { forceRun } from '../../support/force-run.ts';
import { TaskWorld } from './task-world.ts';

const PLENTY = 1_000;

async function finished(members = 250) {
  const world = await TaskWorld.of(members - 1);
  await world.join(1, 'reject+');
  const taskId = await world.create();
  await world.settle();
  const { runId } = await world.run(taskId);
  return { world, taskId, runId };
}

async function remains(world: TaskWorld, taskId: string, runId: string) {
  const count = async (pk: string) => (await world.tables.query({ table: 'Campaigns', pk })).items.length;
  return {
    task: (await readTask(world.tables, taskId)) !== undefined,
    runs: await count(runsOfTask(taskId)),
    segments: await count(segmentsOfRun(runId)),
    objects: [...world.objects.all().keys()].filter((key) => key.startsWith(`runs/${runId}/`)).length,
    marks: await count(DELETED_TASKS),
  };
}

describe('deleteTask', () => {
  it('makes a task that is over disappear at once, and removes who got it afterwards', async () => {
    const { world, taskId, runId } = await finished();
    await deleteTask(taskId, world.ports);
    expect(await remains(world, taskId, runId)).toEqual({ task: false, runs: 1, segments: 3, objects: 4, marks: 1 });
    expect(await removeDeletedTasks(world.ports, PLENTY)).toEqual({ removed: 1, isLeft: false });
    expect(await remains(world, taskId, runId)).toEqual({ task: false, runs: 0, segments: 0, objects: 0, marks: 0 });
    await expect(deleteTask(taskId, world.ports)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('removes what is counted of its runs', async () => {
    const { world, taskId, runId } = await finished();
    const item = { ...runStatisticsKey(runId, 3), opened: 1 };
    await world.tables.write({ kind: 'put', table: 'Campaigns', item });
    const link = { ...runLinkKey(runId, 0), url: 'https://shop.example/', number: 0 };
    await world.tables.write({ kind: 'put', table: 'Campaigns', item: link });
    await deleteTask(taskId, world.ports);
    await removeDeletedTasks(world.ports, PLENTY);
    expect((await world.tables.query({ table: 'Campaigns', pk: statisticsOfRun(runId) })).items).toEqual([]);
  });

  it('goes on where it was broken off', async () => {
    const { world, taskId, runId } = await finished();
    await deleteTask(taskId, world.ports);
    world.objects.remove = async () => {
      throw new Error('no connection');
    };
    await expect(removeDeletedTasks(world.ports, PLENTY)).rejects.toThrow('no connection');
    Reflect.deleteProperty(world.objects, 'remove');
    expect(await removeDeletedTasks(world.ports, PLENTY)).toEqual({ removed: 1, isLeft: false });
    expect(await remains(world, taskId, runId)).toEqual({ task: false, runs: 0, segments: 0, objects: 0, marks: 0 });
  });

  it('removes no more segments in a round than it may', async () => {
    const { world, taskId, runId } = await finished();
    await deleteTask(taskId, world.ports);
    expect(await removeDeletedTasks(world.ports, 1)).toMatchObject({ removed: 0, isLeft: true });
    expect(await remains(world, taskId, runId)).toMatchObject({ runs: 1, marks: 1 });
    while ((await removeDeletedTasks(world.ports, 1)).isLeft);
    expect(await remains(world, taskId, runId)).toMatchObject({ runs: 0, segments: 0, marks: 0 });
  });

  it('refuses a task that may still send', async () => {
    const world = await TaskWorld.of(3);
    const waiting = await world.create({ type: 'timed', startAt: world.clock.now() + DAY });
    await expect(deleteTask(waiting, world.ports)).rejects.toMatchObject({ code: 'wrong-status' });
    await cancelTask(waiting, world.ports);
    await deleteTask(waiting, world.ports);
    expect(await readTask(world.tables, waiting)).toBeUndefined();
  });

  it('refuses one whose mails are not settled, and keeps such a run of one that is deleted', async () => {
    const { world, taskId, runId } = await finished();
    const unsettled = { doubts: asDoubts.encode([{ serial: 1, dueAt: world.clock.now() + HOUR }]) };
    await forceRun(world.tables, runId, unsettled);
    await expect(deleteTask(taskId, world.ports)).rejects.toMatchObject({ code: 'wrong-status' });
    await forceRun(world.tables, runId, { doubts: asDoubts.encode([]) });
    await deleteTask(taskId, world.ports);
    await forceRun(world.tables, runId, unsettled);
    expect(await removeDeletedTasks(world.ports, PLENTY)).toEqual({ removed: 0, isLeft: true });
    expect(await remains(world, taskId, runId)).toMatchObject({ runs: 1, segments: 3, objects: 4 });
  });

  it('does not delete a task that is retried meanwhile', async () => {
    const { world, taskId } = await finished();
    const { tables } = world;
    let isFirst = true;
    const retriedFirst: Tables = {
      get: (...given) => tables.get(...given),
      getMany: (...given) => tables.getMany(...given),
      query: (given) => tables.query(given),
      write: (given) => tables.write(given),
      transact: async (...given) => {
        if (isFirst) await retryTask(taskId, ['failed'], world.ports);
        isFirst = false;
        return tables.transact(...given);
      },
    };
    const deletion = deleteTask(taskId, { ...world.ports, tables: retriedFirst });
    await expect(deletion).rejects.toMatchObject({ code: 'wrong-status' });
    expect(await readTask(tables, taskId)).toMatchObject({ activeRunId: expect.any(String) });
  });
});
