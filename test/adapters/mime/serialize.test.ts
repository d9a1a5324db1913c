import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import MailComposer from 'nodemailer/lib/mail-composer';
import { serialize } from '../../../adapters/mime/serialize.ts';
import { codePoint } from '../../support/code-point.ts';

const text = fc.oneof(
  fc.string({ unit: codePoint, maxLength: 400 }),
  fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\r\n', '\r', '.', '=', '你', '\t'), maxLength: 400 }),
);

describe('serialize', () => {
  it('writes the same bytes as nodemailer itself', async () => {
    const mails = fc.record({
      subject: text,
      text: fc.option(text, { nil: undefined }),
      html: fc.option(text, { nil: undefined }),
      attachments: fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 2 }),
    });

    await fc.assert(
      fc.asyncProperty(mails, async ({ attachments, ...mail }) => {
        const message = new MailComposer({
          ...mail,
          from: 'news@example.com',
          to: 'ann@example.com',
          messageId: '<1@example.com>',
          attachments: attachments.map((content, index) => ({
            filename: `${index}.bin`,
            content: Buffer.from(content),
          })),
        }).compile();

        expect(serialize(message).toString('latin1')).toBe((await message.build()).toString('latin1'));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a part that would have to be read from elsewhere', () => {
    const message = new MailComposer({ attachments: [{ path: '/etc/hostname' }] }).compile();

    expect(() => serialize(message)).toThrow('a part is neither string nor buffer');
  });
});
