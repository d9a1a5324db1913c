/** A file that is not CSV, or cannot be read; `row` as a spreadsheet counts, from 1. */
export class CsvProblem extends Error {
  readonly row: number;

  constructor(row: number, message: string) {
    super(message);
    this.name = 'CsvProblem';
    this.row = row;
  }
}

/** Where a reading may begin, other than at the beginning of a file. */
export interface CsvStart {
  /** The first byte of a record, and the number of records before it. */
  at: number;
  records: number;
  delimiter: string;
}

/** Some of the records of a file. */
export interface CsvBatch {
  records: string[][];
  /** The byte of the file at which the first record begins, and a reading may; null where there is no such byte. */
  at: number | null;
  delimiter: string;
}

/** Reads CSV of any size, holding little of it. */
export interface CsvReader {
  /**
   * The encoding of a file, as the WHATWG Encoding Standard names it; null when it cannot be detected. Reads the
   * complete file: the first letter that is not ASCII may come late.
   */
  detectEncoding(bytes: AsyncIterable<Uint8Array>): Promise<string | null>;
  /**
   * The records of a file in order, batch by batch, each an array of its fields; an empty line is a record of one empty
   * field. The delimiter (`,` `;` or tab) is that of the first line. `start`: where in the file the bytes begin, if not
   * at its beginning. Throws `CsvProblem`.
   */
  read(bytes: AsyncIterable<Uint8Array>, encoding: string, start?: CsvStart | null): AsyncIterable<CsvBatch>;
}

const DELIMITERS = [',', ';', '\t'];

/** The most frequent delimiter of a header line, outside quotation marks; a comma if it has none. */
export function delimiterOf(text: string): string {
  const counts = new Map(DELIMITERS.map((delimiter) => [delimiter, 0]));
  let isQuoted = false;
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (sign === '\n' || sign === '\r')) break;
    else if (!isQuoted && counts.has(sign)) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  const [best = ','] = [...DELIMITERS].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  return best;
}

/** Text that a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/**
 * One line of CSV (RFC 4180). A field that a spreadsheet would take for a formula begins with an apostrophe.
 * See https://owasp.org/www-community/attacks/CSV_Injection.
 */
export const csvLine = (fields: readonly string[]): string => `${fields.map(csvField).join(',')}\r\n`;

function csvField(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return NEEDS_QUOTES.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
