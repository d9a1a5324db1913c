import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { onlyList } from '../../../core/audience/list-choice.ts';
import type { Task } from '../../../core/tasks/task.ts';
import { newTaskWrite } from '../../../core/tasks/task-store.ts';
import { tasksUsing } from '../../../core/tasks/used-by.ts';
import { aTask, NOW } from './task-samples.ts';

const stored = async (...tasks: Task[]) => {
  const tables = new MemoryTables(new ManualClock(NOW));
  for (const task of tasks) await tables.write(newTaskWrite(task));
  return tables;
};

describe('tasksUsing', () => {
  it('finds what an unfinished task uses', async () => {
    const tables = await stored(
      aTask({ taskId: '1' }),
      aTask({ taskId: '2', state: 'finished', lists: onlyList('99') }),
    );

    expect(await tasksUsing(tables, { listId: '41' })).toHaveLength(1);
    expect(await tasksUsing(tables, { templateId: '31' })).toHaveLength(1);
    expect(await tasksUsing(tables, { domain: 'x.test' })).toHaveLength(1);
    expect(await tasksUsing(tables, { sender: 'news@x.test' })).toHaveLength(1);
    expect(await tasksUsing(tables, { sender: 'other@x.test' })).toEqual([]);
    expect(await tasksUsing(tables, { listId: '99' })).toEqual([]);
  });

  it('counts a task that has ended but whose retry goes on', async () => {
    const tables = await stored(aTask({ state: 'finished', activeRunId: '1700-x' }));

    expect(await tasksUsing(tables, { listId: '41' })).toHaveLength(1);
  });

  it('names them, newest first, with their status', async () => {
    const tables = await stored(
      aTask({ taskId: '1', name: 'First' }),
      aTask({ taskId: '2', name: null, pausedAt: NOW }),
    );

    expect(await tasksUsing(tables, { listId: '41' })).toEqual([
      { taskId: '2', name: null, status: 'paused' },
      { taskId: '1', name: 'First', status: 'waiting' },
    ]);
  });

  it('names ten of many', async () => {
    const tasks = Array.from({ length: 25 }, (_, i) => aTask({ taskId: String(100 + i) }));

    const found = await tasksUsing(await stored(...tasks), { listId: '41' });
    expect([found.length, found[0]?.taskId]).toEqual([10, '124']);
  });
});
