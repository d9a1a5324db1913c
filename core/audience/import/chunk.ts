import { Deduplicator, MAX_RECIPIENT_DATA_BYTES, type Sifted } from '../add-recipients.ts';
import { MAX_ADDRESS_BYTES } from '../address.ts';
import type { Candidate } from '../store-members.ts';
import { type Columns, isEmptyRecord, readRow } from './columns.ts';
import { csvLine } from './csv.ts';

/** What is stored and recorded as done in one step, at most: so memory is bounded, whatever the rows are like. */
export interface ChunkLimits {
  /** Without empty records. */
  rows: number;
  /** Of all fields together, and one for each end of a record. */
  characters: number;
}

/** A chunk that a new table, too, takes well within a minute. */
export const CHUNK_LIMITS: ChunkLimits = { rows: 10_000, characters: 4 * 1024 * 1024 };

const REASONS: Record<Exclude<Sifted, 'taken'>, string> = {
  invalid: 'is no e-mail address',
  'address-too-long': `has an address of more than ${MAX_ADDRESS_BYTES} bytes`,
  'data-too-long': `has more than ${MAX_RECIPIENT_DATA_BYTES} bytes of data`,
};

/** A piece of a file: the members that it adds, and its bad rows. */
export interface Chunk {
  /** Records that it consists of, empty ones too. */
  records: number;
  rows: number;
  invalid: number;
  candidates: Candidate[];
  /** Lines of the file of bad rows. */
  badLines: string;
}

/** Columns of the file of bad rows: the row number of a spreadsheet, the fault, and the original row. */
export const badRowsHeader = (names: string[]): string => csvLine(['row', 'reason', ...names]);

/**
 * Cuts a file into chunks, always in the same places, from whichever record the reading starts. `first` is the number
 * of records before the first batch; record numbers count from 1, as in a spreadsheet.
 */
export class ChunkBuilder {
  readonly #importId: string;
  readonly #columns: Columns;
  readonly #limits: ChunkLimits;
  #at: number;
  #deduplicator = new Deduplicator();
  #records = 0;
  #length = 0;
  #rows = 0;
  #invalid = 0;
  #badLines: string[] = [];

  constructor(importId: string, columns: Columns, { first, limits }: { first: number; limits: ChunkLimits }) {
    this.#importId = importId;
    this.#columns = columns;
    this.#limits = limits;
    this.#at = first;
  }

  get isEmpty(): boolean {
    return this.#records === 0;
  }

  /** Takes one record; true when the chunk is full. */
  take(record: string[]): boolean {
    this.#at += 1;
    this.#records += 1;
    this.#length += 1;
    for (const field of record) this.#length += field.length;
    if (!isEmptyRecord(record)) this.#takeRow(record);
    return this.#rows >= this.#limits.rows || this.#length >= this.#limits.characters;
  }

  /** Hands the chunk over and begins the next. */
  end(): Chunk {
    const chunk: Chunk = {
      records: this.#records,
      rows: this.#rows,
      invalid: this.#invalid,
      candidates: this.#deduplicator.candidates,
      badLines: this.#badLines.join(''),
    };
    this.#deduplicator = new Deduplicator();
    this.#records = 0;
    this.#length = 0;
    this.#rows = 0;
    this.#invalid = 0;
    this.#badLines = [];
    return chunk;
  }

  #takeRow(record: string[]): void {
    this.#rows += 1;
    const row = readRow(record, this.#columns);
    // By the row, a second reading sees that this row added its member.
    const sifted = row.ok ? this.#deduplicator.take(row.recipient, `${this.#importId}#${this.#at}`) : null;
    if (sifted === 'taken') return;
    this.#invalid += 1;
    const reason = row.ok ? REASONS[sifted ?? 'invalid'] : row.reason;
    this.#badLines.push(csvLine([String(this.#at), reason, ...record]));
  }
}
