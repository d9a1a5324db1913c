import { PassThrough, type Transform } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import DataStream from 'nodemailer/lib/smtp-connection/data-stream';
import { takenMessage } from '../../../adapters/smtp/message-stream.ts';

/** What goes over the line for a message that is given to nodemailer in a way of ours. */
const transmitted = async (give: (target: Transform) => void): Promise<string> => {
  const target = new DataStream();
  const line = new PassThrough();
  target.pipe(line);
  give(target);
  const chunks: Buffer[] = [];
  for await (const chunk of line) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
};

describe('takenMessage', () => {
  it('is transmitted as if nodemailer had looked at every byte', async () => {
    const messages = fc.oneof(
      fc.string({ unit: fc.constantFrom('\r\n', '\r', '\n', '.', 'x', '=', '\u00ff'), maxLength: 30 }),
      fc.array(fc.constantFrom('Subject: x', '', 'a.b', '.', '..', 'x='), { maxLength: 8 }).map((lines) => {
        return `${lines.join('\r\n')}\r\n`;
      }),
    );

    await fc.assert(
      fc.asyncProperty(messages, async (text) => {
        const bytes = Buffer.from(text, 'latin1');
        const message = takenMessage(bytes) as unknown as { pipe(target: Transform): void };

        expect(await transmitted((target) => message.pipe(target))).toBe(
          await transmitted((target) => target.end(bytes)),
        );
      }),
      { numRuns: 2_000 },
    );
  });
});
