import { describe, expect, it } from '@jest/globals';
import { MINUTE } from '../../../core/clock.ts';
import type { MailEvent } from '../../../core/mail/mail-event.ts';
import { createPublishMails } from '../../../core/webhooks/publish-mails.ts';
import { NOW, WebhookWorld } from './webhook-world.ts';

const event = (changes: Partial<MailEvent> = {}): MailEvent => ({
  type: 'bounce',
  mailId: '17-kq2b1x000-3-49',
  at: NOW,
  sentAt: NOW,
  domain: 'x.test',
  email: 'ann@y.test',
  bounce: { kind: 'permanent', status: '5.1.1', isSpam: false },
  isSuppressedByProvider: false,
  ...changes,
});

describe('publishMails', () => {
  it('tells who wants to hear of it, once, with the task that the mail belongs to', async () => {
    const world = new WebhookWorld();
    await world.subscribe('mail.bounced');
    const publishMails = createPublishMails(world);

    await publishMails([event(), event({ type: 'delivery', bounce: null }), event({ type: 'send' })]);
    await publishMails([event()]);
    await world.settle();

    expect(world.requests.map(({ type, body }) => [type, JSON.parse(body).data])).toEqual([
      [
        'mail.bounced',
        {
          mailId: '17-kq2b1x000-3-49',
          taskId: '17',
          runId: '17-kq2b1x000',
          domain: 'x.test',
          email: 'ann@y.test',
          bounce: { kind: 'permanent', status: '5.1.1', isSpam: false },
        },
      ],
    ]);
  });

  it('sends nothing while nobody wants it, and hears within a minute of who does', async () => {
    const world = new WebhookWorld();
    const publishMails = createPublishMails(world);
    await publishMails([event()]);
    expect(world.noticeQueue.waiting()).toEqual([]);
    await world.subscribe('mail.bounced');
    world.clock.advance(MINUTE);

    await publishMails([event({ at: world.clock.now() })]);

    expect(world.noticeQueue.waiting()).toHaveLength(1);
  });

  it('tells of many in messages of bounded size', async () => {
    const world = new WebhookWorld();
    await world.subscribe('mail.bounced');
    const events = Array.from({ length: 120 }, (_, i) => event({ mailId: `17-kq2b1x000-3-${i}` }));

    await createPublishMails(world)(events);

    const sizes = world.noticeQueue.waiting().map(({ message }) => ('events' in message ? message.events.length : 0));
    expect(sizes).toEqual([50, 50, 20]);
  });

  it('logs what it cannot send, so that recording goes on', async () => {
    const world = new WebhookWorld();
    await world.subscribe('mail.bounced');
    world.noticeQueue.send = async () => {
      throw new Error('no queue');
    };

    await createPublishMails(world)([event()]);

    expect(world.errors).toEqual(['mail-events-not-published']);
  });
});
