import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MimeComposer } from '../../../adapters/mime/composer.ts';
import { FilledText, wholeText } from '../../../core/mail/filled-text.ts';
import type { OutgoingMail } from '../../../core/mail/mailer.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';

const composer = new MimeComposer(new ManualClock(Date.parse('2027-01-05T09:00:00Z')));

/** Base64 keeps the line ends of mail, quoted-printable those of the parser; an empty part may be none. */
const plain = (part = ''): string => part.replaceAll('\r\n', '\n').trimEnd();

/** What a reader sees of a mail; encodings and boundaries are none of his business. */
const shown = async (mail: OutgoingMail) => {
  const parsed = await PostalMime.parse(await composer.compose(mail), { attachmentEncoding: 'base64' });
  const { headers, headerLines: _lines, html, text, ...rest } = parsed;
  const technical = ['content-type', 'content-transfer-encoding', 'content-disposition', 'comments'];
  const named = headers.filter(({ key }) => !technical.includes(key)).map(({ key, value }) => [key, value]);
  return { ...rest, html: plain(html), text: plain(text), named: named.sort() };
};

/** nodemailer writes a mail as soon as it has a header that is not ours. */
const byNodemailer = (mail: OutgoingMail): OutgoingMail => ({
  ...mail,
  html: wholeText(mail.html),
  text: wholeText(mail.text),
  headers: { ...mail.headers, Comments: 'none' },
});

/** Everything that may meet at the seams of a template. */
const SHARP = [
  '=?',
  '?=',
  '=_mailramp',
  '=_files',
  '--',
  '\r\n',
  '\n',
  '\r',
  ' ',
  '\t',
  '.',
  '=',
  'é',
  '你好',
  '👋',
  'x',
];
/** As in languages that are written in base64. */
const foreign = fc.string({ unit: fc.constantFrom('收', '获', 'я', '<b>', ' ', '\n', 'x'), maxLength: 60 });
const plainWords = fc.string({ unit: fc.constantFrom('.', '=', ' ', '\t', '\n', 'é', 'word', 'x'), maxLength: 60 });
const words = fc.oneof(
  foreign,
  plainWords,
  fc.string({ unit: 'grapheme', maxLength: 120 }).map((text) => text.toWellFormed()),
  fc.string({ unit: fc.constantFrom(...SHARP), maxLength: 80 }),
  fc.string({ unit: fc.constantFrom(...SHARP, 'x'.repeat(70)), maxLength: 12 }),
);
const filledWith = (values: fc.Arbitrary<string>, pieces: fc.Arbitrary<string>) =>
  fc
    .record({ values: fc.array(values, { maxLength: 4 }), pieces: fc.array(pieces, { minLength: 1, maxLength: 12 }) })
    .map(({ values: own, pieces: all }) => {
      const slots = all.slice(1).map((_, i) => i % Math.max(1, own.length));
      return new FilledText({ pieces: all, slots }, own);
    });
const oneLine = (text: fc.Arbitrary<string>) => text.map((value) => value.replace(/[\r\n]/g, ''));
const filled = fc.oneof(
  filledWith(words, words),
  filledWith(oneLine(plainWords), plainWords),
  filledWith(oneLine(words), foreign),
);
const names = fc.constantFrom('', 'News', 'Zoë, Inc.', '你好', 'A "quoted" name', 'x'.repeat(100));
const mails = fc.record({
  from: names.map((name) => (name === '' ? 'news@example.com' : `"${name.replaceAll('"', '\\"')}" <news@example.com>`)),
  to: fc.constantFrom('ann@example.com', `${'a'.repeat(64)}@${'b'.repeat(60)}.example.com`, "o'hara+{x}@example.com"),
  replyTo: fc.constantFrom(null, 'Antwört <reply@example.com>'),
  subject: words,
  html: fc.option(fc.oneof(words, filled)),
  text: fc.oneof(words, filled),
  headers: fc.constantFrom<Record<string, string>>(
    {},
    { 'List-Unsubscribe': `<https://x.example/${'u'.repeat(90)}>` },
    { 'X-Words': `${'word '.repeat(30)}end`, 'List-Unsubscribe': '<https://x.example/u>' },
  ),
  attachments: fc.array(
    fc.record({
      name: fc.constantFrom('a.txt', 'Größe.pdf', '', 'a "quoted" name'),
      contentType: fc.constantFrom(null, 'text/csv', 'message/rfc822'),
      content: fc.uint8Array({ maxLength: 200 }),
    }),
    { maxLength: 2 },
  ),
});

describe('a mail', () => {
  it('shows what nodemailer itself makes of the same values', async () => {
    await fc.assert(
      fc.asyncProperty(mails, async (changes) => {
        const mail = outgoingMail(changes);
        expect(await shown(mail)).toEqual(await shown(byNodemailer(mail)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('has only short lines of ASCII, and none with a dot at its beginning or a blank at its end', async () => {
    await fc.assert(
      fc.asyncProperty(mails, async (changes) => {
        const source = Buffer.from(await composer.compose(outgoingMail(changes))).toString('latin1');
        const [head = '', ...parts] = source.split('\r\n\r\n');
        for (const line of head.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
        for (const line of parts.join('\r\n\r\n').split('\r\n')) {
          expect(line).not.toMatch(/^\.|[^\t -~]|[ \t]$/);
          if (!/^Content-/.test(line)) expect(line.length).toBeLessThanOrEqual(76);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('has the values of its own, though its pieces were encoded for another one', async () => {
    const html = { pieces: ['<p>Dear ', ', dear ', ' \r\n.</p>'], slots: [0, 0] };
    const mail = (name: string) => outgoingMail({ html: new FilledText(html, [name]), text: null });
    const shownTo = async (name: string) => (await shown(mail(name))).html;

    expect([await shownTo('Ann'), await shownTo('Zoë '), await shownTo('')]).toEqual([
      '<p>Dear Ann, dear Ann \n.</p>',
      '<p>Dear Zoë , dear Zoë  \n.</p>',
      '<p>Dear , dear  \n.</p>',
    ]);
  });

  it('is read in any language as it was meant, though its pieces were encoded for another value', async () => {
    const text = { pieces: ['亲爱的', '，收获已经完成。\n', '，酒窖又满了。'], slots: [0, 0] };
    const mail = (name: string) => outgoingMail({ html: null, text: new FilledText(text, [name]) });
    const names = ['李娜', 'Li', 'L', '', '李娜 Li'];
    const source = Buffer.from(await composer.compose(mail('李娜'))).toString('latin1');

    expect(source).toContain('Content-Transfer-Encoding: base64');
    expect(await Promise.all(names.map(async (name) => (await shown(mail(name))).text))).toEqual(
      names.map((name) => `亲爱的${name}，收获已经完成。\n${name}，酒窖又满了。`),
    );
  });

  it('has the attachments of its own run', async () => {
    const file = (name: string) => [{ name, contentType: null, content: Buffer.from(name) }];
    const [a, b] = [file('a.txt'), file('b.txt')];
    const names: unknown[] = [];
    for (const attachments of [a, a, b, a]) {
      names.push((await shown(outgoingMail({ attachments }))).attachments.map(({ filename }) => filename));
    }

    expect(names).toEqual([['a.txt'], ['a.txt'], ['b.txt'], ['a.txt']]);
  });

  it('writes a mail that is larger than its scratch space', async () => {
    const text = 'é= x\n'.repeat(200_000);

    // Not compared by the matcher: the difference of two such texts takes minutes to show.
    expect((await shown(outgoingMail({ text }))).text === text.trimEnd()).toBe(true);
  });

  it('writes mostly foreign text in base64', async () => {
    const text = '收获已经完成，酒窖又满了。\n'.repeat(40);
    const message = Buffer.from(await composer.compose(outgoingMail({ html: null, text }))).toString('latin1');

    expect(message).toContain('Content-Transfer-Encoding: base64');
    expect(Math.max(...message.split('\r\n').map((line) => line.length))).toBeLessThanOrEqual(76);
    expect((await shown(outgoingMail({ html: null, text }))).text).toBe(text.trimEnd());
  });

  it('does not mix up two mails that are written one after the other', async () => {
    const [first, second] = await Promise.all([
      composer.compose(outgoingMail({ subject: 'first', from: 'A <a@example.com>' })),
      composer.compose(outgoingMail({ subject: 'second', from: 'B <b@example.com>' })),
    ]);

    expect(
      [first, second].map((bytes) => /From: .*\r\n[\s\S]*Subject: .*/.exec(Buffer.from(bytes).toString())?.[0]),
    ).toEqual([expect.stringMatching(/From: A [\s\S]*first/), expect.stringMatching(/From: B [\s\S]*second/)]);
  });
});
