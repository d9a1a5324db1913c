/** A column of a file, and what its values are called in templates. */
export interface FileColumn {
  /** From 0. */
  index: number;
  /** As the file names it. */
  name: string;
  /** `email` for the addresses, null to leave it out. */
  as: string | null;
  examples: string[];
}

/** What the API calls the addresses. */
export const ADDRESS = 'email';
const MOST_EXAMPLES = 3;

/** Names of the column of addresses, without case, blanks and signs. */
const ADDRESS_NAMES = new Set(
  [
    ...['email', 'mail', 'emailaddress', 'mailaddress', 'emailadresse', 'adresseemail', 'courriel', 'correo'],
    ...['correoelectronico', 'indirizzoemail', 'почта', 'электроннаяпочта', 'メールアドレス', 'メール', 'eメール'],
    ...[
      '電子メール',
      '邮箱',
      '电子邮件',
      '电子邮箱',
      '邮件地址',
      '邮箱地址',
      '電子郵件',
      '電郵',
      '이메일',
      '이메일주소',
      '메일',
    ],
  ].map(plain),
);

function plain(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase();
}

/** Whether the first row names the columns: it does not when an address stands in it. */
export const hasHeader = (rows: readonly string[][]): boolean => !(rows[0] ?? []).some(looksLikeAddress);

const looksLikeAddress = (text: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text.trim());

/**
 * The columns of a file with what they are likely to be: the addresses by name, else by what most of the rows hold; the
 * others keep their names. `header`: whether the first row names them.
 */
export function columnsOf(rows: readonly string[][], header: boolean): FileColumn[] {
  const body = header ? rows.slice(1) : rows;
  const width = Math.max(0, ...rows.map(({ length }) => length));
  const columns = Array.from({ length: width }, (_, index): FileColumn => {
    const name = (header ? rows[0]?.[index]?.trim() : undefined) || `column${index + 1}`;
    const values = body.map((row) => row[index]?.trim() ?? '').filter((value) => value !== '');
    return { index, name, as: name, examples: [...new Set(values)].slice(0, MOST_EXAMPLES) };
  });
  const address = addressColumn(columns, body);
  return columns.map((column) => (column.index === address ? { ...column, as: ADDRESS } : withOtherName(column)));
}

/** A second column of that name is data like any other. */
const withOtherName = (column: FileColumn): FileColumn =>
  column.as === ADDRESS ? { ...column, as: `${ADDRESS}2` } : column;

function addressColumn(columns: readonly FileColumn[], body: readonly string[][]): number | undefined {
  const named = columns.find(({ name }) => ADDRESS_NAMES.has(plain(name)));
  if (named !== undefined) return named.index;
  const found = columns
    .map(({ index }) => ({ index, count: body.filter((row) => looksLikeAddress(row[index] ?? '')).length }))
    .reduce((best, next) => (next.count > best.count ? next : best), { index: -1, count: 0 });
  return found.count * 2 > body.length ? found.index : undefined;
}

/** What keeps a mapping from being imported, at the columns that it concerns. */
export type ColumnFault = 'no-address' | 'repeated';

/** Where `columnFaults` has a fault of all columns together. */
export const ALL = -1;

/** The fault of each column by its place. */
export function columnFaults(columns: readonly FileColumn[]): Map<number, ColumnFault> {
  const faults = new Map<number, ColumnFault>();
  const seen = new Set<string>();
  for (const { index, as } of columns) {
    const name = as?.trim() ?? '';
    if (name === '') continue;
    if (seen.has(name)) faults.set(index, 'repeated');
    seen.add(name);
  }
  if (!seen.has(ADDRESS)) faults.set(ALL, 'no-address');
  return faults;
}
