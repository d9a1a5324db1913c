import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { Product } from '../support/product.ts';
import {
  addReaders,
  addressesOf,
  type Campaign,
  counts,
  newCampaign,
  newList,
  newTask,
  readersOf,
  readTask,
  recipientsOf,
  runsOf,
  type TaskView,
  untilStatus,
  warmUpOf,
} from './campaign.ts';

let product: Product;

beforeAll(async () => {
  product = await Product.start();
});

afterAll(() => product.remove());

const reader = (email: string) => ({ email, data: { name: email } });

describe('a test send', () => {
  const addresses = (count: number) => Array.from({ length: count }, (_, i) => `colleague${i}@office.test`);
  let campaign: Campaign;

  beforeAll(async () => {
    campaign = await newCampaign(product, 1);
  });

  const body = (to: string[]) => ({
    from: `The News <news@${campaign.domain}>`,
    templateId: campaign.templateId,
    templateData: { name: 'you' },
    to,
  });

  it('goes to 20 addresses, a mail each, at once', async () => {
    const { results } = await product.post<{ results: { email: string; outcome: string }[] }>(
      '/v1/test-sends',
      body(addresses(20)),
    );
    expect(results.map(({ email, outcome }) => [email, outcome])).toEqual(addresses(20).map((to) => [to, 'sent']));
    const mails = await product.inbox();
    expect(mails.map(({ to }) => to).sort()).toEqual(addresses(20).sort());
    expect(new Set(mails.map(({ subject }) => subject))).toEqual(new Set(['A letter for you']));
    expect(await warmUpOf(product, campaign.domain)).toMatchObject({ sent: 0, other: 20, left: 500 });
  });

  it('to 21 addresses is refused whole', async () => {
    const before = (await product.inbox()).length;
    const { status, body: problem } = await product.call('POST', '/v1/test-sends', { body: body(addresses(21)) });
    expect([status, problem.code, problem.errors?.[0]?.path]).toEqual([400, 'invalid-request', '/to']);
    await product.advance('PT1M');
    expect(await product.inbox()).toHaveLength(before);
  });

  it('is refused once the quota is used up, where the domain limits other mail too', async () => {
    const small = await newCampaign(product, 1, { plan: 'custom', steps: [2], limitOther: true });
    const input = { ...body(['one@office.test', 'two@office.test']), from: `news@${small.domain}` };
    await product.post('/v1/test-sends', input);
    const before = (await product.inbox()).length;
    const refused = await product.call<{ code: string; resumesAt: string }>('POST', '/v1/test-sends', { body: input });
    expect([refused.status, refused.body.code]).toEqual([429, 'quota-used-up']);
    const wait = (Date.parse(refused.body.resumesAt) - (await product.now())) / 1_000;
    expect(wait).toBeGreaterThan(0);
    expect(Math.abs(Number(refused.headers.get('retry-after')) - wait)).toBeLessThan(10);
    expect(await product.inbox()).toHaveLength(before);
  });
});

describe('a mail server that does not take every mail', () => {
  let task: TaskView;

  beforeAll(async () => {
    const campaign = await newCampaign(product, [
      ...['ok', 'reject+1', 'busy+1', 'hang+1'].map((local) => reader(`${local}@readers.test`)),
      { email: 'nameless@readers.test' },
    ]);
    task = await newTask(product, campaign);
    await product.advance('PT20M');
    task = await readTask(product, task);
  });

  it('leaves the refused failed with its words, the busy delivered and the interrupted unknown', async () => {
    expect(task).toMatchObject({
      status: 'finished',
      counts: counts({ requested: 5, sent: 2, failed: 2, unknown: 1 }),
    });
    const outcomes = Object.fromEntries(
      (await recipientsOf(product, task)).map(({ email, outcome, reason }) => [email.split('@')[0], [outcome, reason]]),
    );
    expect(outcomes).toEqual({
      ok: ['sent', null],
      'busy+1': ['sent', null],
      'reject+1': ['failed', expect.stringMatching(/^550 5\.1\.1 No such mailbox/)],
      'hang+1': ['unknown', expect.stringMatching(/connection/i)],
      nameless: ['failed', 'missing-variable: name'],
    });
    expect((await addressesOf(product, task)).sort()).toEqual(['busy+1@readers.test', 'ok@readers.test']);
  });

  it('uses no quota for what it refused', async () => {
    const domain = task.from.split('@')[1]?.slice(0, -1) ?? '';
    // The two that were accepted, and the one that may have been.
    expect(await warmUpOf(product, domain)).toMatchObject({ sent: 3, left: 497 });
  });

  it('gets a retry of the failed alone, and of the unknown only when they are named', async () => {
    await product.post(`/v1/tasks/${task.taskId}/retry`, { outcomes: ['failed'] });
    await product.advance('PT20M');
    const [retry, first] = await runsOf(product, task);
    expect(first).toMatchObject({ runId: task.runId, counts: task.counts, retryOf: null });
    expect(retry).toMatchObject({
      status: 'finished',
      retryOf: task.runId,
      retryOutcomes: ['failed'],
      counts: counts({ requested: 2, failed: 2 }),
    });
    expect((await recipientsOf(product, task)).map(({ email }) => email).sort()).toEqual([
      'nameless@readers.test',
      'reject+1@readers.test',
    ]);
    const { status } = await product.call('POST', `/v1/tasks/${task.taskId}/retry`, { body: { outcomes: ['sent'] } });
    expect(status).toBe(400);
    expect(await addressesOf(product, task)).toHaveLength(2);
  });
});

describe('a run that lasts', () => {
  it('keeps its text and its readers; the next run has the new ones', async () => {
    const campaign = await newCampaign(product, 600);
    const task = await untilStatus(product, await newTask(product, campaign), 'paused');
    const mailed = new Set(await addressesOf(product, task));
    const [removed, suppressed] = readersOf(600)
      .map(({ email }) => email)
      .filter((email) => !mailed.has(email));
    await product.put(`/v1/templates/${campaign.templateId}`, {
      name: 'Letter',
      subject: 'New',
      text: 'A new letter.',
    });
    await addReaders(product, campaign.listId, readersOf(7, 'newcomer'));
    await product.delete(`/v1/lists/${campaign.listId}/recipients/${removed}`);
    await product.post('/v1/suppressions', { email: suppressed, reason: 'manual' });
    await product.advance('PT24H5M');

    expect(await readTask(product, task)).toMatchObject({
      status: 'finished',
      counts: counts({ requested: 600, sent: 598, skipped: 2 }),
    });
    const mails = await product.inbox({ taskId: task.taskId });
    expect(mails).toHaveLength(598);
    for (const { subject, to } of mails) expect(subject).toBe(`A letter for reader number ${/\d+/.exec(to)?.[0]}`);
    const skipped = (await recipientsOf(product, task, 'outcome=skipped')).map(({ email, reason }) => [email, reason]);
    expect(Object.fromEntries(skipped)).toEqual({
      [String(removed)]: expect.stringMatching(/removed/),
      [String(suppressed)]: expect.stringMatching(/suppress/),
    });

    const next = await untilStatus(product, await newTask(product, campaign), 'finished');
    expect(next.counts).toEqual(counts({ requested: 606, sent: 605, skipped: 1 }));
    const subjects = (await product.inbox({ taskId: next.taskId })).map(({ subject }) => subject);
    expect(new Set(subjects)).toEqual(new Set(['New']));
  });

  it('keeps its template, list and domain from being deleted until it is over', async () => {
    const campaign = await newCampaign(product, readersOf(501, 'other'));
    const task = await untilStatus(product, await newTask(product, campaign), 'paused');
    const paths = [`templates/${campaign.templateId}`, `lists/${campaign.listId}`, `domains/${campaign.domain}`];
    for (const path of paths) {
      const { status, body } = await product.call('DELETE', `/v1/${path}`);
      expect([path, status, body.code]).toEqual([path, 409, 'in-use']);
    }
    await product.post(`/v1/tasks/${task.taskId}/cancel`);
    for (const path of paths) expect((await product.call('DELETE', `/v1/${path}`)).status).toBe(204);
    expect((await readTask(product, task)).counts).toEqual(counts({ requested: 501, sent: 500, skipped: 1 }));
  });
});

describe('a letter', () => {
  it('has its values escaped in HTML, its attachments and its reply address', async () => {
    const { domain } = await newCampaign(product, 0);
    const listId = await newList(product, [{ email: 'eve@readers.test', data: { name: '<b>Eve</b> & "Co"' } }]);
    const { templateId, variables } = await product.post<{ templateId: string; variables: string[] }>('/v1/templates', {
      name: 'Rich',
      subject: 'Grüße an {{ name }}',
      html: '<p>Dear {{ name }} of {{ city }}</p>',
      text: 'Dear {{ name }} of {{ city }}',
    });
    expect(variables).toEqual(['name', 'city']);
    const task = await newTask(
      product,
      { domain, listId, templateId },
      {
        replyTo: 'Desk <desk@office.test>',
        templateData: { city: 'Zürich', name: 'nobody' },
        attachments: [
          { name: 'a.txt', contentType: 'text/plain', content: Buffer.from('attached').toString('base64') },
        ],
      },
    );
    expect(task.attachments).toEqual([{ name: 'a.txt', contentType: 'text/plain', size: 8 }]);
    await untilStatus(product, task, 'finished');
    const [mail] = await product.inbox({ taskId: task.taskId });
    const parsed = await PostalMime.parse(await product.rawMail(mail?.id ?? ''));
    expect(parsed.subject).toBe('Grüße an <b>Eve</b> & "Co"');
    expect(parsed.html).toContain('Dear &lt;b&gt;Eve&lt;/b&gt; &amp; &#34;Co&#34; of Zürich');
    expect(parsed.text).toContain('Dear <b>Eve</b> & "Co" of Zürich');
    expect(parsed.replyTo).toEqual([{ name: 'Desk', address: 'desk@office.test' }]);
    const [attached] = parsed.attachments;
    expect([attached?.filename, attached?.mimeType]).toEqual(['a.txt', 'text/plain']);
    expect(Buffer.from(attached?.content as ArrayBuffer).toString()).toBe('attached');
  });

  it('to an empty list is finished at once when its time has come', async () => {
    const campaign = await newCampaign(product, 0);
    const startAt = new Date((await product.now()) + 60 * 60_000).toISOString();
    const task = await newTask(product, campaign, { type: 'timed', startAt });
    await product.advance('PT62M');
    expect(await readTask(product, task)).toMatchObject({ status: 'finished', progress: 1, counts: counts({}) });
  });
});
