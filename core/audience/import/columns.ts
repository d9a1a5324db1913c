import type { NewRecipient } from '../add-recipients.ts';

/** Maximum number of columns of a file. */
export const MAX_COLUMNS = 50;
/** Names of the address column, in lower case and without separators; the first one found is used. */
const ADDRESS_COLUMNS = ['email', 'emailaddress', 'mail', 'mailaddress'];

/** The position of the address in a record, and the columns of data. */
export interface Columns {
  /** Of the header, also of columns that are left out. */
  names: string[];
  address: number;
  data: { name: string; index: number }[];
}

export type ColumnsProblem = 'no-email-column' | 'too-many-columns' | 'repeated-column';

export type ReadHeader = { ok: true; columns: Columns } | { ok: false; error: ColumnsProblem; message: string };

/** Understands the first record of a file. Columns without a name are left out. */
export function readHeader(record: string[]): ReadHeader {
  const names = record.map((name) => name.trim());
  if (names.length > MAX_COLUMNS) {
    const message = `a file has at most ${MAX_COLUMNS} columns; this one has ${names.length}`;
    return { ok: false, error: 'too-many-columns', message };
  }
  const plain = names.map((name) => name.toLowerCase().replaceAll(/[\s_.-]/g, ''));
  const address = ADDRESS_COLUMNS.map((name) => plain.indexOf(name)).find((index) => index >= 0);
  if (address === undefined) {
    const message = `the first row must name the columns, one of them "email"; it has ${names.map((name) => `"${name.slice(0, 40)}"`).join(', ')}`;
    return { ok: false, error: 'no-email-column', message: message.slice(0, 500) };
  }
  const data = names.flatMap((name, index) => (name === '' || index === address ? [] : [{ name, index }]));
  const repeated = data.find(({ name }, i) => data.findIndex((other) => other.name === name) < i);
  if (repeated) {
    const message = `two columns have the name "${repeated.name.slice(0, 100)}"`;
    return { ok: false, error: 'repeated-column', message };
  }
  return { ok: true, columns: { names, address, data } };
}

/** Whether a record is a line with nothing in it. */
export const isEmptyRecord = (record: string[]): boolean => record.every((field) => field.trim() === '');

export type ReadRow = { ok: true; recipient: NewRecipient } | { ok: false; reason: string };

/**
 * A record as a recipient. Fields beyond the header may be empty: spreadsheets write them. A file without other columns
 * leaves members the data that they have.
 */
export function readRow(record: string[], { names, address, data }: Columns): ReadRow {
  if (record.length < names.length || !isEmptyRecord(record.slice(names.length))) {
    return { ok: false, reason: `has ${record.length} fields, the header has ${names.length}` };
  }
  const email = record[address] ?? '';
  if (data.length === 0) return { ok: true, recipient: { email } };
  return {
    ok: true,
    recipient: { email, data: Object.fromEntries(data.map(({ name, index }) => [name, record[index] ?? ''])) },
  };
}
