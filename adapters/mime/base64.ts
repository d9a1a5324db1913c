import type { EncodedTemplate } from './encoded-template.ts';

const CRLF = '\r\n';
const CRLF_BYTES = Buffer.from(CRLF);
/** Of 76 characters a line, as RFC 2045 asks for. */
const LINE = /.{76}(?=.)/g;
/** Bytes that become four characters. */
const GROUP = 3;
/** Characters of a byte, and its share of the line ends. */
const MOST_EACH = 1.4;
/** The ends of the short lines between two pieces, and what fills a group. */
const SEAM_SPACE = 16;

const base64Space = (bytes: number, pieces: number): number => Math.ceil(bytes * MOST_EACH) + pieces * SEAM_SPACE;

/** Text in base64, every line break (CR, LF or both) as CRLF. */
export const base64Lines = (text: string): string => linesOf(bytesOf(text));

const bytesOf = (text: string): Buffer => Buffer.from(text.replace(/\r\n?|\n/g, CRLF));
const linesOf = (bytes: Buffer): string => bytes.toString('base64').replace(LINE, `$&${CRLF}`);

/**
 * A template in base64. Only whole groups of three bytes can be encoded ahead, and where they begin in a piece depends
 * on what stands before it: so each piece is encoded in up to three ways, each when it is first needed.
 */
export function base64Template(texts: readonly string[]): EncodedTemplate {
  const pieces = texts.map((text) => new Piece(bytesOf(text)));
  return {
    encoding: 'base64',
    space: base64Space(
      pieces.reduce((sum, { bytes }) => sum + bytes.length, 0),
      pieces.length,
    ),
    spaceOfValues: base64Space,
    write(target, at, values) {
      const writer = new Base64Writer(target, at);
      pieces.forEach((piece, i) => {
        if (i > 0) writer.add(Buffer.from(values[i - 1] ?? ''));
        writer.addPiece(piece);
      });
      return writer.end();
    },
  };
}

/** What of a piece completes the group before it, what was encoded ahead, and what begins the group after that. */
interface Cut {
  head: Buffer;
  lines: Buffer;
  tail: Buffer;
}

class Piece {
  readonly bytes: Buffer;
  readonly #cuts: Cut[] = [];

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** Cut behind as many bytes as the group before it lacks. */
  cutAt(missing: number): Cut {
    let cut = this.#cuts[missing];
    if (cut === undefined) {
      const end = missing + Math.max(0, Math.floor((this.bytes.length - missing) / GROUP)) * GROUP;
      const lines = Buffer.from(linesOf(this.bytes.subarray(missing, end)), 'latin1');
      cut = { head: this.bytes.subarray(0, missing), lines, tail: this.bytes.subarray(end) };
      this.#cuts[missing] = cut;
    }
    return cut;
  }
}

class Base64Writer {
  readonly #target: Buffer;
  readonly #start: number;
  #at: number;
  /** Not written yet: the beginning of a group, or values. */
  #pending: Buffer[] = [];
  #pendingBytes = 0;

  constructor(target: Buffer, start: number) {
    this.#target = target;
    this.#start = start;
    this.#at = start;
  }

  add(bytes: Buffer): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }

  addPiece(piece: Piece): void {
    const { head, lines, tail } = piece.cutAt((GROUP - (this.#pendingBytes % GROUP)) % GROUP);
    if (lines.length === 0) {
      this.add(piece.bytes);
    } else {
      this.add(head);
      this.#flush();
      this.#writeLines(lines);
      this.add(tail);
    }
  }

  /** Where the text ends. */
  end(): number {
    this.#flush();
    return this.#at;
  }

  #flush(): void {
    if (this.#pendingBytes > 0) {
      this.#writeLines(Buffer.from(linesOf(Buffer.concat(this.#pending, this.#pendingBytes)), 'latin1'));
    }
    this.#pending = [];
    this.#pendingBytes = 0;
  }

  #writeLines(lines: Buffer): void {
    if (this.#at > this.#start) {
      this.#target.set(CRLF_BYTES, this.#at);
      this.#at += CRLF_BYTES.length;
    }
    this.#target.set(lines, this.#at);
    this.#at += lines.length;
  }
}
