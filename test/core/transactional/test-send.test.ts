import { describe, expect, it } from '@jest/globals';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { createList } from '../../../core/audience/manage-lists.ts';
import { suppress } from '../../../core/audience/suppressions.ts';
import { createTemplate } from '../../../core/content/manage-templates.ts';
import { newSenderWrites } from '../../../core/domains/sender-store.ts';
import { sendingSettings } from '../../../core/rate/settings.ts';
import { testSend } from '../../../core/transactional/test-send.ts';
import type { Domain } from '../../../core/warm-up/domain.ts';
import { domainToItem } from '../../../core/warm-up/domain-store.ts';
import { readQuotaDay } from '../../../core/warm-up/quota-store.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { sampleDomain } from '../../support/sample-domain.ts';

const START = Date.UTC(2027, 0, 5, 9);
const newsTest = sampleDomain('news.test', START, { plan: 'custom', steps: [10] });

/** A verified domain of 10 mails a day and a template that wants a name. */
async function setUp(options: { domain?: Partial<Domain>; rate?: number } = {}) {
  const world = memoryWorld(START, {
    settings: sendingSettings(options.rate ?? 1_000, 0),
    publicUrl: 'https://m.example.com',
  });
  const { tables } = world;
  const ports = { ...world, quotaDayOffsetMinutes: 0 };
  await tables.write({ kind: 'put', table: 'WarmUp', item: domainToItem({ ...newsTest, ...options.domain }) });
  const template = { name: 'News', subject: 'News for {{ name }}', html: '<p>{{ name }}</p>', text: null };
  const { templateId } = await createTemplate(ports, template);
  const input = {
    from: 'news@news.test',
    subject: null,
    template: { templateId },
    recipient: null,
    templateData: { name: 'Ann & Bob' },
    to: ['ann@example.com'],
  };
  return { ports, input };
}

const addresses = (n: number) => Array.from({ length: n }, (_, i) => `tester${i}@example.com`);

describe('testSend', () => {
  it('sends a mail to each of 20 addresses', async () => {
    const { ports, input } = await setUp();

    const results = await testSend(ports, { ...input, to: addresses(20) });

    expect(results.map(({ email, outcome, reason }) => [email, outcome, reason])).toEqual(
      addresses(20).map((email) => [email, 'sent', null]),
    );
    expect(ports.mailer.accepted.map(({ to }) => to)).toEqual(addresses(20));
    expect(ports.mailer.accepted[0]).toMatchObject({
      from: 'news@news.test',
      subject: 'News for Ann & Bob',
      html: '<p>Ann &amp; Bob</p>',
      mailId: results[0]?.mailId,
    });
    expect(new Set(results.map(({ mailId }) => mailId)).size).toBe(20);
    expect(results.every(({ mailId }) => /^test-[A-Za-z0-9]+-\d+$/.test(mailId))).toBe(true);
  });

  it('mails nobody who is suppressed, whatever for', async () => {
    const { ports, input } = await setUp();
    await suppress(ports, { email: 'angry@example.net', reason: 'complaint' });
    await suppress(ports, { email: 'gone@example.net', reason: 'bounce' });
    // Holds for bulk mail only.
    await suppress(ports, { email: 'tester1@example.com', reason: 'unsubscribe', domain: 'news.test' });

    const to = ['angry@example.net', 'tester1@example.com', 'Gone@example.net'];
    const results = await testSend(ports, { ...input, to });

    expect(results.map(({ email, outcome, reason }) => [email, outcome, reason])).toEqual([
      ['angry@example.net', 'failed', 'suppressed'],
      ['tester1@example.com', 'sent', null],
      ['gone@example.net', 'failed', 'suppressed'],
    ]);
    expect(ports.mailer.accepted.map((mail) => mail.to)).toEqual(['tester1@example.com']);
    expect((await readQuotaDay(ports.tables, 'news.test', '2027-01-05'))?.other).toBe(1);
  });

  it('tells what became of each mail', async () => {
    const { ports, input } = await setUp();

    const to = ['ann@example.com', 'reject+1@example.com', 'busy+1@example.com', 'hang+1@example.com'];
    const results = await testSend(ports, { ...input, to });

    expect(results.map(({ outcome }) => outcome)).toEqual(['sent', 'failed', 'failed', 'unknown']);
    expect(results[1]?.reason).toBe('550 5.1.1 no such mailbox');
  });

  it('shows dates in the time zone that was asked for, else in UTC', async () => {
    const { ports, input } = await setUp();
    const subject = '{{ "now" | date: "%F %R" }}';

    await testSend(ports, { ...input, subject, timeZone: 'Asia/Tokyo' });
    await testSend(ports, { ...input, subject });

    expect(ports.mailer.accepted.map((mail) => mail.subject)).toEqual(['2027-01-05 18:00', '2027-01-05 09:00']);
  });

  it('mails a repeated address once', async () => {
    const { ports, input } = await setUp();

    expect(await testSend(ports, { ...input, to: ['ann@example.com', ' ANN@example.com'] })).toHaveLength(1);
    expect(ports.mailer.handOvers).toBe(1);
  });

  it('prefers the given subject and the name in From to the defaults of the sender', async () => {
    const { ports, input } = await setUp();
    const sender = { address: 'news@news.test', name: 'The News, Inc.', replyTo: 'help@news.test', createdAt: START };
    await ports.tables.transact(newSenderWrites(sender), 'sender');

    await testSend(ports, input);
    await testSend(ports, { ...input, from: 'Me <news@news.test>', subject: 'To {{ email }}' });

    expect(ports.mailer.accepted.map(({ from, replyTo, subject }) => [from, replyTo, subject])).toEqual([
      ['"The News, Inc." <news@news.test>', 'help@news.test', 'News for Ann & Bob'],
      ['Me <news@news.test>', 'help@news.test', 'To ann@example.com'],
    ]);
  });

  it('fails with the missing variable, and uses no quota', async () => {
    const { ports, input } = await setUp();

    const [result] = await testSend(ports, { ...input, templateData: {} });

    expect(result).toMatchObject({ outcome: 'failed', reason: 'missing-variable: name' });
    expect(ports.mailer.handOvers).toBe(0);
    expect(await readQuotaDay(ports.tables, 'news.test', '2027-01-05')).toBeUndefined();
  });

  it('counts beside the bulk mail, and over its limit', async () => {
    const { ports, input } = await setUp();

    await testSend(ports, { ...input, to: addresses(20) });

    expect(await readQuotaDay(ports.tables, 'news.test', '2027-01-05')).toMatchObject({
      left: 10,
      other: 20,
      granted: 0,
    });
  });

  it('is refused whole where it shares a quota that has no room for it', async () => {
    const { ports, input } = await setUp({ domain: { limitOther: true } });
    await testSend(ports, { ...input, to: addresses(8) });

    await expect(testSend(ports, { ...input, to: addresses(3) })).rejects.toMatchObject({
      code: 'quota-used-up',
      resumesAt: Date.UTC(2027, 0, 6),
    });
    expect(ports.mailer.handOvers).toBe(8);
  });

  it('keeps the send rate, and gives up when the caller would wait too long', async () => {
    const { ports, input } = await setUp({ rate: 1 });

    const results = await testSend(ports, { ...input, to: addresses(20) });

    const sent = results.filter(({ outcome }) => outcome === 'sent').length;
    const elapsed = (ports.clock.now() - START) / 1_000;
    expect(elapsed).toBeLessThanOrEqual(17);
    expect(sent).toBeGreaterThanOrEqual(14);
    expect(sent).toBeLessThanOrEqual(elapsed + 1);
    expect(results.at(-1)).toMatchObject({ outcome: 'failed', reason: expect.stringContaining('send rate') });
  });

  it.each([
    [{ to: [] }, 'invalid-request', '/to'],
    [{ to: addresses(21) }, 'invalid-request', '/to'],
    [{ to: ['ann@example.com', 'nobody'] }, 'invalid-request', '/to/1'],
    [{ from: 'nobody' }, 'invalid-request', '/from'],
    [{ from: 'ann@unknown.test' }, 'domain-not-verified', '/from'],
    [{ template: { templateId: '17' } }, 'invalid-request', '/templateId'],
    [{ subject: '{{ x' }, 'invalid-request', '/subject'],
    [{ subject: 'é'.repeat(500) }, 'invalid-request', '/subject'],
  ])('refuses %j whole', async (change, code, path) => {
    const { ports, input } = await setUp();

    await expect(testSend(ports, { ...input, ...change })).rejects.toMatchObject({ code, errors: [{ path }] });
    expect(ports.mailer.handOvers).toBe(0);
  });

  it('refuses a domain that is not verified yet', async () => {
    const { ports, input } = await setUp({ domain: { status: 'pending' } });

    await expect(testSend(ports, input)).rejects.toMatchObject({ code: 'domain-not-verified' });
  });

  it('needs a subject where the template has none', async () => {
    const { ports, input } = await setUp();
    const { templateId } = await createTemplate(ports, { name: 'Bare', subject: null, html: null, text: 'Hi' });

    await expect(testSend(ports, { ...input, template: { templateId } })).rejects.toMatchObject({
      errors: [{ path: '/subject' }],
    });
  });

  it('sends a template that is not stored, filled with the data of a recipient', async () => {
    const { ports, input } = await setUp();
    const { listId } = await createList(ports, { name: 'Readers', description: null });
    await addRecipients(ports, listId, [{ email: 'cid@example.com', data: { name: 'Cid' } }]);
    const template = { content: { subject: 'For {{ name }} of {{ city }}', html: null, text: 'Hi {{ email }}' } };
    const recipient = { listId, email: 'Cid@example.com' };
    const templateData = { name: 'nobody', city: 'Osaka' };

    expect(await testSend(ports, { ...input, template, recipient, templateData })).toMatchObject([{ outcome: 'sent' }]);
    expect(ports.mailer.accepted).toMatchObject([
      { to: 'ann@example.com', subject: 'For Cid of Osaka', text: 'Hi ann@example.com' },
    ]);
  });

  it.each([
    [{ template: { content: { subject: 'x', html: '{{ x', text: null } } }, '/content/html'],
    [{ template: { content: { subject: 'x', html: null, text: null } } }, '/content/html'],
    [{ template: { content: { subject: null, html: 'x', text: null } } }, '/subject'],
    [{ recipient: { listId: '17', email: 'ann@example.com' } }, '/recipient/listId'],
  ])('sends nothing for %j', async (change, path) => {
    const { ports, input } = await setUp();
    await expect(testSend(ports, { ...input, ...change })).rejects.toMatchObject({ errors: [{ path }] });
    expect(ports.mailer.accepted).toEqual([]);
  });
});
