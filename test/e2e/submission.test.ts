import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTransport } from 'nodemailer';
import PostalMime from 'postal-mime';
import { certificate } from '../support/certificate.ts';
import { Product } from '../support/product.ts';
import { SmtpDialogue } from '../support/smtp-dialogue.ts';

interface Email {
  mailId: string;
  outcome: string;
  email: string;
  via: string;
}

let product: Product;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mailramp-certificate-'));
  product = await Product.start();
  await product.post('/v1/domains', { domain: 'shop.test' });
});

afterAll(async () => {
  await product.remove();
  await rm(folder, { recursive: true });
});

/** nodemailer as a program uses it, with what the product says of itself. */
function transport(more: Record<string, unknown> = {}) {
  const { host, port, apiKey } = product.submission;
  return createTransport({ host, port, auth: { user: 'apikey', pass: apiKey }, ...more });
}

describe('a program that knows only SMTP', () => {
  it('sends with no more than host, port and API key', async () => {
    const before = await product.get<{ other: number }>('/v1/domains/shop.test/warm-up');
    const info = await transport().sendMail({
      from: 'The Shop <orders@shop.test>',
      to: 'Ann <ann@readers.test>, bob@readers.test',
      bcc: 'boss@readers.test',
      subject: 'ご注文 17',
      text: 'Tea\n.\nand cake',
      attachments: [{ filename: 'receipt.txt', content: 'paid' }],
    });
    expect(info.response).toMatch(/^250 2\.0\.0 Ok mail-[0-9a-f]{32}$/);
    for (const to of ['ann@readers.test', 'bob@readers.test', 'boss@readers.test']) {
      const [mail] = await product.inbox({ to });
      const read = await PostalMime.parse(await product.rawMail(mail?.id ?? ''));
      expect(read).toMatchObject({ subject: 'ご注文 17', text: 'Tea\n.\nand cake\n', messageId: info.messageId });
      expect(read.to?.map(({ address }) => address)).toEqual(['ann@readers.test', 'bob@readers.test']);
      expect(read.headers.map(({ key }) => key)).not.toContain('bcc');
      expect(read.attachments).toMatchObject([{ filename: 'receipt.txt' }]);
    }
    const submissionId = info.response.split(' ').at(-1);
    const record = await product.get<Email>(`/v1/emails/${submissionId}R00`);
    expect(record).toMatchObject({ email: 'ann@readers.test', outcome: 'sent', via: 'smtp' });
    const after = await product.get<{ other: number }>('/v1/domains/shop.test/warm-up');
    expect(after.other).toBe(before.other + 3);
  });

  it('is answered in a bare dialogue, command by command', async () => {
    const { port, apiKey } = product.submission;
    const dialogue = await SmtpDialogue.signedIn(port, apiKey);
    expect(await dialogue.say('MAIL FROM:<orders@shop.test>')).toMatch(/^250/);
    expect(await dialogue.say('RCPT TO:<carl@readers.test>')).toMatch(/^250/);
    expect(await dialogue.say('DATA')).toMatch(/^354/);
    expect(await dialogue.say('From: orders@shop.test\r\nSubject: Hi\r\n\r\n..dot\r\n.')).toMatch(
      /^250 2\.0\.0 Ok mail-/,
    );
    expect(await dialogue.say('QUIT')).toMatch(/^221/);
    const [mail] = await product.inbox({ to: 'carl@readers.test' });
    expect((await product.rawMail(mail?.id ?? '')).split('\r\n\r\n')[1]).toBe('.dot\r\n');
  });

  it('speaks TLS where there is a certificate, and then signs in by nothing else', async () => {
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await Promise.all([writeFile(cert, certificate.cert), writeFile(key, certificate.key)]);
    await product.stop();
    await product.restart({ flags: ['--submission-port', '0', '--submission-cert', cert, '--submission-key', key] });
    const { tlsPort, port } = product.submission;
    const tls = { ca: certificate.cert };
    const mail = { from: 'orders@shop.test', to: 'dora@readers.test', subject: 'Hi', text: 'x' };
    await transport({ requireTLS: true, tls }).sendMail(mail);
    await transport({ port: tlsPort, secure: true, tls }).sendMail(mail);
    expect(await product.inbox({ to: 'dora@readers.test' })).toHaveLength(2);
    const dialogue = await SmtpDialogue.open(port);
    await dialogue.say('EHLO program.test');
    expect(await dialogue.say('AUTH PLAIN AGEAYg==')).toMatch(/^538/);
    dialogue.end();
  });
});
