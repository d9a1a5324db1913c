import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, iso, MINUTE, SECOND } from '../../../core/clock.ts';
import { replaceTemplate } from '../../../core/content/manage-templates.ts';
import { createSender } from '../../../core/domains/manage-senders.ts';
import { countsOf } from '../../../core/runs/counts.ts';
import { TablesBusy } from '../../../core/tables.ts';
import { startMessage } from '../../../core/tasks/schedule-task.ts';
import { startOccurrence } from '../../../core/tasks/start-run.ts';
import { replaceTask } from '../../../core/tasks/task-store.ts';
import { NOW } from './task-samples.ts';
import { TaskWorld } from './task-world.ts';

const later = { type: 'timed', startAt: NOW + 3 * HOUR } as const;
const every6h = { type: 'recurring', startAt: NOW + HOUR, intervalHours: 6 } as const;

describe('startOccurrence', () => {
  it('sends an immediate task to everybody and finishes it', async () => {
    const world = await TaskWorld.of(120);
    const taskId = await world.create();

    await world.settle();

    expect(await world.status(taskId)).toBe('finished');
    expect(countsOf(await world.run(taskId))).toMatchObject({ requested: 120, sent: 120 });
    expect(new Set(world.mailer.accepted.map(({ to }) => to)).size).toBe(120);
    expect(world.mailer.accepted[0]).toMatchObject({ from: 'News <news@x.test>', subject: 'News' });
  });

  it('is tried again soon where the tables are too busy, and freezes then', async () => {
    const world = await TaskWorld.of(120);
    const taskId = await world.create();
    const message = world.startQueue.take();
    if (!message) throw new Error('no start message');
    const ports = { ...world.ports, freezeAudience: () => Promise.reject(new TablesBusy('the tables refused')) };
    await startOccurrence(message, ports);
    expect(await world.run(taskId)).toMatchObject({ status: 'preparing' });
    world.clock.advance(10 * SECOND);

    await world.settle();

    expect(await world.status(taskId)).toBe('finished');
    expect(countsOf(await world.run(taskId))).toMatchObject({ requested: 120, sent: 120 });
  });

  it('leaves a start to the queue and the reconciler that the tables have refused for a quarter of an hour', async () => {
    const world = await TaskWorld.of(120);
    await world.create();
    const message = world.startQueue.take();
    if (!message) throw new Error('no start message');
    const ports = { ...world.ports, freezeAudience: () => Promise.reject(new TablesBusy('the tables refused')) };
    world.clock.advance(16 * MINUTE);

    await expect(startOccurrence(message, ports)).rejects.toThrow(TablesBusy);
    world.clock.advance(10 * SECOND);
    expect(world.startQueue.take()).toBeUndefined();
  });

  it('starts a timed task at its time and not before', async () => {
    const world = await TaskWorld.of(5);
    const taskId = await world.create(later);

    await world.travel(3 * HOUR - MINUTE);
    expect(await world.status(taskId)).toBe('waiting');

    await world.travel(2 * MINUTE);
    expect(await world.status(taskId)).toBe('finished');
    expect((await world.run(taskId)).scheduledFor).toBe(NOW + 3 * HOUR);
  });

  it('runs a recurring task until its last occurrence, each time with the list as it is then', async () => {
    const world = await TaskWorld.of(3);
    const taskId = await world.create({ ...every6h, until: { occurrences: 3 } });

    await world.travel(2 * HOUR);
    await world.join(2, 'late');
    await world.travel(2 * DAY);

    const runs = await world.runs(taskId);
    expect(runs.map(({ scheduledFor, sent }) => [iso(scheduledFor), sent])).toEqual([
      [iso(NOW + 13 * HOUR), 5],
      [iso(NOW + 7 * HOUR), 5],
      [iso(NOW + HOUR), 3],
    ]);
    expect(await world.status(taskId)).toBe('finished');
    expect(world.schedules.waiting()).toEqual([]);
  });

  it('makes one run of an occurrence, however often the message comes', async () => {
    const world = await TaskWorld.of(5);
    const taskId = await world.create(later);
    await world.travel(4 * HOUR);

    await startOccurrence(startMessage(taskId, NOW + 3 * HOUR), world.ports);
    await world.settle();

    expect(await world.runs(taskId)).toHaveLength(1);
    expect(world.mailer.accepted).toHaveLength(5);
  });

  it('ignores a message before its time, of another instant, or of a task that is not there', async () => {
    const world = await TaskWorld.of(5);
    const taskId = await world.create(later);

    await startOccurrence(startMessage(taskId, NOW + 3 * HOUR), world.ports);
    await startOccurrence(startMessage(taskId, NOW), world.ports);
    await startOccurrence(startMessage('9', NOW), world.ports);

    expect(await world.runs(taskId)).toEqual([]);
  });

  it('starts on time by a message that a schedule sent early in its minute', async () => {
    const world = await TaskWorld.of(5);
    const taskId = await world.create(later);
    for (const { name } of world.schedules.waiting()) world.schedules.take(name);
    await world.travel(3 * HOUR - 59 * SECOND);

    await startOccurrence(startMessage(taskId, NOW + 3 * HOUR), world.ports);
    expect(await world.runs(taskId)).toEqual([]);
    await world.travel(59 * SECOND);

    expect(await world.status(taskId)).toBe('finished');
    expect((await world.run(taskId)).startedAt).toBe(NOW + 3 * HOUR);
  });

  it('goes on freezing a run that an earlier delivery left behind', async () => {
    const world = await TaskWorld.of(5);
    const taskId = await world.create();
    const { ports } = world;
    const message = startMessage(taskId, NOW);
    const broken = { ...ports, freezeAudience: () => Promise.reject(new Error('the object store is away')) };

    await expect(startOccurrence(message, broken)).rejects.toThrow('away');
    expect(await world.status(taskId)).toBe('preparing');

    await startOccurrence(message, ports);
    await world.settle();
    expect(await world.status(taskId)).toBe('finished');
    expect(world.mailer.accepted).toHaveLength(5);
  });

  it('finishes an empty list at once', async () => {
    const world = await TaskWorld.of(0);
    const taskId = await world.create(later);

    await world.travel(4 * HOUR);

    expect(await world.status(taskId)).toBe('finished');
    expect(countsOf(await world.run(taskId)).requested).toBe(0);
  });

  it('stops with an error when the domain is not verified any more, and keeps everybody cached', async () => {
    const world = await TaskWorld.of(5);
    const taskId = await world.create(later);
    await world.putDomain({ status: 'failed' });

    await world.travel(4 * HOUR);

    expect(await world.run(taskId)).toMatchObject({ status: 'error', error: 'domain-not-verified', snapshot: null });
    expect(countsOf(await world.run(taskId))).toMatchObject({ requested: 5, cached: 5 });
  });

  it.each(['templateId', 'listId'] as const)('stops with an error when %s is gone', async (name) => {
    const world = await TaskWorld.of(5);
    const taskId = await world.create(later);
    const { references } = world.ports;
    const gone = name === 'listId' ? { list: async () => undefined } : { template: async () => undefined };
    Object.assign(references, gone);

    await world.travel(4 * HOUR);

    expect((await world.run(taskId)).error).toBe(name === 'listId' ? 'list-missing' : 'template-missing');
  });

  it("takes a sender's defaults where the task says nothing", async () => {
    const world = await TaskWorld.of(1);
    const ports = { ...world.ports, tasksUsing: async () => [] };
    await createSender(ports, { address: 'plain@x.test', name: 'The Editors', replyTo: 'desk@x.test' });
    await world.create({ from: 'plain@x.test' });

    await world.settle();

    expect(world.mailer.accepted[0]).toMatchObject({ from: 'The Editors <plain@x.test>', replyTo: 'desk@x.test' });
  });

  it('keeps text and audience of a run that is parked, whatever changes meanwhile', async () => {
    const world = await TaskWorld.of(600);
    const taskId = await world.create({ ...every6h, intervalHours: 48, until: { occurrences: 2 } });
    await world.travel(2 * HOUR);
    expect(await world.run(taskId)).toMatchObject({ status: 'paused', hold: 'warm-up-quota', sent: 500 });

    await replaceTemplate(world.ports, world.templateId, {
      name: 'news',
      subject: 'New',
      html: null,
      text: 'New',
    });
    await world.join(10, 'late');
    await world.travel(25 * HOUR);
    expect(world.mailer.accepted.map(({ subject }) => subject)).toEqual(Array(600).fill('News'));

    await world.travel(30 * HOUR);
    expect(await world.run(taskId)).toMatchObject({ status: 'finished', count: 610 });
    expect(world.mailer.accepted.at(-1)?.subject).toBe('New');
  });

  it('lets one occurrence wait while a run is held, and records the further ones as missed', async () => {
    const world = await TaskWorld.of(700);
    const taskId = await world.create(every6h);

    await world.travel(20 * HOUR);

    const { task } = await world.show(taskId);
    expect(task.queuedFor).toBe(NOW + 7 * HOUR);
    const missed = (await world.runs(taskId)).filter(({ status }) => status === 'missed');
    expect(missed.map(({ scheduledFor, reason }) => [scheduledFor - NOW, reason])).toEqual([
      [19 * HOUR, 'overlap'],
      [13 * HOUR, 'overlap'],
    ]);

    await world.travel(6 * HOUR);
    expect((await world.run(taskId)).scheduledFor).toBe(NOW + 7 * HOUR);
  });

  it('starts anew when the settings were edited while it froze', async () => {
    const world = await TaskWorld.of(3);
    const taskId = await world.create();
    let edits = 0;
    const { ports } = world;
    const slow = {
      ...ports,
      freezeAudience: async (order: Parameters<typeof ports.freezeAudience>[0]) => {
        const { task } = await world.show(taskId);
        if (edits++ === 0) {
          await world.tables.write(replaceTask(task, { subject: 'Edited', edition: 2 }, NOW).write);
        }
        return await ports.freezeAudience(order);
      },
    };

    await startOccurrence(startMessage(taskId, NOW), slow);
    await world.settle();

    expect(edits).toBe(2);
    expect(world.mailer.accepted.map(({ subject }) => subject)).toEqual(['Edited', 'Edited', 'Edited']);
  });
});
