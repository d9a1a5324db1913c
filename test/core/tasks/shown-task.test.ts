import { describe, expect, it } from '@jest/globals';
import { HOUR } from '../../../core/clock.ts';
import { taskKey } from '../../../core/keys.ts';
import type { Tables } from '../../../core/tables.ts';
import { listTasks } from '../../../core/tasks/list-tasks.ts';
import { startMessage } from '../../../core/tasks/schedule-task.ts';
import { readShownTask } from '../../../core/tasks/shown-task.ts';
import { startOccurrence } from '../../../core/tasks/start-run.ts';
import { taskStatus } from '../../../core/tasks/status.ts';
import { NOW } from './task-samples.ts';
import { TaskWorld } from './task-world.ts';

/** A recurring task whose run is about to send, and tables on which that run ends right after a read of the task. */
async function endingBetweenReads() {
  const world = await TaskWorld.of(1);
  const taskId = await world.create({ type: 'recurring', startAt: NOW + HOUR, intervalHours: 1 });
  world.clock.advance(HOUR);
  await startOccurrence(startMessage(taskId, NOW + HOUR), world.ports);
  const { tables } = world.ports;
  const endAfter = async <T>(read: Promise<T>): Promise<T> => {
    const answer = await read;
    await world.settle();
    return answer;
  };
  const racing: Tables = {
    write: (...args) => tables.write(...args),
    transact: (...args) => tables.transact(...args),
    getMany: (...args) => tables.getMany(...args),
    get: (table, key) => (key.sk === taskKey(taskId).sk ? endAfter(tables.get(table, key)) : tables.get(table, key)),
    query: (query) => endAfter(tables.query(query)),
  };
  return { taskId, racing };
}

describe('a recurring task whose run ends between the reads of task and run', () => {
  it('is shown waiting, not finished', async () => {
    const { taskId, racing } = await endingBetweenReads();

    const { task, run } = await readShownTask(taskId, { tables: racing });

    expect([run?.status, task.activeRunId, taskStatus(task, run)]).toEqual(['finished', null, 'waiting']);
  });

  it('is listed waiting, not finished', async () => {
    const { racing } = await endingBetweenReads();

    const { tasks } = await listTasks(racing, {}, { limit: 1, before: null });

    expect(tasks.map(({ task, run }) => taskStatus(task, run))).toEqual(['waiting']);
  });
});
