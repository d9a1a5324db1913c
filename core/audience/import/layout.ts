import { parseAddress } from '../address.ts';
import {
  addressColumnOf,
  type Columns,
  columnNamed,
  dataColumnsOf,
  isEmptyRecord,
  namesOf,
  numberedNames,
  quoted,
  type WantedColumns,
} from './columns.ts';
import { mendAddress } from './mend-address.ts';
import { isRefusedReason, isReportCode } from './refusal.ts';

/** Records at the beginning of a file that show how it is laid out. */
export const SAMPLE_RECORDS = 100;
/** Records among which the header is looked for: titles and empty lines may stand above it. */
const HEADER_WITHIN = 10;
/** Of the cells of a column that nobody named, so many must be addresses for it to be the address column. */
const MOSTLY = 0.8;
/** Columns that the file of bad rows has before the others; those of earlier versions have no `code`. */
const OWN_COLUMNS = ['row', 'reason', 'code'] as const;
const EARLIER_OWN_COLUMNS = 2;

/** How the records of a file are understood: decided once, and kept with the import. */
export interface Layout {
  delimiter: string;
  /** Records up to the header, itself included; of a file without one, those above the first row. */
  header: number;
  /** How many columns a file without a header has. */
  width?: number;
  /** Records above it that a spreadsheet takes for a hint, and does not count: `sep=;`. */
  hints: number;
  /** It is a file of bad rows that somebody has mended. */
  isMended: boolean;
  /** Columns before those of the upload in such a file. @default 2 */
  ownColumns?: number;
  /** Whether its bad rows are reported with codes; not where an earlier version has begun to report them. */
  hasCodes?: boolean;
  address: number;
  data: number[];
  /** What the values of the columns of data are called. @default as the columns are */
  dataNames?: string[];
}

/** How many columns of a record are not those of the upload. */
export const ownColumnsOf = ({ isMended, ownColumns = EARLIER_OWN_COLUMNS }: Layout): number =>
  isMended ? ownColumns : 0;

/** The names of our own columns in the report of bad rows. */
export const reportColumns = ({ hasCodes = false }: Pick<Layout, 'hasCodes'>): readonly string[] =>
  hasCodes ? OWN_COLUMNS : OWN_COLUMNS.slice(0, EARLIER_OWN_COLUMNS);

export type LayoutError = 'no-email-column' | 'no-such-column';
export type FoundLayout =
  | { ok: true; layout: Layout; columns: Columns }
  | { ok: false; error: LayoutError; message: string };

/** The beginning of a file, as a delimiter cuts it. */
export interface Sample {
  delimiter: string;
  records: string[][];
}

/**
 * The layout that fits a file best: that under whose delimiter most rows have an address in the address column, and as
 * many fields as the header.
 */
export function findLayout(samples: Sample[], wanted: WantedColumns): FoundLayout {
  const [best] = samples
    .map((sample) => candidateOf(sample, wanted))
    .filter((candidate) => candidate !== null)
    .sort((a, b) => b.fit - a.fit);
  return best ? layoutOf(best, wanted) : { ok: false, ...missingColumn(samples, wanted) };
}

/** The columns of a layout, by its header; a file without one needs none. */
export function columnsOf(layout: Layout, header: string[]): Columns {
  const { address, data, width, dataNames } = layout;
  const names = width === undefined ? namesOf(header.slice(ownColumnsOf(layout))) : numberedNames(width);
  return { names, address, data: data.map((index, i) => ({ name: dataNames?.[i] ?? names[index] ?? '', index })) };
}

interface Candidate
  extends Pick<Layout, 'delimiter' | 'header' | 'width' | 'hints' | 'isMended' | 'ownColumns' | 'address'> {
  names: string[];
  fit: number;
}

function candidateOf({ delimiter, records }: Sample, wanted: WantedColumns): Candidate | null {
  const hints = isHint(records[0]) ? 1 : 0;
  if (!wanted.header) return withoutHeader({ delimiter, records }, hints, wanted);
  for (let at = hints; at < Math.min(records.length, HEADER_WITHIN); at += 1) {
    const found = headerAt(records, at, wanted);
    if (found) return { ...found, delimiter, hints, fit: fitOf(found, records, delimiter) };
  }
  return null;
}

/** All rows are data, and the columns have numbers. */
function withoutHeader({ delimiter, records }: Sample, hints: number, wanted: WantedColumns): Candidate | null {
  const rows = records.slice(hints);
  const width = Math.max(0, ...rows.map((row) => row.length));
  const names = numberedNames(width);
  const { emailColumn } = wanted;
  const address = emailColumn === null ? columnOfAddresses(names, rows, 0) : columnNamed(names, emailColumn);
  if (address < 0) return null;
  const found = { header: hints, width, isMended: false, address, names };
  return { ...found, delimiter, hints, fit: fitOf(found, records, delimiter) };
}

/** `sep=;`, which Excel obeys; cut by that delimiter it has an empty field behind it. */
const isHint = (record: string[] | undefined): boolean =>
  record !== undefined && /^\s*sep=.?$/i.test(record[0] ?? '') && record.slice(1).every((field) => field === '');

type FoundHeader = Pick<Candidate, 'header' | 'isMended' | 'ownColumns' | 'address' | 'names'>;

function headerAt(records: string[][], at: number, { emailColumn }: WantedColumns): FoundHeader | null {
  const record = records[at] ?? [];
  if (isEmptyRecord(record)) return null;
  const rows = records.slice(at + 1);
  const skipped = ownColumnsIn(record, rows);
  const names = namesOf(record.slice(skipped));
  const named = emailColumn === null ? addressColumnOf(names) : columnNamed(names, emailColumn);
  const address = named >= 0 || emailColumn !== null ? named : columnOfAddresses(names, rows, skipped);
  return address < 0 ? null : { header: at + 1, isMended: skipped > 0, ownColumns: skipped, address, names };
}

/** How many of its first columns are ours, and say what we say: a list may have columns of these names, too. */
function ownColumnsIn([row, reason, code]: string[], rows: string[][]): number {
  const areOurs = (index: number, isOurs: (text: string) => boolean): boolean => {
    const cells = rows.map((fields) => fields[index] ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.every(isOurs);
  };
  if (row !== OWN_COLUMNS[0] || reason !== OWN_COLUMNS[1] || !areOurs(1, isRefusedReason)) return 0;
  return code === OWN_COLUMNS[2] && areOurs(2, isReportCode) ? OWN_COLUMNS.length : EARLIER_OWN_COLUMNS;
}

/** The one column whose cells are addresses; -1 where there is none, or more than one. */
function columnOfAddresses(names: string[], rows: string[][], skipped: number): number {
  const some = rows.filter((row) => !isEmptyRecord(row));
  const columns = names.flatMap((name, index) => {
    if (name === '' || isAddress(name)) return [];
    const cells = some.map((row) => row[index + skipped] ?? '').filter((cell) => cell !== '');
    return cells.length > 0 && cells.filter(isAddress).length >= MOSTLY * cells.length ? [index] : [];
  });
  return columns.length === 1 ? (columns[0] ?? -1) : -1;
}

const isAddress = (cell: string): boolean => parseAddress(cell).ok || mendAddress(cell) !== null;

function fitOf(
  { header, ownColumns: skipped = 0, address, names }: FoundHeader,
  records: string[][],
  delimiter: string,
): number {
  const rows = records.slice(header).filter((row) => !isEmptyRecord(row));
  const share = (isRight: (row: string[]) => boolean): number =>
    rows.length === 0 ? 0 : rows.filter(isRight).length / rows.length;
  const withAddress = share((row) => isAddress(row[address + skipped] ?? ''));
  const fitting = share((row) => row.length === names.length + skipped);
  // Of a file with one column any delimiter will do; the first is the usual one.
  return 4 * withAddress + fitting + (names.length > 1 ? 0.5 : 0) - (delimiter === ',' ? 0 : 0.01);
}

function layoutOf({ names, fit: _, ...form }: Candidate, { columns }: WantedColumns): FoundLayout {
  const data = dataColumnsOf(names, form.address, columns);
  if (!data.ok) return { ok: false, error: 'no-such-column', message: noSuchColumn(data.missing, names) };
  const layout = {
    ...form,
    hasCodes: true,
    data: data.data.map(({ index }) => index),
    dataNames: data.data.map(({ name }) => name),
  };
  return { ok: true, layout, columns: { names, address: form.address, data: data.data } };
}

function missingColumn(
  samples: Sample[],
  { emailColumn, header }: WantedColumns,
): { error: LayoutError; message: string } {
  const widest = samples.map(({ records }) => firstRecord(records)).sort((a, b) => b.length - a.length)[0] ?? [];
  if (emailColumn !== null) return { error: 'no-such-column', message: noSuchColumn(emailColumn, widest) };
  if (!header) {
    const message = `without a header the import must say which column holds the addresses (columns); the first row has ${quoted(widest)}`;
    return { error: 'no-email-column', message };
  }
  if (widest.some(isAddress)) {
    const message = `the first row must name the columns, such as "email"; it holds an address: ${quoted(widest)}`;
    return { error: 'no-email-column', message };
  }
  const message = `the first row must name the columns, one of them "email", or the import must say which one holds the addresses (emailColumn); it has ${quoted(widest)}`;
  return { error: 'no-email-column', message };
}

const firstRecord = (records: string[][]): string[] =>
  records.find((record) => !isEmptyRecord(record) && !isHint(record)) ?? [];

const noSuchColumn = (column: string | number, names: string[]): string => {
  const missing = typeof column === 'number' ? `column ${column} (from 0)` : `column "${column.slice(0, 100)}"`;
  return `there is no ${missing}; the file has ${quoted(names)}`;
};
