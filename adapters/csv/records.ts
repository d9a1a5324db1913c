import { CsvProblem } from '../../core/audience/import/csv.ts';

/** Maximum number of characters of one record: more means a quotation mark that is never closed. */
const MAX_RECORD_LENGTH = 64 * 1024;
/** Maximum number of fields of one record. */
export const MAX_FIELDS = 1_000;

const QUOTE = '"';
const QUOTE_CODE = 0x22;
const LF = 0x0a;
const CR = 0x0d;
/** One for all: a file may have a thousand million of them. */
const EMPTY_LINE: string[] = [''];
/** In place of the end of a record that the text does not hold completely. */
const UNFINISHED = -1;

/**
 * Cuts the text of a file into records (RFC 4180), piece by piece, in a time that its length bounds. Lines end with CR,
 * LF or both. A quotation mark within a field is part of it, and so are those around the beginning of one that goes on
 * behind them, as in `"5" disk`. An empty line is a record of one empty field.
 */
export class Records {
  readonly #delimiter: number;
  /** The beginning of a record whose end has not come. */
  #rest = '';
  /** The text so far ended with a CR, which an LF may follow. */
  #endedWithCr = false;
  #row: number;
  #fields: string[] = [];
  #failure: CsvProblem | null = null;

  /** `before`: how many records of the file stand before the first. */
  constructor(delimiter: string, before = 0) {
    this.#row = before + 1;
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** Whether what comes next begins a record. */
  get isBetweenRecords(): boolean {
    return this.#rest === '';
  }

  /** The records that end in a piece of text. Those before a fault are handed over; then the fault is thrown. */
  take(text: string): string[][] {
    this.check();
    if (text === '') return [];
    const isLeft = this.#endedWithCr && text.charCodeAt(0) === LF;
    return this.#cut(this.#rest + (isLeft ? text.slice(1) : text), false);
  }

  /** The last record, where its line has no end. */
  end(): string[][] {
    this.check();
    return this.#cut(this.#rest, true);
  }

  /** Throws the fault that ended the last records. */
  check(): void {
    if (this.#failure) throw this.#failure;
  }

  #cut(text: string, isEnd: boolean): string[][] {
    const records: string[][] = [];
    let at = 0;
    while (at < text.length) {
      const end = this.#record(text, at, isEnd);
      if ((end === UNFINISHED ? text.length : end) - at > MAX_RECORD_LENGTH) {
        this.#fail(`has more than ${MAX_RECORD_LENGTH} characters; is a quotation mark missing?`);
      } else if (end === UNFINISHED && isEnd) this.#fail('has a quotation mark that is never closed');
      if (end === UNFINISHED || this.#failure) break;
      records.push(this.#fields);
      this.#row += 1;
      at = end;
    }
    this.#rest = text.slice(at);
    this.#endedWithCr = at === text.length && text.charCodeAt(at - 1) === CR;
    return records;
  }

  #fail(what: string): void {
    this.#failure ??= new CsvProblem(this.#row, `row ${this.#row} ${what}`);
  }

  /** Reads the record that begins at `at`; answers where the next one begins. */
  #record(text: string, at: number, isEnd: boolean): number {
    const first = text.charCodeAt(at);
    if (first === LF || first === CR) {
      this.#fields = EMPTY_LINE;
      return endOfLine(text, at);
    }
    this.#fields = [];
    let begin = at;
    for (;;) {
      let end = begin;
      let value = '';
      if (text.charCodeAt(begin) === QUOTE_CODE) {
        const quoted = quotedAt(text, begin, isEnd);
        if (quoted === null) return UNFINISHED;
        end = quoted.end;
        value = this.#isEndOfField(text, end) ? quoted.value : QUOTE + quoted.value + QUOTE;
        begin = end;
      }
      while (!this.#isEndOfField(text, end)) end += 1;
      if (end === text.length && !isEnd) return UNFINISHED;
      this.#fields.push(value === '' ? text.slice(begin, end) : value + text.slice(begin, end));
      const code = text.charCodeAt(end);
      if (code !== this.#delimiter) return end === text.length ? end : endOfLine(text, end);
      if (this.#fields.length === MAX_FIELDS) {
        this.#fail(`has more than ${MAX_FIELDS} fields; one row is one recipient`);
        return end;
      }
      begin = end + 1;
    }
  }

  #isEndOfField(text: string, at: number): boolean {
    if (at >= text.length) return true;
    const code = text.charCodeAt(at);
    return code === this.#delimiter || code === LF || code === CR;
  }
}

const endOfLine = (text: string, at: number): number =>
  text.charCodeAt(at) === CR && text.charCodeAt(at + 1) === LF ? at + 2 : at + 1;

/** What stands between a quotation mark and its counterpart; null where the text may end before that. */
function quotedAt(text: string, at: number, isEnd: boolean): { value: string; end: number } | null {
  let value = '';
  let begin = at + 1;
  for (;;) {
    const mark = text.indexOf(QUOTE, begin);
    // A mark at the end of the text may be the first of two, which stand for one.
    if (mark < 0 || (mark + 1 === text.length && !isEnd)) return null;
    if (text.charCodeAt(mark + 1) !== QUOTE_CODE) return { value: value + text.slice(begin, mark), end: mark + 1 };
    value += text.slice(begin, mark + 1);
    begin = mark + 2;
  }
}
