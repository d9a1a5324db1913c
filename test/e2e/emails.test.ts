import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, Product } from '../support/product.ts';
import { newCampaign, newTask, readTask } from './campaign.ts';

interface Sent {
  mailId: string;
  outcome: string;
  reason: string | null;
}

interface EmailView extends Sent {
  taskId: string | null;
  email: string;
  at: string;
  delivery: { status: string } | null;
}

let product: Product;

beforeAll(async () => {
  product = await Product.start();
  await product.post('/v1/domains', { domain: 'shop.test' });
});

afterAll(() => product.remove());

const receipt = (to: string, more: Record<string, unknown> = {}) => ({
  from: 'The Shop <orders@shop.test>',
  to,
  subject: 'Your order {{ number }}',
  html: '<p>{{ what }}</p>',
  templateData: { number: 17, what: 'Tea & cake' },
  ...more,
});

describe('POST /v1/emails', () => {
  it('hands the mail over before it answers, with its files, and counts it beside the bulk mail', async () => {
    const before = await product.get<{ other: number; left: number }>('/v1/domains/shop.test/warm-up');
    const attachments = [{ name: 'receipt.txt', contentType: 'text/plain', content: btoa('paid') }];
    const answer = await product.call<Sent>('POST', '/v1/emails', {
      body: receipt('"Ann, of Bath" <ann@readers.test>', {
        attachments,
        replyTo: 'Help <help@shop.test>, b@shop.test',
      }),
    });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`/v1/emails/${answer.body.mailId}`);
    expect(answer.body).toMatchObject({ outcome: 'sent', reason: null });
    const [mail] = await product.inbox({ to: 'ann@readers.test' });
    expect(mail).toMatchObject({ subject: 'Your order 17', from: expect.stringContaining('orders@shop.test') });
    const raw = await product.rawMail(mail?.id ?? '');
    expect(raw).toMatch(/^To: "Ann, of Bath" <ann@readers\.test>/m);
    expect(raw).toContain('Tea &amp; cake');
    expect(raw).toMatch(/^Reply-To: Help <help@shop\.test>, b@shop\.test/m);
    expect(raw).toContain('receipt.txt');
    expect(raw).not.toMatch(/^List-Unsubscribe/m);
    const after = await product.get<{ other: number; left: number }>('/v1/domains/shop.test/warm-up');
    expect(after).toMatchObject({ other: before.other + 1, left: before.left });
  });

  it('is shown by its id and by address and day, with what became of it', async () => {
    const to = 'success@simulator.amazonses.com';
    const { mailId } = await product.post<Sent>('/v1/emails', receipt(to));
    const shown = await eventually(
      () => product.get<EmailView>(`/v1/emails/${mailId}`),
      ({ delivery }) => delivery?.status === 'delivered',
    );
    expect(shown).toMatchObject({ mailId, taskId: null, email: to, outcome: 'sent' });
    const date = shown.at.slice(0, 10);
    const found = await product.all<EmailView>(`/v1/emails?date=${date}&to=${encodeURIComponent(to)}`, 1);
    expect(found.map((mail) => mail.mailId)).toEqual([mailId]);
  });

  it('is sent once for an Idempotency-Key', async () => {
    const headers = { 'idempotency-key': 'order 18' };
    const body = receipt('once@readers.test');
    const first = await product.call<Sent>('POST', '/v1/emails', { body, headers });
    const second = await product.call<Sent>('POST', '/v1/emails', { body, headers });

    expect([second.status, second.body]).toEqual([201, first.body]);
    expect(await product.inbox({ to: 'once@readers.test' })).toHaveLength(1);
    const other = receipt('twice@readers.test');
    expect(await product.call('POST', '/v1/emails', { body: other, headers })).toMatchObject({ status: 422 });
  });

  it('tells of refusals, and does not mail who is suppressed', async () => {
    await product.post('/v1/suppressions', { email: 'gone@readers.test', reason: 'bounce' });
    await product.post('/v1/suppressions', { email: 'quiet@readers.test', reason: 'unsubscribe', domain: 'shop.test' });

    const refusalOf = async (to: string) => {
      const { status, body } = await product.call<Sent>('POST', '/v1/emails', { body: receipt(to) });
      return { ...body, status };
    };
    expect(await refusalOf('gone@readers.test')).toMatchObject({
      status: 422,
      code: 'mail-not-sent',
      reason: { code: 'suppressed', variable: null },
    });
    expect(await product.inbox({ to: 'gone@readers.test' })).toEqual([]);
    expect(await product.post('/v1/emails', receipt('quiet@readers.test'))).toMatchObject({ outcome: 'sent' });
    const refused = await refusalOf('reject+1@readers.test');
    expect(refused).toMatchObject({
      status: 422,
      detail: expect.stringContaining('550'),
      reason: { code: 'refused', variable: null },
    });
    expect(await product.get(`/v1/emails/${refused.mailId}`)).toMatchObject({ outcome: 'failed' });
    expect(await refusalOf('hang+1@readers.test')).toMatchObject({ status: 202, outcome: 'unknown' });
  });

  it('refuses what is wrong, what is too large, and what a shared quota has no room for', async () => {
    const refused = async (body: unknown) => {
      const { status, body: problem } = await product.call('POST', '/v1/emails', { body });
      return [status, problem.code];
    };
    expect(await refused(receipt('nobody'))).toEqual([400, 'invalid-request']);
    expect(await refused(receipt('a@b.test', { from: 'a@unknown.test' }))).toEqual([400, 'domain-not-verified']);
    expect(await refused(receipt('a@b.test', { templateId: '1' }))).toEqual([400, 'invalid-request']);
    const long = 'é'.repeat(500_000);
    const large = { html: '{{ a }}{{ a }}{{ a }}{{ a }}', templateData: { number: 1, a: long } };
    expect(await refused(receipt('a@b.test', large))).toEqual([413, 'mail-too-large']);
    await product.post('/v1/domains', { domain: 'small.test', plan: 'custom', steps: [1], limitOther: true });
    const small = receipt('a@readers.test', { from: 'a@small.test' });
    expect(await product.post('/v1/emails', small)).toMatchObject({ outcome: 'sent' });
    const over = await product.call('POST', '/v1/emails', { body: small });
    expect(over).toMatchObject({ status: 429, body: { code: 'quota-used-up', resumesAt: expect.any(String) } });
    expect(Number(over.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a campaign', () => {
  it('does not slow transactional mail, however much it has to send', async () => {
    await product.stop();
    await product.restart({ sendRate: 200 });
    const campaign = await newCampaign(product, 4_000, { plan: 'unlimited' });
    const task = await newTask(product, campaign);
    await eventually(
      () => readTask(product, task),
      ({ counts }) => counts.sent > 200,
    );

    const took: number[] = [];
    for (let i = 0; i < 20; i += 1) {
      const began = performance.now();
      expect(await product.post('/v1/emails', receipt(`fast${i}@readers.test`))).toMatchObject({ outcome: 'sent' });
      took.push(performance.now() - began);
    }

    expect(await readTask(product, task)).toMatchObject({ status: 'sending' });
    // Windows of 50 wait for 250 ms each at this rate, and up to a second ahead.
    took.sort((a, b) => a - b);
    expect(took[10]).toBeLessThan(250);
    await product.post(`/v1/tasks/${task.taskId}/cancel`);
  });
});
