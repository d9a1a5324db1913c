import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encodePiece, QuotedPrintableWriter, quotedPrintableSpace } from '../../../adapters/mime/quoted-printable.ts';

const encode = (text: string): string => {
  const bytes = Buffer.from(text);
  const target = Buffer.alloc(3 + quotedPrintableSpace(bytes.length));
  const writer = new QuotedPrintableWriter(target, 3);
  writer.write(bytes, true);
  return target.toString('latin1', 3, writer.at);
};

/** By the rules of RFC 2045, 6.7, on its own. */
const decode = (encoded: string): string => {
  const joined = encoded.replace(/=\r\n/g, '');
  return Buffer.from(
    joined.replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
    'latin1',
  ).toString();
};

describe('QuotedPrintableWriter', () => {
  it('leaves plain text as it is', () => {
    expect(encode('Hello, Ann!\r\n\tYours <b>')).toBe('Hello, Ann!\r\n\tYours <b>');
  });

  it('encodes what is not ASCII, the sign itself, and space at the end of a line', () => {
    expect(encode('é = \r\nx\t\n\u0000 ')).toBe('=C3=A9 =3D=20\r\nx=09\r\n=00=20');
  });

  it('uses the whole line, and breaks softly after it', () => {
    expect(encode('x'.repeat(76))).toBe('x'.repeat(76));
    expect(encode('x'.repeat(77))).toBe(`${'x'.repeat(75)}=\r\nxx`);
    expect(encode(`${'x'.repeat(74)}é`)).toBe(`${'x'.repeat(74)}=\r\n=C3=A9`);
  });

  it('begins no line with a dot, which SMTP would double', () => {
    expect(encode('.a\r\n..\r\nb.')).toBe('=2Ea\r\n=2E.\r\nb.');
    expect(encode(`${'x'.repeat(75)}.x`)).toBe(`${'x'.repeat(75)}=\r\n=2Ex`);
  });

  it('is decoded to the same text with CRLF, in short lines of ASCII', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc.string({ unit: fc.constantFrom('\r', '\n', ' ', '\t', '=', '.', 'é', 'xxxxxxxxxxx', '👋'), maxLength: 200 }),
    );

    fc.assert(
      fc.property(texts, (text) => {
        const encoded = encode(text);
        expect(decode(encoded)).toBe(text.replace(/\r\n?|\n/g, '\r\n'));
        expect(encoded).toMatch(/^[\t\r\n -~]*$/);
        for (const line of encoded.split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76);
          expect(line).not.toMatch(/[ \t\r\n]$|^\./);
        }
        expect(encoded.length).toBeLessThanOrEqual(quotedPrintableSpace(Buffer.byteLength(text)));
      }),
      { numRuns: 3_000 },
    );
  });

  it('decodes pieces and values to the text that they make', () => {
    const text = (units: string[], maxLength: number) =>
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength }).filter((part) => !/[\r\n]/.test(part)),
        fc.string({ unit: fc.constantFrom(...units), maxLength }),
      );
    const blanks = [' ', '\t', '=', '.', 'é', 'x', 'xxxxxxxxxxx', '👋'];
    const value = text(blanks, 30);
    const piece = text([...blanks, '\n', '\r\n'], 60);

    fc.assert(
      fc.property(fc.array(fc.tuple(piece, value), { maxLength: 8 }), piece, (pairs, last) => {
        const whole = [...pairs.flat(), last].join('');
        const target = Buffer.alloc((pairs.length + 1) * 6 + quotedPrintableSpace(Buffer.byteLength(whole)));
        const writer = new QuotedPrintableWriter(target, 0);
        for (const [before, between] of pairs) {
          writer.writePiece(encodePiece(before, false));
          writer.writeValue(between);
        }
        writer.writePiece(encodePiece(last, true));
        const encoded = target.toString('latin1', 0, writer.at);

        expect(decode(encoded)).toBe(whole.replace(/\r\n?|\n/g, '\r\n'));
        for (const line of encoded.split('\r\n')) {
          expect(line.length).toBeLessThanOrEqual(76);
          expect(line).not.toMatch(/[^\t -~]|[ \t]$|^\./);
        }
      }),
      { numRuns: 3_000 },
    );
  });
});
