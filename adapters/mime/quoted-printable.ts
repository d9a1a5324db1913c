/** Longest line, without its end (RFC 2045, 6.7). */
const LINE = 76;
/** Maximum length of an encoded byte: `=XX`, and its share of the soft breaks. */
const MOST_BYTES_EACH = 4;

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const EQUALS = 0x3d;
const HEX = Buffer.from('0123456789ABCDEF');
/** 1 for bytes that need no encoding anywhere in a line. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte > SPACE && byte < 0x7f && byte !== EQUALS ? 1 : 0,
);

/** Space that `writeQuotedPrintable` may need for this many bytes of text. */
export const quotedPrintableSpace = (bytes: number): number => bytes * MOST_BYTES_EACH + 2;

/**
 * Writes UTF-8 text as quoted-printable into `target` from `start` on, and answers where it ends. Every line break (CR,
 * LF or both) becomes CRLF. Tens of times as fast as nodemailer's encoder, which builds strings character by character.
 */
export function writeQuotedPrintable(text: Uint8Array, target: Uint8Array, start: number): number {
  let at = start;
  // Where the next piece must not end behind, unless the line ends with it: there a soft break has its place.
  let full = at + LINE - 1;
  for (let i = 0; i < text.length; i += 1) {
    const byte = text[i] ?? 0;
    if (IS_PLAIN[byte] === 1 && at < full) {
      target[at++] = byte;
      continue;
    }
    if (byte === CR || byte === LF) {
      if (byte === CR && text[i + 1] === LF) i += 1;
      target[at++] = CR;
      target[at++] = LF;
      full = at + LINE - 1;
      continue;
    }
    const isLast = endsLine(text[i + 1]);
    // Some transports drop space at the end of a line.
    const isItself = IS_PLAIN[byte] === 1 || ((byte === SPACE || byte === TAB) && !isLast);
    const end = at + (isItself ? 1 : 3);
    if (end > full && !(end === full + 1 && isLast)) {
      target[at++] = EQUALS;
      target[at++] = CR;
      target[at++] = LF;
      full = at + LINE - 1;
    }
    if (isItself) {
      target[at++] = byte;
    } else {
      target[at++] = EQUALS;
      target[at++] = HEX[byte >> 4] ?? 0;
      target[at++] = HEX[byte & 15] ?? 0;
    }
  }
  return at;
}

const endsLine = (next: number | undefined): boolean => next === undefined || next === CR || next === LF;
