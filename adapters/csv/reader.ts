import { analyse } from 'chardet';
import { type CsvBatch, type CsvReader, type CsvStart, delimiterOf } from '../../core/audience/import/csv.ts';
import { linesOf, piecesOf } from './pieces.ts';
import { Records } from './records.ts';

/** Non-ASCII bytes that are enough to detect their encoding. */
const SAMPLE_BYTES = 64 * 1024;
const SLICE_BYTES = 1024;
/** Alike but for rare letters: of two that are about as likely, the one that most spreadsheets write. */
const USUAL = ['windows-1252', 'ISO-8859-1', 'Shift_JIS', 'GB18030', 'EUC-KR'];
const NEARLY = 10;
/** Encodings that the statistics report for a few East Asian names. */
const LATIN = ['windows-1252', 'ISO-8859-1', 'windows-1250', 'ISO-8859-2', 'windows-1254', 'ISO-8859-9'];
const EAST_ASIAN = ['Shift_JIS', 'EUC-JP', 'GB18030', 'Big5', 'EUC-KR'];
const MOST = 0.6;
const FEW = 0.02;
const ESCAPE = 0x1b;

/** Encodings by chardet and the platform's own decoder. */
export class StreamingCsvReader implements CsvReader {
  async detectEncoding(bytes: AsyncIterable<Uint8Array>): Promise<string | null> {
    const utf8 = new Utf8Check();
    const sample = new Sample();
    let isFirst = true;
    for await (const chunk of piecesOf(bytes)) {
      if (isFirst && chunk.length > 0) {
        isFirst = false;
        const wide = wideEncodingOf(chunk);
        if (wide !== null) return wide;
      }
      utf8.take(chunk);
      sample.take(chunk);
    }
    if (utf8.isValid() && !sample.hasEscapes) return 'utf-8';
    return guess(sample.bytes());
  }

  async *read(
    bytes: AsyncIterable<Uint8Array>,
    encoding: string,
    start: CsvStart | null = null,
  ): AsyncGenerator<CsvBatch> {
    // A byte order mark is taken away where a file begins.
    const decoder = new TextDecoder(encoding, { ignoreBOM: start !== null });
    let delimiter = start?.delimiter;
    let records: Records | undefined;
    for await (const piece of linesOf(bytes, encoding, start?.at ?? 0)) {
      const text = decoder.decode(piece.bytes, { stream: true });
      // The first piece holds the whole first line, if that is not too long.
      delimiter ??= delimiterOf(text);
      records ??= new Records(delimiter, start?.records);
      const at = records.isBetweenRecords ? piece.at : null;
      yield { records: records.take(text), at, delimiter };
    }
    if (!records || delimiter === undefined) return;
    yield { records: records.take(decoder.decode()), at: null, delimiter };
    yield { records: records.end(), at: null, delimiter };
    records.check();
  }
}

/** UTF-16 and the byte order marks, by the first bytes; null for all else. */
function wideEncodingOf(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // Without a mark: every other byte of a header in Latin letters is zero.
  if (first !== 0 && second === 0) return 'utf-16le';
  if (first === 0 && second !== 0) return 'utf-16be';
  return null;
}

/** Whether all bytes of a file are UTF-8, also where a letter spans two chunks. */
class Utf8Check {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #isValid = true;

  take(chunk: Uint8Array): void {
    this.#decode(() => this.#decoder.decode(chunk, { stream: true }));
  }

  isValid(): boolean {
    this.#decode(() => this.#decoder.decode());
    return this.#isValid;
  }

  #decode(decode: () => unknown): void {
    if (!this.#isValid) return;
    try {
      decode();
    } catch {
      this.#isValid = false;
    }
  }
}

/** Pieces of a file that are not plain ASCII: only they distinguish encodings. */
class Sample {
  readonly #slices: Uint8Array[] = [];
  #size = 0;
  /** ISO-2022-JP writes Japanese in ASCII, between escapes. */
  hasEscapes = false;

  take(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length && this.#size < SAMPLE_BYTES; at += SLICE_BYTES) {
      const slice = chunk.subarray(at, at + SLICE_BYTES);
      const hasEscape = slice.includes(ESCAPE);
      this.hasEscapes ||= hasEscape;
      if (!hasEscape && !slice.some((byte) => byte >= 0x80)) continue;
      this.#slices.push(slice.slice());
      this.#size += slice.length;
    }
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#slices);
  }
}

/** The most likely encoding that can be decoded here. */
function guess(sample: Uint8Array): string | null {
  const known = analyse(sample).filter(({ name }) => isDecodable(name));
  const [best] = known;
  if (!best) return null;
  // A few names are too little for the statistics; but Latin letters hardly ever form words of an East Asian language.
  const eastAsian = known.filter(
    ({ name }) =>
      EAST_ASIAN.includes(name) && (name === best.name || LATIN.includes(best.name)) && makesWords(sample, name),
  );
  const [first = best] = eastAsian;
  const near = (eastAsian.length > 0 ? eastAsian : known).filter(
    ({ confidence }) => first.confidence - confidence <= NEARLY,
  );
  const usual = USUAL.find((name) => near.some((match) => match.name === name));
  return (usual ?? first.name).toLowerCase();
}

/** Whether a complete sample is text in an encoding, and most of its non-ASCII letters stand beside another one. */
function makesWords(sample: Uint8Array, encoding: string): boolean {
  try {
    // The sample may end, and its slices begin, within a letter: those are few. Half-width letters are read into
    // whatever other Asian encoding there is.
    const text = new TextDecoder(encoding).decode(sample);
    const foreign = text.match(/[^\0-\x7f]/g)?.length ?? 0;
    const inWords = (text.match(/[^\0-\x7f]{2,}/g) ?? []).reduce((sum, word) => sum + word.length, 0);
    const broken = text.match(/[\ufffd\ue000-\uf8ff\uff61-\uff9f]/g)?.length ?? 0;
    return foreign > 0 && inWords / foreign >= MOST && broken / foreign <= FEW;
  } catch {
    return false;
  }
}

function isDecodable(name: string): boolean {
  try {
    return new TextDecoder(name).encoding !== 'replacement';
  } catch {
    return false;
  }
}
