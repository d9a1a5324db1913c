import type { NewRecipient, Sifted } from '../add-recipients.ts';
import { addressFaultOf } from '../address-fault.ts';
import { type Columns, isEmptyRecord, readRow } from './columns.ts';
import { csvLine, withoutGuard } from './csv.ts';
import { fitData } from './fit-data.ts';
import { type Layout, ownColumnsOf, reportColumns } from './layout.ts';
import { mendAddress } from './mend-address.ts';
import { type ReportCode, type RowFault, reasonOf, shortenedReason } from './refusal.ts';
import type { SuppressionFault } from './suppression-rows.ts';

/** What is stored and recorded as done in one step, at most: so memory is bounded, whatever the rows are like. */
export interface ChunkLimits {
  /** Without empty records. */
  rows: number;
  /** Of all fields together, and one for each end of a record. */
  characters: number;
}

/** A chunk that a new table, too, takes well within a minute. */
export const CHUNK_LIMITS: ChunkLimits = { rows: 10_000, characters: 4 * 1024 * 1024 };

/** How many rows were refused, by the reason. */
export type RefusedRows = { [Fault in RowFault]?: number };

/** What became of the rows of a chunk. */
export interface ChunkCounts {
  rows: number;
  invalid: number;
  refused: RefusedRows;
  /** Rows that were taken without their longest values. */
  shortened: number;
}

/** The rows of a chunk that are taken, on their way to where the import puts them. */
export interface Batch {
  /** `source`: names the row, so that a repetition recognizes its own work. */
  take(recipient: NewRecipient, source: string): Sifted | SuppressionFault;
  /** Returns how many are new, including those of an earlier attempt from the same rows. Safe to repeat. */
  store(): Promise<{ added: number }>;
}

/** A piece of a file: what it adds, and its bad rows. */
export interface Chunk extends ChunkCounts {
  /** Records that it consists of, empty ones too. */
  records: number;
  batch: Batch;
  /** Lines of the file of bad rows. */
  badLines: string;
}

/** The header of the file of bad rows: the row number of a spreadsheet, the fault, and the columns of the upload. */
export const badRowsHeader = (names: string[], layout: Pick<Layout, 'delimiter' | 'hasCodes'>): string =>
  csvLine([...reportColumns(layout), ...names], layout.delimiter);

const noCounts = (): ChunkCounts => ({ rows: 0, invalid: 0, refused: {}, shortened: 0 });

export interface ChunkOptions {
  layout: Layout;
  columns: Columns;
  /** Records before the first that is taken. */
  first: number;
  limits: ChunkLimits;
  /** Begins the batch of a chunk. */
  batch(): Batch;
}

/**
 * Cuts a file into chunks, always in the same places, from whichever record the reading starts. Rows are numbered as a
 * spreadsheet numbers them.
 */
export class ChunkBuilder {
  readonly #importId: string;
  readonly #options: ChunkOptions;
  #at: number;
  #batch: Batch;
  #records = 0;
  #length = 0;
  #counts = noCounts();
  #badLines: string[] = [];

  constructor(importId: string, options: ChunkOptions) {
    this.#importId = importId;
    this.#options = options;
    this.#at = options.first;
    this.#batch = options.batch();
  }

  get isEmpty(): boolean {
    return this.#records === 0;
  }

  /** Takes one record; true when the chunk is full. */
  take(record: string[]): boolean {
    const { layout, limits } = this.#options;
    this.#at += 1;
    this.#records += 1;
    this.#length += 1;
    for (const field of record) this.#length += field.length;
    const fields = layout.isMended ? record.slice(ownColumnsOf(layout)).map(withoutGuard) : record;
    if (!isEmptyRecord(fields)) this.#takeRow(fields);
    return this.#counts.rows >= limits.rows || this.#length >= limits.characters;
  }

  /** Hands the chunk over and begins the next. */
  end(): Chunk {
    const chunk: Chunk = {
      records: this.#records,
      ...this.#counts,
      batch: this.#batch,
      badLines: this.#badLines.join(''),
    };
    this.#batch = this.#options.batch();
    this.#records = 0;
    this.#length = 0;
    this.#counts = noCounts();
    this.#badLines = [];
    return chunk;
  }

  #takeRow(fields: string[]): void {
    this.#counts.rows += 1;
    const row = readRow(fields, this.#options.columns);
    const fault = row.ok ? this.#takeRecipient(row.recipient, fields) : row.fault;
    if (fault === null) return;
    const { refused } = this.#counts;
    this.#counts.invalid += 1;
    refused[fault] = (refused[fault] ?? 0) + 1;
    this.#report(fault, reasonOf(fault, { row: fields.length, header: this.#options.columns.names.length }), fields);
  }

  #takeRecipient(recipient: NewRecipient, fields: string[]): RowFault | null {
    // By the row, a second reading sees that this row added its member.
    const source = `${this.#importId}#${this.#at}`;
    let given = recipient;
    let sifted = this.#batch.take(given, source);
    if (sifted === 'invalid' || sifted === 'address-too-long') {
      const email = mendAddress(recipient.email);
      if (email === null) return addressFaultOf(recipient.email);
      given = { ...recipient, email };
      sifted = this.#batch.take(given, source);
    }
    if (sifted === 'data-too-long') this.#takeShortened(given, source, fields);
    else if (sifted !== 'taken') return sifted === 'invalid' ? addressFaultOf(given.email) : sifted;
    return null;
  }

  #takeShortened(recipient: NewRecipient, source: string, fields: string[]): void {
    const { data, left } = fitData(recipient.data ?? {});
    this.#batch.take({ ...recipient, data }, source);
    this.#counts.shortened += 1;
    this.#report('shortened', shortenedReason(left), fields);
  }

  #report(code: ReportCode, reason: string, fields: string[]): void {
    const { delimiter, hints, hasCodes } = this.#options.layout;
    const own = [String(this.#at - hints), reason, ...(hasCodes ? [code] : [])];
    this.#badLines.push(csvLine([...own, ...fields], delimiter));
  }
}
