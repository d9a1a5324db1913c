import { describe, expect, it } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import type { Notice } from '../../../core/webhooks/notice.ts';
import { createHandler } from '../../../lambdas/notifier/handler.ts';
import { WebhookWorld } from '../../core/webhooks/webhook-world.ts';

const record = (messageId: string, message: unknown) => ({ messageId, body: JSON.stringify(message) }) as SQSRecord;

describe('the notifier', () => {
  it('does what messages ask for, and reports those that it does not understand', async () => {
    const world = new WebhookWorld();
    await world.subscribe('task.started');
    const handle = createHandler(world);
    const events: Notice = { v: 1, kind: 'events', events: [world.event('task.started')] };

    const answer = await handle({
      Records: [
        record('strange', { v: 1, runId: '17-1' }),
        record('unknown event', { v: 1, kind: 'events', events: [{ ...world.event('task.started'), event: 'x' }] }),
        record('good', events),
      ],
    });

    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['strange', 'unknown event']);
    expect(world.errors).toEqual(['message-failed', 'message-failed']);
    await world.settle();
    expect(world.requests.map(({ type }) => type)).toEqual(['task.started']);
  });
});
