import { DAY, type Instant } from '../clock.ts';
import type { ObjectPart } from '../objects.ts';

/** What can be exported. */
export const EXPORT_KINDS = ['list', 'run', 'suppressions', 'statistics'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export const EXPORT_STATUSES = ['waiting', 'running', 'finished', 'failed'] as const;
export type ExportStatus = (typeof EXPORT_STATUSES)[number];

/** Why an export ended without a file. */
export const EXPORT_ERRORS = ['list-missing', 'run-missing', 'too-many-rows', 'too-many-domains', 'stuck'] as const;
export type ExportError = (typeof EXPORT_ERRORS)[number];

/** Maximum number of rows of a file, without its header: as many as a list has members. */
export const MAX_EXPORT_ROWS = 5_000_000;

/** Exports and their files are kept so long. */
export const EXPORT_KEPT = 7 * DAY;

/** After this time without progress an export counts as dead. */
const PATIENCE = DAY;

/** What is to be exported; null for what does not narrow it. */
export interface ExportWish {
  of: ExportKind;
  /** With `list` only. */
  listId: string | null;
  /** With `run` only, as the two after it: the run, and which of its recipients. */
  runId: string | null;
  outcome: string | null;
  /** With `run` and `suppressions`. */
  reason: string | null;
  /** With `statistics` only: quota days, inclusive. */
  from: string | null;
  to: string | null;
  /** With `suppressions` and `statistics`. */
  domain: string | null;
}

/** Where the rows go on: what it holds is known to the source of the rows alone. Null: at the beginning. */
export type ExportPlace = Readonly<Record<string, unknown>> | null;

/** What is certainly done: a later invocation goes on from here, and whatever came after it never happened. */
export interface Checkpoint {
  place: ExportPlace;
  /** All rows are in parts: the object only has to be made of them. */
  isWhole: boolean;
  rows: number;
  bytes: number;
  parts: ObjectPart[];
  /** Number of the object with the rows that are too few for a part yet; null for none. */
  carried: number | null;
}

/** A CSV on its way out. */
export interface Export {
  exportId: string;
  wish: ExportWish;
  status: ExportStatus;
  error: ExportError | null;
  /** The error as a sentence. */
  reason: string | null;
  checkpoint: Checkpoint;
  /** For people: rows so far. It never falls, also where some have to be read again. */
  rows: number;
  /** Names the upload of the parts; null before it has begun. */
  uploadId: string | null;
  /** Invocations so far: each has part numbers of its own, so that none writes over what another has stored. */
  claims: number;
  /** The invocation that owns the export, and the latest end of its ownership. */
  owner: string | null;
  leaseUntil: Instant;
  createdAt: Instant;
  startedAt: Instant | null;
  finishedAt: Instant | null;
  updatedAt: Instant;
}

export const isOver = ({ status }: Pick<Export, 'status'>): boolean => status === 'finished' || status === 'failed';

/** The state of an export at an instant: one that has not moved for a day has failed. */
export const exportAt = (stored: Export, now: Instant): Export =>
  isOver(stored) || now < stored.updatedAt + PATIENCE
    ? stored
    : { ...stored, ...STUCK, finishedAt: stored.updatedAt + PATIENCE };

const STUCK = {
  status: 'failed',
  error: 'stuck',
  reason: 'the export has not moved for a day; start it again',
} as const;

/** The object key of the file, and of rows that wait for more. */
export const exportKey = (exportId: string): string => `exports/${exportId}.csv`;
export const carriedKey = (exportId: string, n: number): string => `exports/${exportId}/carried-${n}`;

/** The name of the file for those who store it: letters that every system takes. */
export const exportFileName = ({ wish, createdAt }: Pick<Export, 'wish' | 'createdAt'>): string => {
  const what = wish.listId ?? wish.runId ?? wish.domain;
  const name = [wish.of, ...(what === null ? [] : [what]), new Date(createdAt).toISOString().slice(0, 10)].join('-');
  return `${name.replaceAll(/[^\w.-]/g, '_')}.csv`;
};
