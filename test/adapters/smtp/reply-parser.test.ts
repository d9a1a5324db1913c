import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ReplyParser } from '../../../adapters/smtp/reply-parser.ts';

const REPLIES = ['220 hello', '250-first\n250-second\n250 last', '250', '354 go on', '550 5.1.1 für niemanden'];

describe('ReplyParser', () => {
  it('finds the same replies wherever the pieces begin and end', () => {
    const line = Buffer.from(`${REPLIES.join('\n').replaceAll('\n', '\r\n')}\r\n`).toString('latin1');
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: line.length - 1 }));
    fc.assert(
      fc.property(cuts, (places) => {
        const parser = new ReplyParser();
        const ends = [...places.sort((a, b) => a - b), line.length];
        const found = ends.flatMap((end, index) => parser.push(line.slice(ends[index - 1] ?? 0, end)));

        expect(found.map(({ text }) => text)).toEqual(REPLIES);
        expect(found.map(({ code }) => code)).toEqual([220, 250, 250, 354, 550]);
        expect(parser.isEmpty).toBe(true);
      }),
    );
  });

  it('knows that a reply is not complete', () => {
    const parser = new ReplyParser();
    expect(parser.push('250-first\r\n')).toEqual([]);
    expect(parser.isEmpty).toBe(false);
    expect(parser.push('250 ok')).toEqual([]);
    expect(parser.push('\r')).toEqual([]);
    expect(parser.push('\n')).toEqual([{ code: 250, text: '250-first\n250 ok' }]);
  });

  it('takes lines that end with LF alone, as some servers write them', () => {
    expect(new ReplyParser().push('220 a\n250 b\n')).toHaveLength(2);
  });

  it.each(['hello\r\n', '99 bottles\r\n', '650 x\r\n', '250x\r\n', '\r\n', 'x'.repeat(70_000)])(
    'throws at what is no reply',
    (text) => {
      expect(() => new ReplyParser().push(text)).toThrow('no reply');
    },
  );
});
