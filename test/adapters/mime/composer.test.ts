import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MimeComposer } from '../../../adapters/mime/composer.ts';
import { formatMailbox, parseMailbox } from '../../../core/audience/address.ts';
import type { OutgoingMail } from '../../../core/mail/mailer.ts';
import { codePoint } from '../../support/code-point.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';

const composer = new MimeComposer(new ManualClock(Date.parse('2027-01-05T09:00:00Z')));

const compose = async (changes: Partial<OutgoingMail> = {}): Promise<string> =>
  Buffer.from(await composer.compose(outgoingMail(changes))).toString('latin1');

const parse = async (changes: Partial<OutgoingMail>) =>
  PostalMime.parse(await composer.compose(outgoingMail(changes)), { attachmentEncoding: 'arraybuffer' });

/** The names of the header lines, by a rule of its own: what stands before the first colon of an unfolded line. */
const headerNames = (message: string): string[] => {
  const [head = ''] = message.split('\r\n\r\n', 1);
  const lines = head.split(/\r\n|\r|\n/).filter((line) => !/^[ \t]/.test(line));
  return lines.map((line) => line.slice(0, line.indexOf(':')).toLowerCase()).sort();
};

describe('MimeComposer', () => {
  it('writes a mail that a mail reader shows as it was meant', async () => {
    const mail = await parse({
      from: '"Zoë, Inc." <news@example.com>',
      replyTo: 'Antwort <reply@example.com>',
      subject: 'Grüße, 你好 👋',
      html: '<p>Grüße, Zoë</p>',
      text: 'Grüße, 你好',
      headers: {
        'List-Unsubscribe': '<https://m.example.com/u/abc>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    });

    expect(mail).toMatchObject({
      from: { name: 'Zoë, Inc.', address: 'news@example.com' },
      to: [{ name: '', address: 'ann@example.com' }],
      replyTo: [{ name: 'Antwort', address: 'reply@example.com' }],
      subject: 'Grüße, 你好 👋',
      html: '<p>Grüße, Zoë</p>',
      text: 'Grüße, 你好',
      messageId: '<17-kq2b1x-3-49@example.com>',
      date: '2027-01-05T09:00:00.000Z',
    });
    expect(mail.headers).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ key: 'x-mailramp-mail-id', value: '17-kq2b1x-3-49' }),
        expect.objectContaining({ key: 'list-unsubscribe', value: '<https://m.example.com/u/abc>' }),
        expect.objectContaining({ key: 'list-unsubscribe-post', value: 'List-Unsubscribe=One-Click' }),
      ]),
    );
  });

  it('writes an address with loose dots as RFC 5321 wants it', async () => {
    const address = '"taro..y"@docomo.ne.jp';
    expect(await compose({ to: address })).toContain(`\r\nTo: ${address}\r\n`);
    expect((await parse({ to: address })).to).toEqual([{ name: '', address: 'taro..y@docomo.ne.jp' }]);
  });

  it('gives the same mail id the same Message-ID', async () => {
    const ids = [await parse({}), await parse({ subject: 'Another' })].map((mail) => mail.messageId);

    expect(ids).toEqual(['<17-kq2b1x-3-49@example.com>', '<17-kq2b1x-3-49@example.com>']);
  });

  it('keeps attachments byte by byte', async () => {
    const content = new Uint8Array(1000).map((_, index) => index % 256);
    const mail = await parse({
      attachments: [
        { name: 'Größe.pdf', contentType: 'application/pdf', content },
        { name: 'notes.txt', contentType: null, content: new Uint8Array([13, 65, 10]) },
      ],
    });

    expect(mail.attachments).toMatchObject([
      { filename: 'Größe.pdf', mimeType: 'application/pdf', disposition: 'attachment' },
      { filename: 'notes.txt', mimeType: 'text/plain', disposition: 'attachment' },
    ]);
    expect(mail.attachments.map(({ content: bytes }) => [...new Uint8Array(bytes as ArrayBuffer)])).toEqual([
      [...content],
      [13, 65, 10],
    ]);
  });

  it.each([
    ['text/calendar; charset=utf-8; method=REQUEST', /^Content-Type: text\/calendar; charset=utf-8; method=REQUEST;/m],
    ['text/csv; charset=utf-8', /^Content-Type: text\/csv; charset=utf-8;/m],
    ['application/x-a;b="c d"', /^Content-Type: application\/x-a; b="c d";/m],
  ])('keeps the parameters of the media type %s', async (contentType, line) => {
    const content = new TextEncoder().encode('BEGIN:VCALENDAR');
    const raw = await composer.compose(outgoingMail({ attachments: [{ name: 'invite.ics', contentType, content }] }));
    expect(String(raw).replaceAll(/\r\n[ \t]+/g, ' ')).toMatch(line);
  });

  it('lets no reader decode a name that looks encoded', async () => {
    // "x", a line end, and "Bcc: e@evil.test".
    const name = '=?utf-8?B?eA0KQmNjOiBlQGV2aWwudGVzdA==?=';
    const named = `"${name}" <news@example.com>`;
    const mail = await parse({ from: named, replyTo: named, headerTo: [{ name, address: 'x@x.test' }] });
    for (const mailbox of [mail.from, mail.replyTo?.[0], mail.to?.[0]])
      expect(mailbox?.name).toBe(name.replaceAll('=?', '= ?'));
    expect(mail.bcc).toBeUndefined();
  });

  it.each(['multipart/mixed; boundary=x', 'message/rfc822', 'text/plain\r\nBcc: eve@example.com', 'nonsense', ''])(
    'sends an attachment of type %j as plain bytes',
    async (contentType) => {
      const content = new TextEncoder().encode('--x\r\nContent-Type: text/html\r\n\r\n<b>');
      const mail = await parse({ attachments: [{ name: 'a', contentType, content }] });

      expect(mail.attachments).toMatchObject([{ filename: 'a', mimeType: 'application/octet-stream' }]);
    },
  );

  it.each([
    ['text only', { html: null }],
    ['HTML only', { text: null }],
    ['neither', { html: null, text: null }],
    ['an empty text', { html: null, text: '' }],
  ])('writes a mail with %s', async (_, changes) => {
    const mail = await parse(changes);

    expect([mail.html?.trim() || null, mail.text?.trim() || null]).toEqual([
      'html' in changes ? null : '<p>Hello Ann</p>',
      'text' in changes ? null : 'Hello Ann',
    ]);
  });

  it('never breaks a long link in a header', async () => {
    const url = `<https://m.example.com/u/${'abcdefghij'.repeat(40)}>`;

    expect(await compose({ headers: { 'List-Unsubscribe': url } })).toContain(url);
  });

  it('ends every line with CRLF, keeps it under 998 bytes, and is ASCII', async () => {
    const message = await compose({ text: `a\nb\r\nc\rd${'x'.repeat(5_000)}`, html: `<p>${'é '.repeat(3_000)}\n</p>` });

    expect(message.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(Math.max(...message.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(998);
    expect(message).not.toMatch(/[^\t\r\n -~]/);
  });

  it.each([
    ['from', 'News <news@example.com>, eve@example.com'],
    ['from', ''],
    ['to', 'ann@example.com, eve@example.com'],
    ['to', 'group: ann@example.com;'],
    ['to', 'ann@example.com\r\nBcc: eve@example.com'],
    ['replyTo', 'nobody'],
  ])('refuses %s %j, which is not one address', async (field, value) => {
    await expect(compose({ [field]: value })).rejects.toThrow(`${field} is not an address`);
  });

  it.each([['17 49'], ['17>\r\nBcc: x'], ['']])('refuses %j as a mail id', async (mailId) => {
    await expect(compose({ mailId })).rejects.toThrow('the mail id is not one');
  });

  it.each([['Bcc: eve@example.com\r\nX'], [''], ['X Y'], ['X:']])(
    'refuses %j as the name of a header',
    async (name) => {
      await expect(compose({ headers: { [name]: 'x' } })).rejects.toThrow('a header has no valid name');
    },
  );

  it('never reads a file or fetches an address', async () => {
    const message = await compose({
      html: '<img src="file:///etc/passwd">',
      attachments: [{ name: '/etc/passwd', contentType: null, content: new Uint8Array() }],
    });

    expect(message).not.toContain('root:');
  });

  it('lets no value become a header, an address or a part of its own', async () => {
    const nasty = fc.oneof(
      fc.string({ unit: codePoint, maxLength: 60 }),
      fc.string({
        unit: fc.constantFrom(
          '\r',
          '\n',
          ' ',
          ':',
          'Bcc',
          '<',
          '>',
          ',',
          '"',
          '=?',
          '?=',
          '@',
          'x',
          ';',
          '--',
          '\u2028',
          'é',
        ),
        maxLength: 30,
      }),
    );
    const mailbox = nasty.map((name) => {
      const written = formatMailbox({ name, address: 'news@example.com' });
      return parseMailbox(written) === null ? 'news@example.com' : written;
    });
    const mails = fc.record({
      from: mailbox,
      replyTo: fc.option(mailbox),
      subject: nasty,
      html: fc.option(nasty),
      text: fc.option(nasty),
      headers: fc.record({
        'List-Unsubscribe': nasty.filter((value) => value.trim() !== ''),
        'X-Campaign': nasty.filter((value) => value.trim() !== ''),
      }),
      attachments: fc.array(
        fc.record({ name: nasty, contentType: fc.option(nasty), content: fc.uint8Array({ maxLength: 40 }) }),
        { maxLength: 2 },
      ),
    });

    await fc.assert(
      fc.asyncProperty(mails, async (changes) => {
        const message = await composer.compose(outgoingMail(changes));
        const mail = await PostalMime.parse(message);
        const names = headerNames(Buffer.from(message).toString('latin1'));

        expect(names.filter((name, index) => !KNOWN_HEADERS.has(name) || names[index - 1] === name)).toEqual([]);
        expect(mail.headers.map(({ key }) => key).sort()).toEqual(names);
        expect(mail.to).toEqual([{ name: '', address: 'ann@example.com' }]);
        expect(mail.from?.address).toBe('news@example.com');
        expect([mail.cc, mail.bcc, mail.sender]).toEqual([undefined, undefined, undefined]);
        expect(mail.messageId).toBe('<17-kq2b1x-3-49@example.com>');
        expect(mail.attachments).toHaveLength(changes.attachments.length);
      }),
      { numRuns: 3_000 },
    );
  });
});

const KNOWN_HEADERS = new Set([
  'from',
  'to',
  'reply-to',
  'subject',
  'message-id',
  'date',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
  'list-unsubscribe',
  'x-campaign',
  'x-mailramp-mail-id',
]);
