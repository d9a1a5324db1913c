import { describe, expect, it } from '@jest/globals';
import { MemoryMailer, type MemoryMailerOptions } from '../../../adapters/memory/mailer.ts';
import { type SuppressionReason, suppress } from '../../../core/audience/suppressions.ts';
import { DAY, SECOND } from '../../../core/clock.ts';
import { createTemplate } from '../../../core/content/manage-templates.ts';
import { sendingSettings } from '../../../core/rate/settings.ts';
import { emailsToPage, readEmail } from '../../../core/transactional/email-store.ts';
import { type EmailInput, sendEmail } from '../../../core/transactional/send-email.ts';
import type { Domain } from '../../../core/warm-up/domain.ts';
import { domainToItem } from '../../../core/warm-up/domain-store.ts';
import { readQuotaDay } from '../../../core/warm-up/quota-store.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { sampleDomain } from '../../support/sample-domain.ts';

const START = Date.UTC(2027, 0, 5, 9);
const shopTest = sampleDomain('shop.test', START, { plan: 'custom', steps: [2] });

/** A verified domain of 2 mails a day, and a receipt. */
async function setUp(options: { domain?: Partial<Domain>; rate?: number; mailer?: MemoryMailerOptions } = {}) {
  const world = memoryWorld(START, {
    mailer: new MemoryMailer(options.mailer),
    settings: sendingSettings(options.rate ?? 1_000, 0),
  });
  const { tables } = world;
  const ports = { ...world, quotaDayOffsetMinutes: 0 };
  await tables.write({ kind: 'put', table: 'WarmUp', item: domainToItem({ ...shopTest, ...options.domain }) });
  const send = (input: Partial<EmailInput> = {}, requestKey: string | null = null) =>
    sendEmail(
      ports,
      {
        from: 'Shop <orders@shop.test>',
        to: ' Ann@Example.com ',
        subject: 'Order {{ number }}',
        html: '<p>{{ what }}</p>',
        text: null,
        templateId: null,
        templateData: { number: 17, what: 'Tea & cake' },
        attachments: [],
        replyTo: null,
        ...input,
      },
      requestKey,
    );
  return { ports, send };
}

const today = '2027-01-05';

describe('sendEmail', () => {
  it('hands a rendered mail over, and records what became of it', async () => {
    const { ports, send } = await setUp();

    const sent = await send({ replyTo: 'help@shop.test' });

    expect(sent).toEqual({ mailId: expect.stringMatching(/^mail-[A-Za-z0-9]+$/), outcome: 'sent', reason: null });
    expect(ports.mailer.accepted).toEqual([
      expect.objectContaining({
        mailId: sent.mailId,
        from: 'Shop <orders@shop.test>',
        to: 'ann@example.com',
        replyTo: 'help@shop.test',
        subject: 'Order 17',
        html: '<p>Tea &amp; cake</p>',
        text: 'Tea & cake',
        headers: {},
      }),
    ]);
    expect(await readEmail(ports.tables, sent.mailId)).toEqual({
      mailId: sent.mailId,
      outcome: 'sent',
      reason: null,
      domain: 'shop.test',
      from: 'Shop <orders@shop.test>',
      email: 'ann@example.com',
      subject: 'Order 17',
      at: START,
      via: 'api',
    });
    const range = { from: START - DAY, to: START + DAY, limit: 10, after: null };
    expect((await emailsToPage(ports.tables, 'ann@example.com', range)).mailIds).toEqual([sent.mailId]);
    expect(await readQuotaDay(ports.tables, 'shop.test', today)).toMatchObject({ other: 1, granted: 0, left: 2 });
  });

  it('shows dates in the time zone that was asked for, else in UTC', async () => {
    const { ports, send } = await setUp();
    const subject = 'Order {{ "now" | date: "%F %R" }}';

    await send({ subject, timeZone: 'America/New_York' });
    await send({ subject });

    const subjects = ports.mailer.accepted.map((mail) => mail.subject);
    expect(subjects).toEqual(['Order 2027-01-05 04:00', 'Order 2027-01-05 09:00']);
  });

  it('sends a template, with another subject where one is given', async () => {
    const { ports, send } = await setUp();
    const source = { name: 'Receipt', subject: 'Receipt', html: null, text: 'For {{ what }}' };
    const { templateId } = await createTemplate({ ...ports }, source);

    await send({ templateId, html: null, subject: null });
    await send({ templateId, html: null });

    expect(ports.mailer.accepted.map(({ subject, text }) => [subject, text])).toEqual([
      ['Receipt', 'For Tea & cake'],
      ['Order 17', 'For Tea & cake'],
    ]);
  });

  it.each(['bounce', 'complaint', 'manual'] as const)('refuses who is suppressed for %s', async (reason) => {
    const { ports, send } = await setUp();
    await suppress(ports, { email: 'ann@example.com', reason });

    const { mailId, ...outcome } = await send();

    expect(outcome).toEqual({ outcome: 'failed', reason: 'suppressed' });
    expect(await readEmail(ports.tables, mailId)).toMatchObject({ outcome: 'failed', reason: 'suppressed' });
    expect(ports.mailer.handOvers).toBe(0);
    expect(await readQuotaDay(ports.tables, 'shop.test', today)).toMatchObject({ other: 0, otherFailed: 1, left: 2 });
  });

  it('mails who unsubscribed, because that holds for bulk mail', async () => {
    const { ports, send } = await setUp();
    const reason: SuppressionReason = 'unsubscribe';
    await suppress(ports, { email: 'ann@example.com', reason, domain: 'shop.test' });

    expect(await send()).toMatchObject({ outcome: 'sent' });
  });

  it('tells what the mail server said, and fails for a missing variable without using quota', async () => {
    const { ports, send } = await setUp();

    expect(await send({ to: 'reject+1@example.com' })).toMatchObject({ outcome: 'failed', reason: /550/ });
    expect(await send({ to: 'hang+1@example.com' })).toMatchObject({ outcome: 'unknown' });
    expect(await send({ templateData: {} })).toMatchObject({ outcome: 'failed', reason: 'missing-variable: number' });
    expect(await readQuotaDay(ports.tables, 'shop.test', today)).toMatchObject({
      other: 1,
      otherUnknown: 1,
      otherFailed: 2,
    });
  });

  it('is refused where it shares a quota that is gone, until the next day', async () => {
    const { ports, send } = await setUp({ domain: { limitOther: true } });
    await send();
    await send();

    await expect(send()).rejects.toMatchObject({ code: 'quota-used-up', resumesAt: Date.UTC(2027, 0, 6) });
    expect(ports.mailer.handOvers).toBe(2);
  });

  it.each([
    [{ to: 'ann@example.com, bob@example.com' }, 'invalid-request', '/to'],
    [{ from: 'nobody' }, 'invalid-request', '/from'],
    [{ from: 'ann@other.test' }, 'domain-not-verified', '/from'],
    [{ subject: null }, 'invalid-request', '/subject'],
    [{ html: null }, 'invalid-request', '/html'],
    [{ html: '{{ broken' }, 'invalid-request', '/html'],
    [{ templateId: '17' }, 'invalid-request', '/html'],
    [{ html: null, templateId: '17' }, 'invalid-request', '/templateId'],
    [{ replyTo: 'nobody' }, 'invalid-request', '/replyTo'],
    [
      { attachments: [{ name: 'a', contentType: null, content: Buffer.alloc(5_000_000) }] },
      'mail-too-large',
      '/attachments',
    ],
  ])('refuses %j', async (change, code, path) => {
    const { ports, send } = await setUp();

    await expect(send(change)).rejects.toMatchObject({ code, errors: [{ path }] });
    expect(ports.mailer.handOvers).toBe(0);
  });

  it('refuses a mail that is larger than 10 MB once it is encoded', async () => {
    const { ports, send } = await setUp();
    const html = '{{ long }}{{ long }}{{ long }}{{ long }}';

    await expect(send({ html, templateData: { number: 1, long: 'é'.repeat(500_000) } })).rejects.toMatchObject({
      code: 'mail-too-large',
    });
    expect(ports.mailer.handOvers).toBe(0);
  });

  it('hands nothing over again for a request whose answer was lost, and says what became of the first', async () => {
    const { ports, send } = await setUp();
    const write = ports.tables.write.bind(ports.tables);
    const first = await send({}, 'key 1');
    const again = await send({}, 'key 1');
    expect(again).toEqual(first);

    // A crash between the hand-over and its result.
    ports.tables.write = async (order) => {
      if (order.table === 'Mail') throw new Error('crash');
      return write(order);
    };
    await send({}, 'key 2');
    ports.tables.write = write;

    expect(await send({}, 'key 2')).toMatchObject({ outcome: 'unknown', reason: 'the hand-over was interrupted' });
    expect(ports.mailer.handOvers).toBe(2);
    ports.clock.advance(2 * DAY);
    await send({}, 'key 1');
    expect(ports.mailer.handOvers).toBe(3);
  });

  it('tries a throttled mail again at a lower rate', async () => {
    const script = (_: unknown, attempt: number) =>
      attempt < 3 ? ({ kind: 'throttled', reason: 'slow down' } as const) : undefined;
    const { ports, send } = await setUp({ mailer: { script } });

    expect(await send()).toMatchObject({ outcome: 'sent' });
    expect(ports.clock.now()).toBe(START + 2 * SECOND);
  });
});

describe('the lane of transactional mail', () => {
  it.each([1, 14, 1_000])('waits behind no window at %i mails a second, and windows make room for it', async (rate) => {
    const { ports, send } = await setUp({ rate });
    const { clock, rateGate, settings } = ports;
    let bulk = 0;
    const take = async () => {
      while ((await rateGate.reserve(settings.windowSize, clock.now())).kind === 'granted') bulk += settings.windowSize;
    };
    // As many windows as want to: the gate turns them away.
    await take();
    const seconds = 60;
    let single = 0;
    for (let second = 0; second < seconds; second += 1) {
      const began = clock.now();
      if (second % Math.ceil(2 / rate) === 0) {
        expect(await send()).toMatchObject({ outcome: 'sent' });
        single += 1;
      }
      expect(clock.now()).toBe(began);
      clock.advance(SECOND);
      await take();
    }

    // In all never more than the rate, a second's and a window's worth ahead, and one window for the mails that pass.
    expect(bulk + single).toBeLessThanOrEqual(rate * (seconds + 1) + 2 * settings.windowSize + 1);
    expect(bulk + single).toBeGreaterThanOrEqual(rate * seconds);
  });

  it('paces such mails themselves once they come faster than the rate', async () => {
    const { ports, send } = await setUp({ rate: 10 });
    for (let i = 0; i < 100; i += 1) expect(await send()).toMatchObject({ outcome: 'sent' });

    const elapsed = (ports.clock.now() - START) / SECOND;
    // A second and two windows (of 10) may run ahead; the rest keeps the rate.
    expect(elapsed).toBeGreaterThanOrEqual((100 - 10 - 20) / 10 - 1);
  });
});
