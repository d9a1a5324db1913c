import { isAscii } from 'node:buffer';

/** Fields beyond this many tell no more about an encoding. */
const MAX_FIELDS = 4_000;
/** Of one field; a longer one is cut at a blank. */
const MAX_FIELD_BYTES = 400;
/** Bytes that are scored, taken evenly from the fields. */
const SCORED_BYTES = 4_000;
/** Ends of fields; in no encoding of CSV files are these part of a letter. */
const ENDS = new Set([0x09, 0x0a, 0x0d, 0x2c, 0x3b]);
const BLANK = 0x20;

/** The distinct fields of a file that are not ASCII: only they distinguish encodings, and each tells it once. */
export class FieldSample {
  readonly #fields = new Set<string>();
  #open: number[] = [];
  #isForeign = false;

  take(chunk: Uint8Array): void {
    if (this.#fields.size >= MAX_FIELDS) return;
    if (!this.#isForeign && isAscii(chunk)) {
      this.#open = [];
      const from = Math.max(lastEndIn(chunk) + 1, chunk.length - MAX_FIELD_BYTES);
      for (const byte of chunk.subarray(from)) this.#takeByte(byte);
      return;
    }
    for (const byte of chunk) this.#takeByte(byte);
  }

  /** The fields, one a line. */
  end(): Uint8Array {
    this.#close();
    const fields = [...this.#fields];
    const total = fields.reduce((sum, field) => sum + field.length + 1, 0);
    const step = Math.max(1, total / SCORED_BYTES);
    const taken: string[] = [];
    for (let at = 0; at < fields.length; at += step) taken.push(fields[Math.floor(at)] ?? '');
    return Buffer.from(taken.join('\n'), 'latin1');
  }

  #takeByte(byte: number): void {
    if (ENDS.has(byte)) this.#close();
    else if (this.#open.length < MAX_FIELD_BYTES) {
      this.#open.push(byte);
      this.#isForeign ||= byte >= 0x80;
    }
  }

  #close(): void {
    if (this.#isForeign && this.#fields.size < MAX_FIELDS) {
      const isCut = this.#open.length === MAX_FIELD_BYTES;
      const end = isCut ? this.#open.lastIndexOf(BLANK) : -1;
      this.#fields.add(Buffer.from(end > 0 ? this.#open.slice(0, end) : this.#open).toString('latin1'));
    }
    this.#open = [];
    this.#isForeign = false;
  }
}

const lastEndIn = (chunk: Uint8Array): number => {
  let at = chunk.length - 1;
  while (at >= 0 && chunk.length - at <= MAX_FIELD_BYTES && !ENDS.has(chunk[at] ?? 0)) at -= 1;
  return at;
};
