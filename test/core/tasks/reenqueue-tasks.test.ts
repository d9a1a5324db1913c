import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../../core/clock.ts';
import { reenqueueTasks } from '../../../core/tasks/reenqueue-tasks.ts';
import { startMessage } from '../../../core/tasks/schedule-task.ts';
import { startOccurrence } from '../../../core/tasks/start-run.ts';
import { NOW } from './task-samples.ts';
import { TaskWorld } from './task-world.ts';

const later = { type: 'timed', startAt: NOW + 3 * HOUR } as const;
const hourly = { type: 'recurring', startAt: NOW + HOUR, intervalHours: 1 } as const;

describe('reenqueueTasks', () => {
  it('has nothing to do while schedules are in place, and says when it will', async () => {
    const world = await TaskWorld.of(1);
    await world.create(later);

    expect(await world.reconcile()).toEqual({ reenqueued: 0, repaired: 0, nextAt: NOW + 3 * HOUR - 15 * MINUTE });

    await world.travel(3 * HOUR - 5 * MINUTE);
    expect(await world.reconcile()).toEqual({ reenqueued: 0, repaired: 0, nextAt: NOW + 3 * HOUR + 2 * MINUTE });
  });

  it('makes a lost schedule again before it is due, and warns', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create(later);
    await world.schedules.remove(world.schedules.waiting()[0]?.name ?? '');
    world.clock.advance(3 * HOUR - 10 * MINUTE);

    expect(await world.reconcile()).toMatchObject({ reenqueued: 0, repaired: 1 });
    expect(world.warnings.map(({ event }) => event)).toEqual(['schedule-repaired']);

    await world.travel(15 * MINUTE);
    expect(await world.status(taskId)).toBe('finished');
  });

  it('sees to many tasks side by side, and leaves what its time does not reach to the next round', async () => {
    const world = await TaskWorld.of(1);
    const taskIds: string[] = [];
    for (let i = 0; i < 130; i += 1) taskIds.push(await world.create({ ...later, startAt: later.startAt + i }));
    for (const { name } of [...world.schedules.waiting()]) await world.schedules.remove(name);
    world.clock.advance(3 * HOUR - 10 * MINUTE);
    let [running, most, calls] = [0, 0, 0];
    const { schedules } = world.ports;
    const slow: typeof schedules = {
      remove: (name) => schedules.remove(name),
      create: async (...schedule) => {
        running += 1;
        most = Math.max(most, running);
        const made = await schedules.create(...schedule);
        running -= 1;
        calls += 1;
        if (calls === 50) world.clock.advance(MINUTE);
        return made;
      },
    };
    const ports = { ...world.ports, schedules: slow };
    const now = world.clock.now();

    const { repaired } = await reenqueueTasks(ports, now, now + MINUTE);
    expect(repaired).toBeGreaterThanOrEqual(50);
    expect(repaired).toBeLessThan(130);
    expect(most).toBe(20);

    expect(await reenqueueTasks(ports, world.clock.now())).toMatchObject({ repaired: 130 - repaired });
    expect(world.schedules.waiting()).toHaveLength(130);
  });

  it('starts what is overdue because its schedule was lost', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create(later);
    world.outage(3 * HOUR + 2 * MINUTE);

    expect(await world.reconcile()).toMatchObject({ reenqueued: 1, repaired: 1 });
    await world.settle();

    expect(await world.status(taskId)).toBe('finished');
  });

  it('starts one late run of an hourly task after an outage of three hours', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create(hourly);
    world.outage(3 * HOUR + 30 * MINUTE);

    await world.reconcile();
    await world.settle();

    const runs = await world.runs(taskId);
    expect(runs.map(({ status, reason }) => reason ?? status)).toEqual(['finished', 'outage', 'outage']);
    expect(world.schedules.waiting()).toHaveLength(1);
  });

  it('sends the start of an immediate task again when its message was lost, without an alarm', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create();
    world.startQueue.take();
    expect(await world.reconcile()).toMatchObject({ reenqueued: 0, nextAt: NOW + 2 * MINUTE });

    world.clock.advance(2 * MINUTE);
    expect(await world.reconcile()).toMatchObject({ reenqueued: 1, repaired: 0 });

    await world.settle();
    expect(await world.status(taskId)).toBe('finished');
  });

  it('starts a queued occurrence whose message was lost when the run before it ended', async () => {
    const world = await TaskWorld.of(600);
    const taskId = await world.create({ ...hourly, intervalHours: 20 });
    await world.travel(22 * HOUR);
    expect((await world.show(taskId)).task.queuedFor).toBe(NOW + 21 * HOUR);
    world.outage(4 * HOUR);
    await world.reconcile();
    await world.send();
    expect(await world.runs(taskId)).toHaveLength(1);
    while (world.startQueue.take());

    world.clock.advance(2 * MINUTE);
    expect(await world.reconcile()).toMatchObject({ reenqueued: 1, repaired: 0 });
    await world.settle();
    expect((await world.run(taskId)).scheduledFor).toBe(NOW + 21 * HOUR);
  });

  it('begins a freeze again that was never finished', async () => {
    const world = await TaskWorld.of(1);
    const taskId = await world.create();
    const message = world.startQueue.take() ?? startMessage(taskId, NOW);
    const broken = { ...world.ports, freezeAudience: () => Promise.reject(new Error('away')) };
    await expect(startOccurrence(message, broken)).rejects.toThrow('away');

    expect(await world.reconcile()).toMatchObject({ reenqueued: 0, nextAt: NOW + 16 * MINUTE });
    world.clock.advance(16 * MINUTE);
    expect(await world.reconcile()).toMatchObject({ reenqueued: 1 });

    await world.settle();
    expect(await world.status(taskId)).toBe('finished');
  });

  it('does nothing for tasks that are held or have ended', async () => {
    const world = await TaskWorld.of(1);
    await world.create();
    await world.settle();

    expect(await reenqueueTasks(world.ports, NOW + 30 * DAY)).toEqual({ reenqueued: 0, repaired: 0, nextAt: null });
  });

  it('looks at more tasks than one page holds', async () => {
    const world = await TaskWorld.of(1);
    for (let i = 0; i < 120; i += 1) await world.create(later);
    world.outage(3 * HOUR + 5 * MINUTE);

    expect(await world.reconcile()).toMatchObject({ reenqueued: 120 });
  });
});
