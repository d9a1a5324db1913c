import { describe, expect, it } from '@jest/globals';
import { DAY, MINUTE } from '../../../core/clock.ts';
import { changePlan } from '../../../core/domains/change-plan.ts';
import { pauseTask } from '../../../core/tasks/pause-task.ts';
import { resumeTask } from '../../../core/tasks/resume-task.ts';
import type { WebhookEvent } from '../../../core/webhooks/events.ts';
import { TaskWorld } from '../tasks/task-world.ts';

/** A world of tasks that notes what it publishes. */
const worldOf = async (members: number) => {
  const world = await TaskWorld.of(members);
  const events: WebhookEvent[] = [];
  world.ports.publish = async (event) => void events.push(event);
  const told = () => events.splice(0).map(({ event, data: { reason } }) => [event, reason]);
  return { world, events, told };
};

describe('events of a task', () => {
  it('tell of its start, its park, when it goes on, and its end, with counts', async () => {
    const { world, events, told } = await worldOf(700);
    const taskId = await world.create();
    await world.settle();

    expect(events[1]).toMatchObject({
      event: 'task.paused',
      taskId,
      data: {
        taskId,
        runId: (await world.run(taskId)).runId,
        resumesAt: new Date((await world.run(taskId)).wakeAt ?? 0).toISOString(),
        counts: { requested: 700, sent: 500, cached: 200, inFlight: 0 },
      },
    });
    expect(told()).toEqual([
      ['task.started', null],
      ['task.paused', 'warm-up-quota'],
    ]);
    await world.travel(DAY + MINUTE);
    expect(events.at(-1)?.data.counts).toMatchObject({ requested: 700, sent: 700, cached: 0 });
    expect(told()).toEqual([
      ['task.resumed', null],
      ['task.finished', null],
    ]);
  });

  it('tell of a pause and a resume by the user, once each', async () => {
    const { world, told } = await worldOf(3);
    const taskId = await world.create();
    await pauseTask(taskId, world.ports);
    await pauseTask(taskId, world.ports);
    expect(told()).toEqual([['task.paused', 'user']]);

    await resumeTask(taskId, world.ports);
    await world.settle();
    expect(told()).toEqual([
      ['task.resumed', null],
      ['task.started', null],
      ['task.finished', null],
    ]);
  });

  it('tell of an error with its reason', async () => {
    const { world, told } = await worldOf(3);
    await world.create();
    await world.putDomain({ status: 'failed' });
    await world.settle();

    expect(told()).toEqual([['task.error', 'domain-not-verified']]);
  });

  it('tell of a run that a new plan frees', async () => {
    const { world, told } = await worldOf(600);
    await world.create();
    await world.settle();
    told();

    await changePlan(world.ports, 'x.test', { plan: 'unlimited' });

    expect(told()).toEqual([['task.resumed', null]]);
  });
});
