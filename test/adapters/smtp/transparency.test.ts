import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import DataStream from 'nodemailer/lib/smtp-connection/data-stream';
import { transparent } from '../../../adapters/smtp/transparency.ts';

/** What nodemailer, which looks at every byte, sends for a message. */
const bySomebodyElse = async (message: Uint8Array): Promise<string> => {
  const target = new DataStream();
  const line = new PassThrough();
  target.pipe(line);
  target.end(message);
  const chunks: Buffer[] = [];
  for await (const chunk of line) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
};

describe('transparent', () => {
  it('is what a client sends that looks at every byte', async () => {
    const messages = fc.oneof(
      fc.string({ unit: fc.constantFrom('\r\n', '\r', '\n', '.', 'x', '=', '\u00ff'), maxLength: 30 }),
      fc.array(fc.constantFrom('Subject: x', '', 'a.b', '.', '..', 'x='), { maxLength: 8 }).map((lines) => {
        return `${lines.join('\r\n')}\r\n`;
      }),
    );

    await fc.assert(
      fc.asyncProperty(messages, async (text) => {
        const bytes = Buffer.from(text, 'latin1');
        // Of an empty message, a line end and the dot are left.
        fc.pre(bytes.length > 0);

        expect(`${transparent(text)}.\r\n`).toBe(await bySomebodyElse(bytes));
      }),
      { numRuns: 2_000 },
    );
  });

  it('holds no line end but CRLF, and no lone dot, whatever the message', () => {
    const bytes = fc.array(fc.constantFrom(13, 10, 46, 120), { maxLength: 40 });
    fc.assert(
      fc.property(bytes, (message) => {
        const text = transparent(Buffer.from(message).toString('latin1'));

        expect(text).toMatch(/\r\n$/);
        expect(text).not.toMatch(/\r(?!\n)|(?<!\r)\n|(?:^|\n)\.\r/);
      }),
      { numRuns: 2_000 },
    );
  });
});
