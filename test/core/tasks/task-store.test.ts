import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { HOUR } from '../../../core/clock.ts';
import type { Task } from '../../../core/tasks/task.ts';
import { newTaskWrite, readTask, replaceTask, watchedAt } from '../../../core/tasks/task-store.ts';
import { aTask, NOW } from './task-samples.ts';

const stored = async (...tasks: Task[]) => {
  const tables = new MemoryTables(new ManualClock(NOW));
  for (const task of tasks) await tables.write(newTaskWrite(task));
  return tables;
};

describe('a stored task', () => {
  it('is read as it was written', async () => {
    const task = aTask({
      templateData: { name: '', price: 0.1, more: [null, { deep: true }] },
      type: 'recurring',
      recurrence: { every: 'week', on: [1, 5], at: '09:00' },
      until: { occurrences: 3 },
      attachments: [{ name: 'a', contentType: null, key: 'k', size: 1 }],
    });

    expect(await readTask(await stored(task), task.taskId)).toEqual(task);
  });

  it('is replaced only by who read it last', async () => {
    const task = aTask();
    const tables = await stored(task);

    expect((await tables.write(replaceTask(task, { name: 'a' }, NOW).write)).ok).toBe(true);
    expect((await tables.write(replaceTask(task, { name: 'b' }, NOW).write)).ok).toBe(false);
    expect(await readTask(tables, task.taskId)).toMatchObject({ name: 'a', revision: 2 });
  });
});

describe('watchedAt', () => {
  it('is the next occurrence, or the queued one once no run is in its way', () => {
    const queued = { queuedFor: NOW - HOUR, dueAt: NOW };

    expect(watchedAt(aTask())).toBe(NOW);
    expect(watchedAt(aTask({ ...queued, activeRunId: '1700-x' }))).toBe(NOW);
    expect(watchedAt(aTask(queued))).toBe(NOW - HOUR);
  });

  it('is null while the task is held, and at its end', () => {
    expect(watchedAt(aTask({ pausedAt: NOW }))).toBeNull();
    expect(watchedAt(aTask({ state: 'cancelled' }))).toBeNull();
    expect(watchedAt(aTask({ dueAt: null }))).toBeNull();
  });
});
