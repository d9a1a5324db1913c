/** Faults of a file as a whole that its bytes show. */
export type FileFault = 'not-csv' | 'encoding-unknown';

/** A file that cannot be read as a table. */
export class FileProblem extends Error {
  readonly error: FileFault;

  constructor(error: FileFault, message: string) {
    super(message);
    this.name = 'FileProblem';
    this.error = error;
  }
}

/** A file that is no CSV from some place on; `row` as a spreadsheet counts, from 1. */
export class CsvProblem extends FileProblem {
  readonly row: number;

  constructor(row: number, message: string) {
    super('not-csv', message);
    this.name = 'CsvProblem';
    this.row = row;
  }
}

/**
 * How sure an encoding is. `given`: the user named it. `certain`: by a mark, or because all bytes are UTF-8. `likely`:
 * by the letters that it makes of the bytes, at least twenty times as likely as the next one.
 */
export const ENCODING_CONFIDENCES = ['given', 'certain', 'likely'] as const;
export type EncodingConfidence = (typeof ENCODING_CONFIDENCES)[number];

export interface DetectedEncoding {
  encoding: string;
  confidence: EncodingConfidence;
}

/** How bytes become records. */
export interface CsvForm {
  encoding: string;
  delimiter: string;
}

/** Where a reading may begin, other than at the beginning of a file. */
export interface CsvStart {
  /** The first byte of a record, and the number of records before it. */
  at: number;
  records: number;
}

/** Some of the records of a file. */
export interface CsvBatch {
  records: string[][];
  /** The byte of the file at which the first record begins, and a reading may; null where there is no such byte. */
  at: number | null;
}

/** Reads CSV of any size, holding little of it. */
export interface CsvReader {
  /**
   * What a file is written in, by the names of the WHATWG Encoding Standard and of `DOS_ENCODINGS`; `given`: what the
   * user says. Reads the complete file: the first letter that is not ASCII may come late. Throws `FileProblem`:
   * `not-csv` for what is no text, `encoding-unknown` where two encodings are about as likely.
   */
  detectEncoding(bytes: AsyncIterable<Uint8Array>, given: string | null): Promise<DetectedEncoding>;
  /**
   * The records of a file in order, batch by batch, each an array of its fields; an empty line is a record of one empty
   * field. A letter that cannot be read is U+FFFD. `start`: where in the file the bytes begin, if not at its beginning.
   * Throws `CsvProblem`.
   */
  read(bytes: AsyncIterable<Uint8Array>, form: CsvForm, start?: CsvStart | null): AsyncIterable<CsvBatch>;
}

/** The code pages that "CSV (MS-DOS)" of Excel is written in, which the Encoding Standard does not have. */
export const DOS_ENCODINGS = ['ibm850', 'ibm852'] as const;

/** The name of an encoding by any of its labels, e.g. `windows-1252` for `latin1`; null for one that is not read. */
export function encodingNamed(label: string): string | null {
  const name = label.trim().toLowerCase();
  const [, page] = /^(?:cp|ibm)?-?(850|852)$/.exec(name) ?? [];
  if (page !== undefined) return `ibm${page}`;
  try {
    const { encoding } = new TextDecoder(name);
    return encoding === 'replacement' || encoding === 'x-user-defined' ? null : encoding;
  } catch {
    return null;
  }
}

/** What may stand between fields; where nothing tells, the first. */
export const DELIMITERS = [',', ';', '\t', '|'] as const;

/** Text that a spreadsheet would take for a formula, also behind blanks, apostrophes and in full-width signs. */
const FORMULA = /^'*\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** Whatever a spreadsheet takes for a delimiter: a cell must not end where another program cuts. */
const NEEDS_QUOTES = /[",;\t|\r\n]/;

/**
 * One line of CSV (RFC 4180). A field that a spreadsheet would take for a formula begins with an apostrophe, which
 * `withoutGuard` takes away. See https://owasp.org/www-community/attacks/CSV_Injection.
 */
export const csvLine = (fields: readonly string[], delimiter = ','): string =>
  `${fields.map(csvField).join(delimiter)}\r\n`;

function csvField(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** The text that `csvLine` was given. */
export const withoutGuard = (text: string): string =>
  text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text;
