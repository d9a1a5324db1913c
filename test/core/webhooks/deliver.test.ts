import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import { handleNotice } from '../../../core/webhooks/deliver.ts';
import { deleteWebhook } from '../../../core/webhooks/manage-webhooks.ts';
import type { WebhookAnswer } from '../../../core/webhooks/receivers.ts';
import { NOW, WebhookWorld } from './webhook-world.ts';

const fails = (): WebhookAnswer => ({ kind: 'answered', status: 503 });

describe('handleNotice', () => {
  it('sends an event to those who want it, once', async () => {
    const world = new WebhookWorld();
    const wants = await world.subscribe('task.finished');
    const other = await world.subscribe('task.paused');
    const event = world.event('task.finished');

    await world.publish(event);
    await world.publish(event);
    await world.settle();

    expect(world.requests).toEqual([
      {
        url: 'https://hooks.example.com/in',
        secret: wants.secret,
        id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
        at: NOW,
        body: '{"type":"task.finished","timestamp":"2027-01-05T09:00:00.000Z","data":{"taskId":"17","runId":"17-1"}}',
        type: 'task.finished',
      },
    ]);
    expect(await world.deliveries(wants.webhookId)).toMatchObject([
      { event: 'task.finished', status: 'delivered', attempts: 1, nextAttemptAt: null, answer: '204' },
    ]);
    expect(await world.deliveries(other.webhookId)).toEqual([]);
  });

  it('tries again with growing waits for not quite a day, with the same id, and then gives up', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.error');
    world.answer = fails;
    await world.publish(world.event('task.error'));
    await world.settle();
    expect(await world.deliveries(webhookId)).toMatchObject([
      { status: 'pending', attempts: 1, nextAttemptAt: NOW + 5 * SECOND, answer: '503' },
    ]);

    await world.travel(2 * DAY);

    expect(await world.deliveries(webhookId)).toMatchObject([{ status: 'failed', attempts: 11, nextAttemptAt: null }]);
    expect(new Set(world.requests.map(({ id }) => id)).size).toBe(1);
    const waits = world.requests.map(({ at }, i) => at - (world.requests[i - 1]?.at ?? at));
    expect(waits.every((wait, i) => i === 0 || wait >= (waits[i - 1] ?? 0))).toBe(true);
    const last = world.requests.at(-1)?.at ?? 0;
    expect(last - NOW).toBeLessThanOrEqual(DAY);
    expect(last - NOW).toBeGreaterThan(23 * HOUR);
  });

  it('delivers once the receiver is back', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.error');
    world.answer = () => ({ kind: 'unreachable', reason: 'connect ECONNREFUSED' });
    await world.publish(world.event('task.error'));
    await world.travel(MINUTE);
    expect(await world.deliveries(webhookId)).toMatchObject([{ status: 'pending', answer: 'connect ECONNREFUSED' }]);
    world.answer = () => ({ kind: 'answered', status: 200 });

    await world.travel(10 * MINUTE);

    expect(await world.deliveries(webhookId)).toMatchObject([{ status: 'delivered', answer: '200' }]);
  });

  it('keeps the order of a task while a receiver is away for a moment, and holds up no other task', async () => {
    const world = new WebhookWorld();
    await world.subscribe('task.started', 'task.paused');
    let isAway = true;
    world.answer = ({ body }) =>
      isAway && body.includes('task.started') ? fails() : { kind: 'answered', status: 200 };
    await world.publish(world.event('task.started'));
    await world.publish(world.event('task.paused', NOW + 1));
    await world.publish(world.event('task.paused', NOW + 2, '18'));
    await world.settle();
    expect(world.requests.map(({ type, body }) => [type, JSON.parse(body).data.taskId])).toEqual([
      ['task.started', '17'],
      ['task.paused', '18'],
    ]);

    isAway = false;
    await world.travel(MINUTE);

    expect(world.requests.slice(2).map(({ type }) => type)).toEqual(['task.started', 'task.paused']);
  });

  it('lets later events of a task pass one that fails again and again', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.started', 'task.paused');
    world.answer = ({ body }) => (body.includes('task.started') ? fails() : { kind: 'answered', status: 200 });
    await world.publish(world.event('task.started'));
    await world.publish(world.event('task.paused', NOW + 1));

    await world.travel(5 * MINUTE);

    expect((await world.deliveries(webhookId)).map(({ event, status }) => [event, status])).toEqual([
      ['task.paused', 'delivered'],
      ['task.started', 'pending'],
    ]);
  });

  it('does not try again where the receiver is gone for good', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.error');
    world.answer = () => ({ kind: 'answered', status: 410 });
    await world.publish(world.event('task.error'));
    await world.travel(DAY);

    expect(await world.deliveries(webhookId)).toMatchObject([{ status: 'failed', attempts: 1, answer: '410' }]);
  });

  it('takes a redirect for a failure', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.error');
    world.answer = () => ({ kind: 'answered', status: 302 });
    await world.publish(world.event('task.error'));
    await world.settle();

    expect(await world.deliveries(webhookId)).toMatchObject([{ status: 'pending', answer: '302' }]);
  });

  it('goes on after a crash in the middle of a request', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.error');
    world.answer = () => {
      throw new Error('killed');
    };
    await world.publish(world.event('task.error'));
    await expect(world.settle()).rejects.toThrow('killed');
    const [delivery] = await world.deliveries(webhookId);
    world.answer = () => ({ kind: 'answered', status: 200 });

    // The queue delivers the message again.
    await handleNotice({ v: 1, kind: 'delivery', webhookId, deliveryId: delivery?.deliveryId ?? '' }, world);
    await world.travel(HOUR);

    expect(await world.deliveries(webhookId)).toMatchObject([{ status: 'delivered', attempts: 2 }]);
  });

  it('tries nothing for a webhook that is deleted', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.error');
    world.answer = fails;
    await world.publish(world.event('task.error'));
    await world.settle();
    await deleteWebhook(world, webhookId);
    await world.travel(DAY);

    expect(world.requests).toHaveLength(1);
  });

  it('sends a webhook nothing from before it was made', async () => {
    const world = new WebhookWorld();
    await world.subscribe('task.error');
    await world.publish(world.event('task.error', NOW - 1));
    await world.settle();

    expect(world.requests).toEqual([]);
  });
});

describe('publish', () => {
  it('logs what it cannot send, and throws nothing', async () => {
    const world = new WebhookWorld();
    world.noticeQueue.send = async () => {
      throw new Error('no queue');
    };

    await world.publish(world.event('task.started'));

    expect(world.errors).toEqual(['event-not-published']);
  });
});
