import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import { handleNotice } from '../../../core/webhooks/deliver.ts';
import { deleteWebhook } from '../../../core/webhooks/manage-webhooks.ts';
import type { WebhookAnswer } from '../../../core/webhooks/receivers.ts';
import { reenqueueDeliveries } from '../../../core/webhooks/reenqueue-deliveries.ts';
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

  it('tries again with growing waits for not quite three days, with the same id, and then gives up', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.error');
    world.answer = fails;
    await world.publish(world.event('task.error'));
    await world.settle();
    expect(await world.deliveries(webhookId)).toMatchObject([
      { status: 'pending', attempts: 1, nextAttemptAt: NOW + 5 * SECOND, answer: '503' },
    ]);

    await world.travel(5 * DAY);

    expect(await world.deliveries(webhookId)).toMatchObject([{ status: 'failed', attempts: 24, nextAttemptAt: null }]);
    expect(new Set(world.requests.map(({ id }) => id)).size).toBe(1);
    const waits = world.requests.map(({ at }, i) => at - (world.requests[i - 1]?.at ?? at));
    expect(waits.every((wait, i) => i === 0 || wait >= (waits[i - 1] ?? 0))).toBe(true);
    expect(Math.max(...waits)).toBeLessThanOrEqual(4 * HOUR + MINUTE);
    const last = world.requests.at(-1)?.at ?? 0;
    expect(last - NOW).toBeLessThanOrEqual(3 * DAY);
    expect(last - NOW).toBeGreaterThan(67 * HOUR);
    const fields = { webhookId, notified: 'task.error' };
    expect(world.warnings).toEqual([{ event: 'webhook-given-up', fields }]);
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

  it.each([
    { kind: 'unreachable', reason: 'connect ECONNREFUSED' },
    { kind: 'answered', status: 502 },
  ] as const)('delivers everything after a day of $kind, in the order of each task', async (down) => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.started', 'task.paused', 'task.finished');
    world.answer = () => down;
    for (const taskId of ['17', '18', '19']) {
      await world.publish(world.event('task.started', world.clock.now(), taskId));
      await world.travel(20 * MINUTE);
      await world.publish(world.event('task.paused', world.clock.now(), taskId));
      await world.travel(7 * MINUTE);
    }
    await world.travel(DAY);
    await world.publish(world.event('task.finished'));
    await world.travel(MINUTE);
    const tried = world.requests.length;
    world.answer = () => ({ kind: 'answered', status: 200 });

    await world.travel(5 * HOUR);

    expect((await world.deliveries(webhookId)).map(({ status }) => status)).toEqual(Array(7).fill('delivered'));
    const delivered = world.requests.slice(tried).map(({ type, body }) => [JSON.parse(body).data.taskId, type]);
    const of = (taskId: string) => delivered.flatMap(([id, type]) => (id === taskId ? [type] : []));
    expect(of('17')).toEqual(['task.started', 'task.paused', 'task.finished']);
    expect(of('18')).toEqual(['task.started', 'task.paused']);
    expect(of('19')).toEqual(['task.started', 'task.paused']);
  });

  it('does not pass an earlier event of the task that is being delivered at this moment', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.started', 'task.paused');
    world.answer = fails;
    await world.publish(world.event('task.started'));
    await world.publish(world.event('task.paused', NOW + 1));
    await world.travel(10 * MINUTE);
    const [paused] = await world.deliveries(webhookId);
    world.clock.moveTo(Math.max(...(await world.deliveries(webhookId)).map(({ nextAttemptAt }) => nextAttemptAt ?? 0)));
    const before = world.requests.length;
    let isAnswered = false;
    const notice = { v: 1, kind: 'delivery', webhookId, deliveryId: paused?.deliveryId ?? '' } as const;
    // A second message for the later event comes while the earlier one is on its way.
    world.receivers.post = async (request) => {
      world.requests.push({ ...request, at: world.clock.now(), type: JSON.parse(request.body).type });
      if (!isAnswered) {
        isAnswered = true;
        await handleNotice(notice, world);
      }
      return { kind: 'answered', status: 200 };
    };

    await handleNotice(notice, world);

    expect(world.requests.slice(before).map(({ type }) => type)).toEqual(['task.started']);
    await world.travel(MINUTE);
    expect(world.requests.slice(before).map(({ type }) => type)).toEqual(['task.started', 'task.paused']);
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
    // Nor does the reconciler look at it for ever.
    expect(await world.reconcile()).toEqual({ reenqueued: 0, nextAt: null });
    // Its user wanted it so: nobody has to look at that.
    expect(world.warnings).toEqual([]);
  });

  it('sends a webhook nothing from before it was made', async () => {
    const world = new WebhookWorld();
    await world.subscribe('task.error');
    await world.publish(world.event('task.error', NOW - 1));
    await world.settle();

    expect(world.requests).toEqual([]);
  });
});

describe('reenqueueDeliveries', () => {
  it('makes good for a message that was lost', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.error');
    await world.publish(world.event('task.error'));
    const notice = world.noticeQueue.take();
    if (notice) await handleNotice(notice, world);
    expect(world.noticeQueue.take()).toMatchObject({ kind: 'delivery', webhookId });

    expect(await world.reconcile()).toEqual({ reenqueued: 0, nextAt: NOW + MINUTE });
    world.clock.moveTo(NOW + MINUTE);
    expect(await world.reconcile()).toEqual({ reenqueued: 1, nextAt: NOW + 6 * MINUTE });
    await world.settle();

    expect(await world.deliveries(webhookId)).toMatchObject([{ status: 'delivered', attempts: 1 }]);
    expect(await world.reconcile()).toEqual({ reenqueued: 0, nextAt: null });
  });

  it('leaves what has been overdue for long to the first round of an hour, since the queue may be behind', async () => {
    const world = new WebhookWorld();
    await world.subscribe('task.error');
    await world.publish(world.event('task.error'));
    const notice = world.noticeQueue.take();
    if (notice) await handleNotice(notice, world);
    while (world.noticeQueue.take());

    world.clock.moveTo(NOW + 10 * MINUTE);
    expect(await world.reconcile()).toEqual({ reenqueued: 0, nextAt: NOW + HOUR });
    world.clock.moveTo(NOW + HOUR);
    expect(await world.reconcile()).toMatchObject({ reenqueued: 1 });
    await world.settle();
    expect(world.requests).toHaveLength(1);
  });

  it('sends each of many overdue deliveries one message, and begins none when its time is over', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('mail.delivered');
    for (let i = 0; i < 450; i += 1) {
      const data = { mailId: `m${i}`, taskId: null, runId: null };
      await world.publish({ event: 'mail.delivered', taskId: null, at: NOW, data });
    }
    for (let notice = world.noticeQueue.take(); notice?.kind === 'events'; notice = world.noticeQueue.take()) {
      await handleNotice(notice, world);
    }
    while (world.noticeQueue.take());
    world.clock.moveTo(NOW + HOUR);

    expect(await reenqueueDeliveries(world, NOW + HOUR)).toMatchObject({ reenqueued: 0 });
    expect(await reenqueueDeliveries(world, NOW + HOUR + 1)).toMatchObject({ reenqueued: 450 });
    await world.settle();

    expect(world.requests).toHaveLength(450);
    expect((await world.deliveries(webhookId)).every(({ status }) => status === 'delivered')).toBe(true);
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
