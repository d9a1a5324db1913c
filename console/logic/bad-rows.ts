import { rowsIn } from './sniff.ts';

/** A row of a file that was not taken as it is. */
export interface BadRow {
  /** As a spreadsheet numbers it. */
  row: string;
  /** Why, for programs. */
  code: string;
  cells: string[];
}

/** The first rows of a file whose own columns are row, reason and code: those with the same reason together. */
export function badRowsIn(text: string, delimiter: string, most: number): BadRow[] {
  const [, ...rows] = rowsIn(text.replace(/^\ufeff/, ''), delimiter, most + 1);
  return rows
    .map(([row = '', , code = '', ...cells]) => ({ row, code, cells }))
    .filter(({ cells }) => cells.length > 0)
    .sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : Number(a.row) - Number(b.row)));
}

/** Whether the beginning of a file may end in the middle of a row, which is then left away. */
export const wholeRows = (text: string, isAll: boolean): string =>
  isAll ? text : text.slice(0, text.lastIndexOf('\r\n') + 1);
