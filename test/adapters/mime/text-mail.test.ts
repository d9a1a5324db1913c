import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import PostalMime from 'postal-mime';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MimeComposer } from '../../../adapters/mime/composer.ts';
import type { OutgoingMail } from '../../../core/mail/mailer.ts';
import { outgoingMail } from '../../support/outgoing-mail.ts';

const composer = new MimeComposer(new ManualClock(Date.parse('2027-01-05T09:00:00Z')));

/** Base64 keeps the line ends of mail, quoted-printable those of the parser; an empty part may be none. */
const plain = (part = ''): string => part.replaceAll('\r\n', '\n').trimEnd();

/** What a reader sees of a mail; encodings and boundaries are not visible. */
const shown = async (mail: OutgoingMail) => {
  const { headers, headerLines: _lines, html, text, ...rest } = await PostalMime.parse(await composer.compose(mail));
  const technical = ['content-type', 'content-transfer-encoding', 'content-disposition'];
  const named = headers.filter(({ key }) => !technical.includes(key)).map(({ key, value }) => [key, value]);
  return { ...rest, html: plain(html), text: plain(text), named: named.sort() };
};

/** nodemailer writes a mail whole as soon as it has an attachment. */
const withFile: Partial<OutgoingMail> = {
  attachments: [{ name: 'a.txt', contentType: 'text/csv', content: new Uint8Array([65]) }],
};

describe('a mail without attachments', () => {
  it('shows what nodemailer itself makes of the same values', async () => {
    const words = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 120 }),
      fc.string({
        unit: fc.constantFrom('=?', '?=', '=_mailramp', '--', '\r\n', ' ', '.', 'é', '你好', 'x'),
        maxLength: 80,
      }),
    );
    const names = fc.constantFrom('', 'News', 'Zoë, Inc.', '你好', 'A "quoted" name', 'x'.repeat(100));
    const mails = fc.record({
      from: names.map((name) =>
        name === '' ? 'news@example.com' : `"${name.replaceAll('"', '\\"')}" <news@example.com>`,
      ),
      to: fc.constantFrom(
        'ann@example.com',
        `${'a'.repeat(64)}@${'b'.repeat(60)}.example.com`,
        "o'hara+{x}@example.com",
      ),
      replyTo: fc.constantFrom(null, 'Antwört <reply@example.com>'),
      subject: words,
      html: fc.option(words),
      text: words,
      headers: fc.constantFrom<Record<string, string>>(
        {},
        { 'List-Unsubscribe': `<https://x.example/${'u'.repeat(90)}>` },
      ),
    });

    await fc.assert(
      fc.asyncProperty(mails, async (changes) => {
        const mail = outgoingMail(changes);
        const { attachments: _own, ...mine } = await shown(mail);
        const { attachments: _theirs, ...theirs } = await shown({ ...mail, ...withFile });
        expect(mine).toEqual(theirs);
      }),
      { numRuns: 1_000 },
    );
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
