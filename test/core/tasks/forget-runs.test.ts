import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR } from '../../../core/clock.ts';
import { readRunLinks } from '../../../core/insight/run-links.ts';
import { runLinkKey, runStatisticsKey, SNAPSHOTS, segmentsOfRun } from '../../../core/keys.ts';
import { asDoubts } from '../../../core/runs/ranges.ts';
import { readRun } from '../../../core/runs/run-store.ts';
import { forgetRuns } from '../../../core/tasks/forget-runs.ts';
import { listRecipients } from '../../../core/tasks/list-recipients.ts';
import { retryTask } from '../../../core/tasks/retry-task.ts';
import { forceRun } from '../../support/force-run.ts';
import { TaskWorld } from './task-world.ts';

const RETENTION = 30;
const PLENTY = 1_000;

const forget = (world: TaskWorld, budget = PLENTY) =>
  forgetRuns({ ...world.ports, runRetentionDays: RETENTION }, budget);

/** What is left of who got the runs. */
async function remains(world: TaskWorld, runId: string) {
  const [segments, snapshots] = await Promise.all([
    world.tables.query({ table: 'Campaigns', pk: segmentsOfRun(runId) }),
    world.tables.query({ table: 'Campaigns', pk: SNAPSHOTS }),
  ]);
  const objects = [...world.objects.all().keys()].filter((key) => key.startsWith(`runs/${runId}/`));
  return { segments: segments.items.length, snapshots: snapshots.items.length, objects: objects.length };
}

/** A finished run with one failed recipient of so many. */
async function finished(members = 250) {
  const world = await TaskWorld.of(members - 1);
  await world.join(1, 'reject+');
  const taskId = await world.create();
  await world.settle();
  const { runId } = await world.run(taskId);
  return { world, taskId, runId };
}

describe('a run that ended', () => {
  it('is remembered for as long as it is to be, and then by its counts alone', async () => {
    const { world, taskId, runId } = await finished();
    world.clock.advance(RETENTION * DAY - HOUR);
    expect(await forget(world)).toMatchObject({ forgotten: 0 });
    expect(await remains(world, runId)).toEqual({ segments: 3, snapshots: 1, objects: 4 });

    world.clock.advance(2 * HOUR);
    expect(await forget(world)).toMatchObject({ forgotten: 1 });
    expect(await remains(world, runId)).toEqual({ segments: 0, snapshots: 0, objects: 0 });
    const run = await world.run(taskId);
    expect(run).toMatchObject({ status: 'finished', count: 250, sent: 249, failed: 1, snapshot: null });
    const page = await listRecipients(run, {}, { limit: 100, from: null }, { ...world.ports });
    expect(page).toEqual({ recipients: [], next: null });
  });

  it('keeps how many followed its links, and not where they led', async () => {
    const { world, runId } = await finished();
    const counted = { ...runStatisticsKey(runId, 0), firstAt: 0, l0: 3 };
    await world.tables.write({ kind: 'put', table: 'Campaigns', item: counted });
    const link = { ...runLinkKey(runId, 0), url: 'https://shop.example/', number: 0 };
    await world.tables.write({ kind: 'put', table: 'Campaigns', item: link });
    world.clock.advance((RETENTION + 1) * DAY);
    expect(await readRunLinks(world.tables, runId)).toMatchObject({ items: [{ readers: 3 }], other: 0 });
    expect(await forget(world)).toMatchObject({ forgotten: 1 });
    expect(await readRunLinks(world.tables, runId)).toEqual({ items: [], other: 3 });
  });

  it('is remembered for ever where that is the setting', async () => {
    const { world, runId } = await finished();
    world.clock.advance(10_000 * DAY);
    expect(await forgetRuns({ ...world.ports, runRetentionDays: 0 }, PLENTY)).toEqual({ forgotten: 0, nextAt: null });
    expect(await remains(world, runId)).toMatchObject({ segments: 3, objects: 4 });
  });

  it('is forgotten piece by piece where it is large', async () => {
    const { world, runId } = await finished();
    world.clock.advance((RETENTION + 1) * DAY);
    expect(await forget(world, 3)).toMatchObject({ forgotten: 0, nextAt: world.clock.now() });
    expect(await remains(world, runId)).toMatchObject({ segments: 0, objects: 4 });
    expect(await forget(world, 3)).toMatchObject({ forgotten: 1 });
    expect(await remains(world, runId)).toMatchObject({ segments: 0, objects: 0 });
  });

  it('says when there is something to forget', async () => {
    const { world, taskId } = await finished();
    const { frozenAt } = await world.run(taskId);
    expect(await forget(world)).toEqual({ forgotten: 0, nextAt: (frozenAt ?? 0) + RETENTION * DAY });
  });
});

describe('a run that is needed', () => {
  it('is kept while it is not at its end, however long that takes', async () => {
    const world = await TaskWorld.of(700);
    const taskId = await world.create();
    await world.settle();
    const { runId } = await world.run(taskId);
    world.clock.advance((RETENTION + 5) * DAY);
    expect(await forget(world)).toMatchObject({ forgotten: 0 });

    const { objects } = await remains(world, runId);
    await world.travel(3 * DAY);
    expect(await world.status(taskId)).toBe('finished');
    expect([objects, world.mailer.accepted.length]).toEqual([4, 700]);
    // The days count from its end on.
    world.clock.advance((RETENTION - 10) * DAY);
    expect(await forget(world)).toMatchObject({ forgotten: 0 });
    world.clock.advance((RETENTION + 1) * DAY);
    await forget(world);
    world.clock.advance(DAY);
    await forget(world);
    expect((await remains(world, runId)).objects).toBe(0);
  });

  it('is kept while some of its mails are in doubt', async () => {
    const { world, runId } = await finished();
    await forceRun(world.tables, runId, { doubts: asDoubts.encode([{ serial: 0, dueAt: 0 }]) });
    world.clock.advance((RETENTION + 1) * DAY);
    expect(await forget(world)).toMatchObject({ forgotten: 0 });
    expect(await remains(world, runId)).toMatchObject({ segments: 3, objects: 4 });
  });

  it('is kept until a retry of it has its recipients', async () => {
    const { world, taskId, runId } = await finished();
    world.clock.advance((RETENTION + 1) * DAY);
    await retryTask(taskId, ['failed'], world.ports);
    expect(await forget(world)).toMatchObject({ forgotten: 0 });
    expect(await remains(world, runId)).toMatchObject({ segments: 3, objects: 4 });

    await world.settle();
    expect(await world.run(taskId)).toMatchObject({ retryOf: runId, status: 'finished', count: 1 });
    world.clock.advance(2 * DAY);
    expect(await forget(world)).toMatchObject({ forgotten: 1 });
    expect((await remains(world, runId)).objects).toBe(0);
  });

  it('is kept when a retry of it begins while it is looked at', async () => {
    const { world, taskId, runId } = await finished();
    world.clock.advance((RETENTION + 1) * DAY);
    const write = world.tables.transact.bind(world.tables);
    world.tables.transact = async (...call) => {
      world.tables.transact = write;
      await retryTask(taskId, ['failed'], world.ports);
      return write(...call);
    };
    expect(await forget(world)).toMatchObject({ forgotten: 0 });
    expect(await remains(world, runId)).toMatchObject({ segments: 3, objects: 4 });
    await world.settle();
    expect(await world.run(taskId)).toMatchObject({ retryOf: runId, status: 'finished', count: 1 });
  });

  it('is not retried once it is forgotten, also by a retry that had begun', async () => {
    const { world, taskId } = await finished();
    world.clock.advance((RETENTION + 1) * DAY);
    const write = world.tables.transact.bind(world.tables);
    // The run is forgotten between the retry's look at it and its write.
    world.tables.transact = async (...call) => {
      world.tables.transact = write;
      await forget(world);
      return write(...call);
    };
    await expect(retryTask(taskId, ['failed'], world.ports)).rejects.toMatchObject({ code: 'wrong-status' });
    expect((await world.runs(taskId)).length).toBe(1);
  });

  it('keeps its snapshot when that of an overtaken freeze goes', async () => {
    const { world, runId } = await finished();
    await forceRun(world.tables, runId, { snapshot: `runs/${runId}/another` });
    world.clock.advance((RETENTION + 1) * DAY);
    expect(await forget(world)).toMatchObject({ forgotten: 1 });
    expect(await remains(world, runId)).toEqual({ segments: 3, snapshots: 0, objects: 0 });
    expect((await readRun(world.tables, runId))?.snapshot).toBe(`runs/${runId}/another`);
  });
});
