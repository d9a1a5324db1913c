import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import PostalMime from 'postal-mime';
import { eventually, Product } from '../support/product.ts';
import { newList, newTask, readerOf, readTask, recipientsOf, type TaskView, untilStatus } from './campaign.ts';

const SIMPLE_FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const QUOTA = 10;
const READERS = 25;

let product: Product;
let templateId: string;

interface Suppression {
  email: string;
  reason: string;
  domain: string | null;
}

beforeAll(async () => {
  product = await Product.start();
  const html = '<h1>Dear {{ name }}</h1><p>The letter.</p><a href="{{ unsubscribeUrl }}">No more</a>';
  const template = { name: 'Letter', subject: '{{ name }}様へのお知らせ', html };
  const made = await product.post<{ templateId: string; warnings: unknown[] }>('/v1/templates', template);
  expect(made.warnings).toEqual([]);
  templateId = made.templateId;
});

afterAll(() => product.remove());

const page = (method: string, path: string, body?: string, headers: Record<string, string> = {}) =>
  product.call<string>(method, path, { key: null, headers, ...(body === undefined ? {} : { body }) });

const mailsOf = async ({ taskId }: TaskView) => {
  const mails = await product.inbox({ taskId });
  return await Promise.all(
    mails.map(async ({ id, to }) => ({ to, mail: await PostalMime.parse(await product.rawMail(id)) })),
  );
};

/** The path of the link in a mail's header. */
const pathIn = ({ mail }: { mail: Awaited<ReturnType<typeof PostalMime.parse>> }): string => {
  const header = mail.headers.find(({ key }) => key === 'list-unsubscribe')?.value ?? '';
  return new URL(header.replace(/^<|>$/g, '')).pathname;
};

const suppressed = async () =>
  (await product.all<Suppression>('/v1/suppressions')).map(({ email, reason, domain }) => ({ email, reason, domain }));

async function campaign(domain: string) {
  await product.post('/v1/domains', { domain, plan: 'custom', steps: [QUOTA] });
  const listId = await newList(
    product,
    Array.from({ length: READERS }, (_, i) => readerOf(i)),
  );
  const task = await newTask(product, { domain, listId, templateId }, { from: `花とお茶 <news@${domain}>` });
  await untilStatus(product, task, 'paused');
  return task;
}

describe('a reader who has had enough', () => {
  it('clicks once in the mail program, and gets nothing more of what is frozen', async () => {
    const task = await campaign('letters.test');
    const mails = await mailsOf(task);
    expect(mails).toHaveLength(QUOTA);
    const [first, second, third] = mails as [(typeof mails)[0], (typeof mails)[0], (typeof mails)[0]];
    expect(first.mail).toMatchObject({ subject: expect.stringMatching(/様へのお知らせ$/), from: { name: '花とお茶' } });
    expect(first.mail.headers).toContainEqual(
      expect.objectContaining({ key: 'list-unsubscribe-post', value: 'List-Unsubscribe=One-Click' }),
    );
    // The same link in all places, also in the text, which is made of the HTML.
    expect(first.mail.html).toContain(pathIn(first));
    expect(first.mail.text).toContain(pathIn(first));

    // Another campaign to the same readers waits for the quota, frozen, when they have had enough.
    const { listId } = await product.get<TaskView>(`/v1/tasks/${task.taskId}`);
    const next = await newTask(product, { domain: 'letters.test', listId, templateId });
    await untilStatus(product, next, 'paused');
    for (const method of ['GET', 'HEAD', 'GET']) expect((await page(method, pathIn(first))).status).toBe(200);
    expect(await suppressed()).toEqual([]);
    const click = await page('POST', pathIn(first), 'List-Unsubscribe=One-Click', SIMPLE_FORM);
    expect(click.status).toBe(200);
    await page('POST', pathIn(second), 'action=unsubscribe', SIMPLE_FORM);
    await page('POST', pathIn(third), 'action=unsubscribe', SIMPLE_FORM);
    const back = await page('POST', pathIn(third), 'action=undo', SIMPLE_FORM);
    expect(back.body).toContain('You are subscribed again');
    const gone = [first.to, second.to];
    expect(await suppressed()).toEqual(
      expect.arrayContaining(gone.map((email) => ({ email, reason: 'unsubscribe', domain: 'letters.test' }))),
    );
    expect(await suppressed()).toHaveLength(2);

    // Each is counted as a fact about the mail that the link came with; taking it back changes no history.
    for (const [mail, isCounted] of [
      [first, true],
      [second, true],
      [third, true],
      [mails[3], false],
    ] as const) {
      const mailId = mail?.mail.headers.find(({ key }) => key === 'x-mailramp-mail-id')?.value;
      // What became of a mail is recorded beside the campaign, and may come a moment later.
      const { delivery } = await eventually(
        () => product.get<{ delivery: { unsubscribedAt: string | null } | null }>(`/v1/emails/${mailId}`),
        (email) => email.delivery !== null,
      );
      expect(delivery).toMatchObject({ unsubscribedAt: isCounted ? expect.any(String) : null });
    }

    await product.advance('PT1M');
    await product.put('/v1/domains/letters.test/warm-up', { plan: 'unlimited' });
    await untilStatus(product, next, 'finished');
    expect((await readTask(product, next)).counts).toMatchObject({ sent: READERS - 2, skipped: 2 });
    const skipped = await recipientsOf(product, next, 'outcome=skipped');
    expect(skipped.map(({ email, reason }) => [email, reason]).sort()).toEqual(
      gone.map((email) => [email, 'unsubscribed']).sort(),
    );
    const mailed = (await product.inbox({ taskId: next.taskId })).map(({ to }) => to);
    expect(mailed).toContain(third.to);
    for (const email of gone) expect(mailed).not.toContain(email);
  });

  it('goes on getting the mail of other domains', async () => {
    const task = await campaign('other.test');
    await product.put('/v1/domains/other.test/warm-up', { plan: 'unlimited' });
    expect((await untilStatus(product, task, 'finished')).counts).toMatchObject({ sent: READERS, skipped: 0 });
  });

  it('reads the page in the language of the browser', async () => {
    const [mail] = await product.inbox({ to: 'reader0@readers.test' });
    const path = pathIn({ mail: await PostalMime.parse(await product.rawMail(mail?.id ?? '')) });
    for (const [accepted, lang] of [
      ['ko-KR,ko;q=0.9', 'ko'],
      ['pt-BR', 'pt'],
      ['xx', 'en'],
    ]) {
      const { body, headers } = await page('GET', path, undefined, { 'accept-language': accepted ?? '' });
      expect(body).toContain(`<html lang="${lang}">`);
      expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    }
    expect((await page('GET', `${path}x`)).status).toBe(404);
    expect((await page('POST', `${path.slice(0, -2)}xx`, '')).status).toBe(404);
  });
});

describe('a test mail', () => {
  it('shows the campaign with real variables, and a link that changes nothing', async () => {
    const to = 'tester@readers.test';
    await product.post('/v1/test-sends', {
      from: 'news@letters.test',
      templateId,
      templateData: { name: 'Ann & Bob' },
      to: [to],
    });
    const [mail] = await product.inbox({ to });
    const parsed = await PostalMime.parse(await product.rawMail(mail?.id ?? ''));
    expect(parsed.html).toContain('Dear Ann &amp; Bob');
    expect(parsed.text).toContain('Dear Ann & Bob');
    const path = pathIn({ mail: parsed });
    const before = await suppressed();
    expect((await page('GET', path)).body).toContain('the link of a test mail');
    expect((await page('POST', path, 'List-Unsubscribe=One-Click', SIMPLE_FORM)).status).toBe(200);
    expect(await suppressed()).toEqual(before);
  });
});

describe('attachments', () => {
  const MB = 1024 * 1024;
  const taskWith = async (...bytes: number[]) => {
    const listId = await newList(product, 1);
    const attachments = bytes.map((n, i) => ({
      name: `${i}号.pdf`,
      contentType: 'application/pdf',
      content: Buffer.alloc(n, i + 1).toString('base64'),
    }));
    const body = { type: 'immediate', from: 'news@letters.test', templateId, listId, attachments };
    return await product.call<TaskView & { code: string }>('POST', '/v1/tasks', { body });
  };

  it('of 4 MB together go out as they came', async () => {
    const made = await taskWith(3 * MB, MB);
    expect(made.status).toBe(201);
    await untilStatus(product, made.body, 'finished');
    const [mail] = await mailsOf(made.body);
    const files = mail?.mail.attachments.map(({ filename, content }) => [
      filename,
      (content as ArrayBuffer).byteLength,
      new Set(new Uint8Array(content as ArrayBuffer)).size,
    ]);
    expect(files).toEqual([
      ['0号.pdf', 3 * MB, 1],
      ['1号.pdf', MB, 1],
    ]);
  });

  it('of one byte more are refused, as is a request of more than 5.75 MB', async () => {
    const more = await taskWith(3 * MB, MB + 1);
    expect([more.status, more.body.code]).toEqual([413, 'mail-too-large']);
    const most = await taskWith(4_600_000);
    expect([most.status, most.body.code]).toEqual([413, 'request-too-large']);
  });
});
