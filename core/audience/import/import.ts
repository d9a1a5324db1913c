import { DAY, type Instant } from '../../clock.ts';
import type { RefusedRows } from './chunk.ts';
import type { WantedColumns } from './columns.ts';
import type { EncodingConfidence } from './csv.ts';
import type { Layout } from './layout.ts';

export const IMPORT_STATUSES = ['waiting', 'running', 'finished', 'failed'] as const;
export type ImportStatus = (typeof IMPORT_STATUSES)[number];

/** Why an import ended before the last row; the rows that it had stored by then stay. */
export const IMPORT_ERRORS = [
  'not-uploaded',
  'empty',
  'too-large',
  'not-csv',
  'encoding-unknown',
  'no-email-column',
  'no-such-column',
  'too-many-columns',
  'repeated-column',
  'file-changed',
  'list-full',
  'list-missing',
  'stuck',
] as const;
export type ImportError = (typeof IMPORT_ERRORS)[number];

/** Maximum size of a file. */
export const MAX_IMPORT_BYTES = 1_000_000_000;

/** After this time without an upload, none is expected; after this time without progress, an import counts as dead. */
const PATIENCE = DAY;

/** What becomes of the data of members who are in the list already. */
export const EXISTING = ['replace', 'keep'] as const;

/** What the user says about a file; null for what it shows by itself. */
export interface GivenForm extends WantedColumns {
  encoding: string | null;
  delimiter: string | null;
  /** `keep`: members who are in the list already, also by an earlier row, keep their data. */
  existing: (typeof EXISTING)[number];
}

export const NOTHING_GIVEN: GivenForm = {
  emailColumn: null,
  columns: null,
  header: true,
  encoding: null,
  delimiter: null,
  existing: 'replace',
};

/** Stands for the suppressions where an import has the id of its list; no list has it, as ids begin with the time. */
export const SUPPRESSIONS_ID = '0';

/** A CSV on its way into a list, or into the suppressions. */
export interface ListImport {
  listId: string;
  importId: string;
  status: ImportStatus;
  error: ImportError | null;
  /** The error as a sentence. */
  reason: string | null;
  /** Identifies the uploaded file once it has been read: another file under the same key differs in it. */
  version: string | null;
  given: GivenForm;
  /** Of the file; null until it was looked at, and of files that an earlier version looked at. */
  bytes: number | null;
  /** As the WHATWG Encoding Standard names it; null until the file was looked at, as the next ones. */
  encoding: string | null;
  confidence: EncodingConfidence | null;
  layout: Layout | null;
  /** The names of the address column and of the columns of data. */
  emailColumn: string | null;
  columns: string[] | null;
  /** The names of the first columns of the file, also of those that are left out. */
  names: string[] | null;
  /** Records of the file that are finished, the header included: a later invocation continues there. */
  done: number;
  /** Byte of the file at which that invocation begins to read, and the number of records before it. */
  readFrom: number;
  readRecords: number;
  /** Rows so far, without the header and empty lines: the sum of the three below. */
  rows: number;
  added: number;
  repeated: number;
  invalid: number;
  /** The invalid by their fault, and the rows that were taken without their longest values. */
  refused: RefusedRows;
  shortened: number;
  /** Chunks so far, and how many of them left a part of the file of bad rows. */
  chunks: number;
  badParts: number;
  /** The invocation that owns the import, and the latest end of its ownership. */
  owner: string | null;
  leaseUntil: Instant;
  createdAt: Instant;
  startedAt: Instant | null;
  finishedAt: Instant | null;
  updatedAt: Instant;
}

export const isOver = ({ status }: Pick<ListImport, 'status'>): boolean => status === 'finished' || status === 'failed';

/**
 * The state of an import at an instant. An import without an upload or progress for a day has failed: a run must not
 * wait for it forever.
 */
export function importAt(stored: ListImport, now: Instant): ListImport {
  if (isOver(stored) || now < stored.updatedAt + PATIENCE) return stored;
  const isUnused = stored.status === 'waiting';
  return {
    ...stored,
    status: 'failed',
    error: isUnused ? 'not-uploaded' : 'stuck',
    reason: isUnused ? 'no file was uploaded within a day' : 'the import has not moved for a day',
    finishedAt: stored.updatedAt + PATIENCE,
  };
}

/** The object key of the upload. */
export const uploadKey = (listId: string, importId: string): string => `imports/${listId}/${importId}`;

/** The import that an object of the bucket is the upload of, or null. */
export function importOfKey(key: string): { listId: string; importId: string } | null {
  const [, listId, importId] = /^imports\/(\d{1,16})\/(\d{1,16})$/.exec(key) ?? [];
  return listId === undefined || importId === undefined ? null : { listId, importId };
}

/** The file of bad rows, and a part of it. */
export const badRowsKey = (listId: string, importId: string): string => `import-errors/${listId}/${importId}.csv`;
export const badRowsPartKey = (listId: string, importId: string, part: number): string =>
  `import-errors/${listId}/${importId}/${part}`;
