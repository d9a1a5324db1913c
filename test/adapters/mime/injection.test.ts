import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { htmlToText } from '../../../adapters/html/html-to-text.ts';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MimeComposer } from '../../../adapters/mime/composer.ts';
import { formatMailbox, parseMailbox } from '../../../core/audience/address.ts';
import { compileContent } from '../../../core/content/compile-content.ts';
import { codePoint } from '../../support/code-point.ts';

/** 100,000 with INJECTION_RUNS=100000, which takes minutes. */
const RUNS = Number(process.env.INJECTION_RUNS ?? 500);

const NOW = Date.UTC(2027, 0, 5, 9);
const composer = new MimeComposer(new ManualClock(NOW));

/** Everything with which a value could end a header, an encoded word, an address or a part, and begin another. */
const SHARP = [
  '\r\n',
  '\n',
  '\r',
  '\r\n\r\n',
  '\r\n\t',
  '\u0000',
  '\u000b',
  '\u000c',
  '\u0085',
  '\u2028',
  '\u2029',
  'Bcc: eve@evil.test',
  'Content-Type: text/html',
  'List-Unsubscribe: <https://evil.test>',
  ': ',
  '=?UTF-8?B?DQpCY2M6IGV2ZUBldmlsLnRlc3Q=?=',
  '=?UTF-8?Q?=0D=0ABcc:_eve=40evil.test?=',
  '=?',
  '?=',
  '=0D=0A',
  '--',
  '--=_mailramp',
  '--=_mailramp--',
  '--=_files',
  '--=_files--',
  '<eve@evil.test>',
  ', eve@evil.test',
  'eve@evil.test;',
  '"',
  '\\',
  '(',
  ')',
  ';',
  '.',
  ' ',
  'é',
  '你好',
  '👋',
  '\u202e',
  'x'.repeat(100),
];
const nasty = fc
  .oneof(
    fc.array(fc.constantFrom(...SHARP), { maxLength: 8 }).map((parts) => parts.join('')),
    fc.string({ unit: codePoint, maxLength: 40 }),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
  )
  // JSON with half a character is refused before it comes here.
  .map((text) => text.toWellFormed());

/** What the API takes for a sender or a place for answers; the plain address where it refuses the name. */
const mailbox = nasty.map((name) => {
  const written = formatMailbox({ name, address: 'news@example.com' });
  return parseMailbox(written) === null ? 'news@example.com' : written;
});

const inputs = fc.record({
  from: mailbox,
  replyTo: fc.option(mailbox),
  subject: nasty,
  html: fc.option(nasty),
  text: fc.option(nasty),
  attachments: fc.array(fc.record({ name: nasty, contentType: fc.option(nasty) }), { maxLength: 2 }),
  url: fc.webUrl(),
});

/** The names of header lines, by a rule of its own: what stands before the first colon of an unfolded line. */
const headerNames = (message: string): string[] => {
  const [head = ''] = message.split('\r\n\r\n', 1);
  return head
    .split(/\r\n|\r|\n/)
    .filter((line) => !/^[ \t]/.test(line))
    .map((line) => line.slice(0, line.indexOf(':')).toLowerCase())
    .sort();
};

const lines = (text: string | undefined) => (text ?? '').replace(/\r\n?/g, '\n').trimEnd();

describe('a mail', () => {
  it('has the headers, the addressee and the parts that were meant, whatever its values say', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, async ({ from, replyTo, subject, html, text, attachments, url }) => {
        const parts = html === null && text === null ? { html, text: 'x' } : { html, text };
        const content = {
          from,
          replyTo,
          subject: '{{ subject }}',
          html: parts.html === null ? null : '<p>{{ html }}</p>',
          text: parts.text === null ? null : '{{ text }}.',
          templateData: { subject, html: parts.html ?? '', text: parts.text ?? '' },
          unsubscribe: true,
          attachments: [],
        };
        const files = attachments.map((file) => ({
          ...file,
          content: Buffer.from('--=_files\r\n--=_mailramp\r\nBcc: x\r\n'),
        }));
        const render = compileContent(content, files, htmlToText);
        const extra = { mailId: '17-0kq2b1x3a-3-49', unsubscribeUrl: url, now: NOW };
        const rendering = render({ email: 'ann@example.com', data: null }, extra);
        if (!rendering.ok) throw new Error(rendering.detail);
        const message = await composer.compose(rendering.mail);
        const source = Buffer.from(message).toString('latin1');
        const mail = await PostalMime.parse(message);

        // HTML always has a text beside it.
        const hasOnePart = parts.html === null && files.length === 0;
        const expected = [
          'from',
          'to',
          'message-id',
          'date',
          'mime-version',
          'content-type',
          'list-unsubscribe',
          'list-unsubscribe-post',
          'x-mailramp-mail-id',
          ...(rendering.mail.subject === '' ? [] : ['subject']),
          ...(replyTo === null ? [] : ['reply-to']),
          ...(hasOnePart ? ['content-transfer-encoding'] : []),
        ].sort();
        expect(headerNames(source)).toEqual(expected);
        expect(mail.headers.map(({ key }) => key).sort()).toEqual(expected);
        expect(source.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        expect(mail.from?.address).toBe('news@example.com');
        expect(mail.to).toEqual([{ name: '', address: 'ann@example.com' }]);
        expect([mail.cc, mail.bcc, mail.sender]).toEqual([undefined, undefined, undefined]);
        expect(mail.replyTo?.map(({ address }) => address)).toEqual(
          replyTo === null ? undefined : ['news@example.com'],
        );
        expect(mail.messageId).toBe('<17-0kq2b1x3a-3-49@example.com>');
        expect(mail.headers.find(({ key }) => key === 'list-unsubscribe-post')?.value).toBe(
          'List-Unsubscribe=One-Click',
        );
        expect(mail.attachments).toHaveLength(files.length);
        if (parts.text !== null) expect(lines(mail.text)).toBe(lines(String(rendering.mail.text)));
        if (parts.html !== null) expect(lines(mail.html)).toBe(lines(String(rendering.mail.html)));
      }),
      { numRuns: RUNS },
    );
  }, 3_600_000);

  it('shows subjects and sender names in any language as they were written', async () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((text) => {
      const read = parseMailbox(formatMailbox({ name: text, address: 'news@example.com' }));
      return read?.name === text && !text.includes('=?') && text.normalize('NFC') === text;
    });
    await fc.assert(
      fc.asyncProperty(name, name, async (sender, subject) => {
        const from = formatMailbox({ name: sender, address: 'news@example.com' });
        const content = {
          from,
          replyTo: null,
          subject: '{{ s }}',
          html: null,
          text: 'x',
          templateData: { s: subject },
          unsubscribe: false,
          attachments: [],
        };
        const render = compileContent(content, [], htmlToText);
        const rendering = render(
          { email: 'ann@example.com', data: null },
          { mailId: '17-0kq2b1x3a-3-49', unsubscribeUrl: null, now: NOW },
        );
        if (!rendering.ok) throw new Error(rendering.detail);
        const mail = await PostalMime.parse(await composer.compose(rendering.mail));
        const squeezed = (text: string | undefined) => text?.replace(/\s+/g, ' ').trim();
        expect(squeezed(mail.from?.name)).toBe(squeezed(sender));
        expect(squeezed(mail.subject)).toBe(squeezed(subject));
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    );
  }, 3_600_000);
});
