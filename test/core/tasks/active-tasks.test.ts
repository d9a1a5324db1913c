import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../../core/clock.ts';
import { ActiveTasks } from '../../../core/tasks/active-tasks.ts';
import { cancelTask } from '../../../core/tasks/cancel-task.ts';
import { pauseTask } from '../../../core/tasks/pause-task.ts';
import { taskStatus } from '../../../core/tasks/status.ts';
import { countingReads } from '../../support/read-units.ts';
import { NOW } from './task-samples.ts';
import { TaskWorld } from './task-world.ts';

const daily = { type: 'recurring', startAt: NOW + HOUR, intervalHours: 24 } as const;

const setUp = async (members = 3) => {
  const world = await TaskWorld.of(members);
  const active = new ActiveTasks(world.outside);
  const shown = async () => (await active.read()).items.map(({ task, run }) => [task.taskId, taskStatus(task, run)]);
  return { world, active, shown };
};

describe('ActiveTasks', () => {
  it('shows what sends, is held, or waits, and nothing that is over', async () => {
    const { world, shown } = await setUp(700);
    const parked = await world.create();
    await world.settle();
    const over = await world.create();
    await cancelTask(over, world.ports);
    await world.settle();
    world.clock.advance(1);
    const [later, sooner] = [
      await world.create({ type: 'timed', startAt: NOW + 2 * HOUR }),
      await world.create({ type: 'timed', startAt: NOW + HOUR }),
    ];

    expect(await shown()).toEqual([
      [parked, 'paused'],
      [sooner, 'waiting'],
      [later, 'waiting'],
    ]);
  });

  it('follows a task through its runs, though it remembers its row', async () => {
    const { world, active, shown } = await setUp();
    const taskId = await world.create(daily);
    expect(await shown()).toEqual([[taskId, 'waiting']]);
    await world.travel(HOUR);
    expect(await shown()).toEqual([[taskId, 'waiting']]);
    await world.travel(2 * MINUTE);
    expect((await active.read()).items[0]?.run).toMatchObject({ status: 'finished', sent: 3 });
    await world.travel(DAY);
    await pauseTask(taskId, world.ports);
    expect(await shown()).toEqual([]);
  });

  it('shows a run that has just begun at once, and a new name within a minute', async () => {
    const { world, active, shown } = await setUp(700);
    const taskId = await world.create({ type: 'timed', startAt: NOW + MINUTE });
    expect(await shown()).toEqual([[taskId, 'waiting']]);
    await world.travel(MINUTE);
    expect(await shown()).toEqual([[taskId, 'paused']]);
    const { task } = await world.show(taskId);
    const item = { ...(await world.tables.get('Campaigns', { pk: 'TASKS', sk: taskId.padStart(16, '0') })) };
    await world.tables.write({
      kind: 'put',
      table: 'Campaigns',
      item: { ...item, pk: 'TASKS', sk: taskId.padStart(16, '0'), name: 'Renamed' },
    });
    expect(task.name).toBeNull();
    world.clock.advance(MINUTE);
    expect((await active.read()).items[0]?.task.name).toBe('Renamed');
  });

  it('says that there are more than it shows', async () => {
    const { world, active } = await setUp();
    for (let i = 0; i < 3; i += 1) await world.create({ type: 'timed', startAt: NOW + (i + 1) * HOUR });
    expect(await active.read(3)).toMatchObject({ more: false });
    const cut = await active.read(2);
    expect([cut.items.length, cut.more]).toEqual([2, true]);
    await world.travel(HOUR);
    expect((await active.read(2)).more).toBe(false);
  });

  it('reads at most 110 units for 50 tasks, and 55 while it remembers them', async () => {
    const world = await TaskWorld.of(501);
    const { tables, meter } = countingReads(world.tables);
    for (let i = 0; i < 50; i += 1) await world.create();
    await world.settle();
    const active = new ActiveTasks({ tables, clock: world.clock });

    expect((await active.read()).items).toHaveLength(50);
    expect(meter.readUnits).toBeLessThanOrEqual(110);
    meter.readUnits = 0;
    world.clock.advance(2_000);
    expect((await active.read()).items).toHaveLength(50);
    expect(meter.readUnits).toBeLessThanOrEqual(55);
  });
});
