import { FilledText, type MailText, type TextTemplate } from '../../core/mail/filled-text.ts';
import { base64Lines, base64Template } from './base64.ts';
import type { EncodedTemplate } from './encoded-template.ts';
import { QuotedPrintableWriter, quotedPrintableSpace, quotedTemplate } from './quoted-printable.ts';

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

/** What is known of a template's text. */
interface KnownTemplate {
  /** False when a piece ends with what may be half of a line break. */
  canBeFilled: boolean;
  /** How often each value is used. */
  uses: number[];
  /** Of all pieces together. */
  bytes: number;
  /** Those among them that are not ASCII. */
  foreign: number;
  /** Each encoded when it is first needed. */
  quoted?: EncodedTemplate;
  base64?: EncodedTemplate;
}

/**
 * Encodes the pieces of each template once, and each mail's values as they come. Encoded pieces live as long as their
 * templates.
 */
export class TextParts {
  readonly #templates = new WeakMap<TextTemplate, KnownTemplate>();

  of(text: MailText): TextPart {
    return (text instanceof FilledText ? this.#filledPart(text) : null) ?? wholePart(Buffer.from(String(text)));
  }

  /** Null where only the whole text can be encoded. */
  #filledPart({ template, values }: FilledText): TextPart | null {
    const known = this.#known(template);
    // It might meet the other half of a line break, or leave a blank before it.
    if (!known.canBeFilled || values.some((value) => LINE_BREAK.test(value))) return null;
    let { bytes, foreign } = known;
    for (const [i, value] of values.entries()) {
      const uses = known.uses[i] ?? 0;
      const length = Buffer.byteLength(value);
      bytes += uses * length;
      if (length > value.length) foreign += uses * foreignBytes(Buffer.from(value));
    }
    const encoded = isMostlyForeign(foreign, bytes) ? inBase64(known, template) : inQuotedPrintable(known, template);
    const { slots } = template;
    const inSlots = slots.map((slot) => values[slot] ?? '');
    return {
      encoding: encoded.encoding,
      space: HEAD_SPACE + encoded.space + encoded.spaceOfValues(bytes - known.bytes, slots.length),
      write: (target, at) => encoded.write(target, at, inSlots),
    };
  }

  #known(template: TextTemplate): KnownTemplate {
    const known = this.#templates.get(template) ?? learn(template);
    this.#templates.set(template, known);
    return known;
  }
}

function learn({ pieces, slots }: TextTemplate): KnownTemplate {
  const source = Buffer.from(pieces.join(''));
  const uses: number[] = [];
  for (const slot of slots) uses[slot] = (uses[slot] ?? 0) + 1;
  const canBeFilled = !pieces.slice(0, -1).some((piece) => piece.endsWith('\r'));
  return { canBeFilled, uses, bytes: source.length, foreign: foreignBytes(source) };
}

function inBase64(known: KnownTemplate, { pieces }: TextTemplate): EncodedTemplate {
  known.base64 ??= base64Template(pieces);
  return known.base64;
}

function inQuotedPrintable(known: KnownTemplate, { pieces }: TextTemplate): EncodedTemplate {
  known.quoted ??= quotedTemplate(pieces);
  return known.quoted;
}

function wholePart(text: Buffer): TextPart {
  if (isMostlyForeign(foreignBytes(text), text.length)) {
    const lines = base64Lines(text.toString());
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
