import { describe, expect, it } from '@jest/globals';
import { createWebhook, deleteWebhook, listDeliveries } from '../../../core/webhooks/manage-webhooks.ts';
import { MAX_WEBHOOKS, webhooksPage } from '../../../core/webhooks/webhook-store.ts';
import { WebhookWorld } from './webhook-world.ts';

describe('webhooks', () => {
  it('have a secret of 256 bits each', async () => {
    const world = new WebhookWorld();
    const first = await world.subscribe('task.started');
    const second = await world.subscribe('task.started');

    expect(Buffer.from(first.secret.replace('whsec_', ''), 'base64')).toHaveLength(32);
    expect(first.secret).not.toBe(second.secret);
  });

  it('are listed newest first, in pages', async () => {
    const world = new WebhookWorld();
    const ids: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      world.clock.advance(1);
      ids.push((await world.subscribe('task.started')).webhookId);
    }
    const first = await webhooksPage(world.tables, { limit: 2, after: null });
    const second = await webhooksPage(world.tables, { limit: 2, after: first.next });

    expect([...first.webhooks, ...second.webhooks].map(({ webhookId }) => webhookId)).toEqual(ids.reverse());
  });

  it('are refused over their number, and at an address that may not be called', async () => {
    const world = new WebhookWorld();
    for (let i = 0; i < MAX_WEBHOOKS; i += 1) {
      world.clock.advance(1);
      await world.subscribe('task.started');
    }
    await expect(world.subscribe('task.started')).rejects.toMatchObject({ code: 'invalid-request' });
    const closed = { ...world, receivers: { refusal: async () => 'must not lead there' } };
    await expect(
      createWebhook(closed, { url: 'https://10.0.0.1/', events: ['task.started'], description: null }, 'm.example.com'),
    ).rejects.toMatchObject({ errors: [{ path: '/url', message: 'must not lead there' }] });
  });

  it.each([
    ['https://m.example.com/u/token', 'm.example.com'],
    ['https://M.example.com:443/', 'm.example.com'],
    ['http://127.0.0.1:3025/hook', '127.0.0.1:3025'],
    ['http://localhost:3025/hook', '127.0.0.1:3025'],
    ['http://127.0.0.1:3025/hook', '[::1]:3025'],
  ])('may not lead to mailramp itself: %s when it is called as %s', async (url, ownHost) => {
    const world = new WebhookWorld();
    const input = { url, events: ['task.started' as const], description: null };
    await expect(createWebhook(world, input, ownHost)).rejects.toMatchObject({ errors: [{ path: '/url' }] });
  });

  it.each([
    ['https://hooks.example.com/', 'm.example.com'],
    ['http://127.0.0.1:4000/hook', '127.0.0.1:3025'],
  ])('may lead to %s when mailramp is called as %s', async (url, ownHost) => {
    const input = { url, events: ['task.started' as const], description: null };
    expect(await createWebhook(new WebhookWorld(), input, ownHost)).toMatchObject({ url });
  });

  it('are not found once they are deleted', async () => {
    const world = new WebhookWorld();
    const { webhookId } = await world.subscribe('task.started');
    await deleteWebhook(world, webhookId);

    await expect(deleteWebhook(world, webhookId)).rejects.toMatchObject({ code: 'not-found' });
    await expect(listDeliveries(world, webhookId, { limit: 1, after: null })).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
