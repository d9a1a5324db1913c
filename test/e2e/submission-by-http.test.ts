import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import { Product } from '../support/product.ts';
import { authPlain, SmtpDialogue } from '../support/smtp-dialogue.ts';

interface Submitted {
  submissionId: string;
  results: { email: string; mailId: string; outcome: string; reason: string | null; retry?: string | null }[];
}

const ROOT = join(import.meta.dirname, '..', '..');
const PASSWORD = 'Tea4Two-and-Cake9';
const message = (head: string) => btoa(`${head}\r\n\r\nHello\r\n`);

let product: Product;
const children: ChildProcess[] = [];

beforeAll(async () => {
  product = await Product.start();
  await product.post('/v1/domains', { domain: 'shop.test' });
});

afterAll(async () => {
  for (const child of children) child.kill('SIGINT');
  await product.remove();
});

describe('POST /v1/submissions', () => {
  it('hands over, says what became of each recipient, and shows it again', async () => {
    await product.post('/v1/suppressions', { email: 'gone@readers.test', reason: 'manual' });
    const answer = await product.call<Submitted>('POST', '/v1/submissions', {
      body: {
        from: 'orders@shop.test',
        to: ['ann@readers.test', 'gone@readers.test', 'busy+x@readers.test', 'reject+x@readers.test'],
        message: message('From: orders@shop.test\r\nSubject: Hi'),
      },
    });
    expect(answer.status).toBe(201);
    const { submissionId, results } = answer.body;
    expect(answer.headers.get('location')).toBe(`/v1/submissions/${submissionId}`);
    expect(results).toMatchObject([
      { email: 'ann@readers.test', outcome: 'sent', retry: null },
      { email: 'busy+x@readers.test', outcome: 'failed', retry: 'later' },
      { email: 'gone@readers.test', outcome: 'failed', reason: 'suppressed', retry: 'never' },
      { email: 'reject+x@readers.test', outcome: 'failed', retry: 'never' },
    ]);
    const shown = await product.get<Submitted>(`/v1/submissions/${submissionId}`);
    expect(shown.results.map(({ outcome }) => outcome)).toEqual(results.map(({ outcome }) => outcome));
  });

  it.each([
    ['From: orders@other.test', 400, 'domain-not-verified'],
    ['From: a@shop.test, b@shop.test', 400, 'invalid-request'],
    ['no head', 400, 'invalid-request'],
  ])('refuses %j before anything is handed over', async (head, status, code) => {
    const body = { from: 'orders@shop.test', to: ['eve@readers.test'], message: message(head) };
    const answer = await product.call('POST', '/v1/submissions', { body });
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code });
    expect(await product.inbox({ to: 'eve@readers.test' })).toEqual([]);
  });

  it('knows no submission that there is not', async () => {
    const none = await product.call('GET', `/v1/submissions/mail-${'0'.repeat(32)}`);
    expect(none.status).toBe(404);
    expect((await product.call('GET', '/v1/submissions/x')).status).toBe(404);
  });
});

describe('npx mailramp smtp', () => {
  it('is an SMTP server beside a program, for a product that is elsewhere', async () => {
    const { apiKey } = product.submission;
    const port = await sidecar(product.directory);
    const transport = createTransport({ host: '127.0.0.1', port, auth: { user: 'x', pass: apiKey } });
    const mail = { from: 'orders@shop.test', subject: 'Hi', text: 'x' };
    const info = await transport.sendMail({ ...mail, to: 'flo@readers.test' });
    expect(info.response).toMatch(/^250 2\.0\.0 Ok mail-/);
    expect(await product.inbox({ to: 'flo@readers.test' })).toHaveLength(1);
    const refused = (to: string, more = {}) =>
      transport.sendMail({ ...mail, to, ...more }).catch((error: { responseCode: number }) => error.responseCode);
    expect(await refused('gone@readers.test')).toBe(550);
    expect(await refused('busy+y@readers.test')).toBe(451);
    expect(await refused('reject+y@readers.test')).toBe(554);
    expect(await refused('ann@readers.test', { from: 'a@other.test' })).toBe(550);
    const dialogue = await SmtpDialogue.open(port);
    expect(await dialogue.sayAll('EHLO x', authPlain('mr_nobody_nothing'))).toMatch(/^535 5\.7\.8/);
    dialogue.end();
  });
});

describe('the SMTP password of a sender', () => {
  it('signs in from its address alone, until it is taken away with the sender', async () => {
    await product.post('/v1/senders', { address: 'desk@shop.test', name: null, replyTo: null });
    const path = '/v1/senders/desk%40shop.test';
    const made = await product.put<{ password: string | null }>(`${path}/smtp-password`, {});
    expect(made).toEqual({ address: 'desk@shop.test', password: expect.stringMatching(/^[A-Za-z0-9]{40}$/) });
    expect(await product.put(`${path}/smtp-password`, { password: PASSWORD })).toMatchObject({ password: null });
    expect(await product.get(path)).toMatchObject({ hasSmtpPassword: true });
    const weak = await product.call('PUT', `${path}/smtp-password`, { body: { password: 'weak' } });
    expect(weak).toMatchObject({ status: 400, body: { errors: [{ path: '/password' }] } });
    const { host, port } = product.submission;
    const transport = createTransport({ host, port, auth: { user: 'desk@shop.test', pass: PASSWORD } });
    const mail = { to: 'gus@readers.test', subject: 'Hi', text: 'x' };
    await transport.sendMail({ ...mail, from: 'desk@shop.test' });
    await expect(transport.sendMail({ ...mail, from: 'orders@shop.test' })).rejects.toMatchObject({
      responseCode: 553,
    });
    await product.delete(path);
    await product.advance('PT2M');
    await expect(transport.verify()).rejects.toMatchObject({ responseCode: 535 });
  });
});

/** Starts the command beside a product, and answers its port. */
async function sidecar(directory: string): Promise<number> {
  const args = ['cli/main.ts', '--data', directory, '--json', 'smtp', '--listen', '127.0.0.1:0'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  for await (const chunk of child.stdout) return (JSON.parse(String(chunk)) as { port: number }).port;
  throw new Error('the command ended');
}
