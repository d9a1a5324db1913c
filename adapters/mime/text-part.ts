import { FilledText, type MailText, type TextTemplate } from '../../core/mail/filled-text.ts';
import { type EncodedPiece, encodePiece, QuotedPrintableWriter, quotedPrintableSpace } from './quoted-printable.ts';

const CRLF = '\r\n';
/** Of 76 characters a line, as RFC 2045 asks for. */
const BASE64_LINE = /.{76}(?=.)/g;
const LINE_BREAK = /[\r\n]/;
/** Room for the header of a part. */
const HEAD_SPACE = 128;

/** A text ready to be written as the body of a part. */
export interface TextPart {
  encoding: 'base64' | 'quoted-printable';
  /** The most that header and body take. */
  space: number;
  /** Writes the body from `at` on, and answers where it ends. */
  write(target: Buffer, at: number): number;
}

/** What is known of a template's text once it is encoded. */
interface EncodedTemplate {
  pieces: EncodedPiece[];
  /** How often each value is used. */
  uses: number[];
  /** Of all pieces: bytes encoded, bytes as they are, and those among them that are not ASCII. */
  space: number;
  bytes: number;
  foreign: number;
}

/**
 * Encodes the pieces of each template once, and each mail's values as they come. Encoded pieces live as long as their
 * templates.
 */
export class TextParts {
  readonly #templates = new WeakMap<TextTemplate, EncodedTemplate | null>();

  of(text: MailText): TextPart {
    return (text instanceof FilledText ? this.#filledPart(text) : null) ?? wholePart(Buffer.from(String(text)));
  }

  /** Null where only the whole text can be encoded. */
  #filledPart({ template, values }: FilledText): TextPart | null {
    const encoded = this.#encoded(template);
    if (encoded === null) return null;
    let { space, bytes, foreign } = encoded;
    for (const [i, value] of values.entries()) {
      // It might meet the other half of a line break, or leave a blank before it.
      if (LINE_BREAK.test(value)) return null;
      const length = Buffer.byteLength(value);
      const uses = encoded.uses[i] ?? 0;
      space += uses * quotedPrintableSpace(length);
      bytes += uses * length;
      if (length > value.length) foreign += uses * foreignBytes(Buffer.from(value));
    }
    if (isMostlyForeign(foreign, bytes)) return null;
    const { slots } = template;
    return {
      encoding: 'quoted-printable',
      space: HEAD_SPACE + space,
      write(target, at) {
        const writer = new QuotedPrintableWriter(target, at);
        encoded.pieces.forEach((piece, i) => {
          if (i > 0) writer.writeValue(values[slots[i - 1] ?? -1] ?? '');
          writer.writePiece(piece);
        });
        return writer.at;
      },
    };
  }

  #encoded(template: TextTemplate): EncodedTemplate | null {
    const known = this.#templates.get(template);
    if (known !== undefined) return known;
    const encoded = encodeTemplate(template);
    this.#templates.set(template, encoded);
    return encoded;
  }
}

/** Null where a piece may end with half of a line break. */
function encodeTemplate({ pieces, slots }: TextTemplate): EncodedTemplate | null {
  if (pieces.slice(0, -1).some((piece) => piece.endsWith('\r'))) return null;
  const encoded = pieces.map((piece, i) => encodePiece(piece, i === pieces.length - 1));
  const uses: number[] = [];
  for (const slot of slots) uses[slot] = (uses[slot] ?? 0) + 1;
  const source = Buffer.from(pieces.join(''));
  return {
    pieces: encoded,
    uses,
    space: encoded.reduce((sum, piece) => sum + piece.bytes.length, 0),
    bytes: source.length,
    foreign: foreignBytes(source),
  };
}

function wholePart(text: Buffer): TextPart {
  if (isMostlyForeign(foreignBytes(text), text.length)) {
    const lines = Buffer.from(text.toString().replace(/\r\n?|\n/g, CRLF))
      .toString('base64')
      .replace(BASE64_LINE, `$&${CRLF}`);
    return {
      encoding: 'base64',
      space: HEAD_SPACE + lines.length,
      write: (target, at) => at + target.write(lines, at, 'latin1'),
    };
  }
  return {
    encoding: 'quoted-printable',
    space: HEAD_SPACE + quotedPrintableSpace(text.length),
    write(target, at) {
      const writer = new QuotedPrintableWriter(target, at);
      writer.write(text, true);
      return writer.at;
    },
  };
}

/** Whether base64, which is not readable in the source, is the shorter encoding: from a fifth of non-ASCII bytes on. */
const isMostlyForeign = (foreign: number, bytes: number): boolean => foreign * 5 > bytes;

function foreignBytes(text: Uint8Array): number {
  let foreign = 0;
  // By index: an iterator takes longer than all else that is done for the mail.
  for (let i = 0; i < text.length; i += 1) if ((text[i] ?? 0) >= 0x80) foreign += 1;
  return foreign;
}
