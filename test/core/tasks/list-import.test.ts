import { describe, expect, it } from '@jest/globals';
import { StreamingCsvReader } from '../../../adapters/csv/reader.ts';
import { createImport } from '../../../core/audience/import/create-import.ts';
import { uploadKey } from '../../../core/audience/import/import.ts';
import { runImport } from '../../../core/audience/import/run-import.ts';
import { DAY, HOUR, MINUTE } from '../../../core/clock.ts';
import { countsOf } from '../../../core/runs/counts.ts';
import { pauseTask } from '../../../core/tasks/pause-task.ts';
import { wakeRunsOfList } from '../../../core/tasks/reenqueue-tasks.ts';
import { resumeTask } from '../../../core/tasks/resume-task.ts';
import { holdOf } from '../../../core/tasks/status.ts';
import { NOW } from './task-samples.ts';
import { TaskWorld } from './task-world.ts';

/** A world whose list is about to be filled with so many more; `fill` does it. */
async function filling(members: number, more: number) {
  const world = await TaskWorld.of(members);
  const links = { upload: async () => '', download: async () => '' };
  const { made } = await createImport({ ...world.ports, links }, world.listId);
  const rows = Array.from({ length: more }, (_, i) => `new${i}@y.test\n`);
  await world.objects.put(uploadKey(world.listId, made.importId), Buffer.from(`email\n${rows.join('')}`));
  const fill = (wakeRuns = (listId: string) => wakeRunsOfList(world.ports, listId)) =>
    runImport(
      { v: 1, listId: world.listId, importId: made.importId },
      { owner: world.random.id(), deadline: world.clock.now() + 5 * MINUTE },
      { ...world.ports, csv: new StreamingCsvReader(), importQueue: { send: async () => {} }, wakeRuns },
    );
  const hold = async (taskId: string) => {
    const { task, run } = await world.show(taskId);
    return holdOf(task, run);
  };
  return { world, fill, hold };
}

describe('a run whose list is being filled', () => {
  it('waits, and mails everybody once that is done', async () => {
    const { world, fill, hold } = await filling(10, 40);
    const taskId = await world.create();
    await world.settle();
    expect(await hold(taskId)).toMatchObject({ reason: 'list-import', resumesAt: null });

    await fill();
    await world.settle();

    expect(await world.status(taskId)).toBe('finished');
    expect(countsOf(await world.run(taskId))).toMatchObject({ requested: 50, sent: 50 });
  });

  it('may be an immediate task of a list that nobody is in yet', async () => {
    const { world, fill } = await filling(0, 5);
    const taskId = await world.create();
    await world.settle();
    await fill();
    await world.settle();

    expect(countsOf(await world.run(taskId))).toMatchObject({ requested: 5, sent: 5 });
  });

  it('goes on at the next round of the reconciler when nobody wakes it', async () => {
    const { world, fill } = await filling(10, 10);
    const taskId = await world.create();
    await world.settle();
    await fill(async () => {});
    await world.settle();
    expect(await world.status(taskId)).toBe('paused');

    await world.reconcile();
    await world.settle();
    expect(await world.status(taskId)).toBe('finished');
  });

  it('is left alone by a start message as long as the import goes on', async () => {
    const { world, hold } = await filling(10, 10);
    const taskId = await world.create({ type: 'timed', startAt: NOW + HOUR });
    await world.travel(2 * HOUR);
    await world.reconcile();
    await world.settle();
    expect(await hold(taskId)).toMatchObject({ reason: 'list-import' });
  });

  it("is the user's who pauses it, and waits again after a resume that is too early", async () => {
    const { world, fill, hold } = await filling(10, 10);
    const taskId = await world.create();
    await world.settle();
    await pauseTask(taskId, world.ports);
    await resumeTask(taskId, world.ports);
    await world.settle();
    expect(await hold(taskId)).toMatchObject({ reason: 'list-import' });

    await pauseTask(taskId, world.ports);
    await fill();
    await world.settle();
    expect(await hold(taskId)).toMatchObject({ reason: 'user' });
    await resumeTask(taskId, world.ports);
    await world.settle();
    expect(await world.status(taskId)).toBe('finished');
  });

  it('waits no longer than a day for an import that does not move', async () => {
    const { world } = await filling(10, 10);
    const taskId = await world.create();
    await world.settle();
    await world.travel(DAY + MINUTE);
    await world.reconcile();
    await world.settle();
    expect(await world.status(taskId)).toBe('finished');
  });
});
