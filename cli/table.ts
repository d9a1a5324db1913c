import { type Paint, toneOf, unpainted } from './paint.ts';
import { pad, plain, shorten, width } from './text.ts';

export interface Column<Row> {
  title: string;
  of(row: Row): string;
  /** Figures stand right. */
  align?: 'left' | 'right';
  /** Longer texts are cut. */
  most?: number;
  /** The word that says which color it gets. */
  tone?(row: Row): string;
}

const GAP = '  ';

/** Where a table is shown. */
export interface Page {
  columns: number;
  paint?: Paint;
}

/** Rows under their titles, as wide as necessary; the last column gets the rest of the line's width. */
export function table<Row>(rows: Row[], columns: Column<Row>[], page: Page): string[] {
  const { paint = unpainted } = page;
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((column) => cellOf(row, column)))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => width(line[i] ?? ''))));
  const before = widths.slice(0, -1).reduce((sum, each) => sum + each + GAP.length, 0);
  const room = Math.max(8, page.columns - before);
  const laidOut = (text: string, i: number): string => {
    if (i === columns.length - 1) return shorten(text, room);
    const wide = widths[i] ?? 0;
    return columns[i]?.align === 'right' ? ' '.repeat(wide - width(text)) + text : pad(text, wide);
  };
  return cells.map((line, n) => {
    const row = rows[n - 1];
    const toneAt = (i: number) => (row === undefined ? null : toneOf(columns[i]?.tone?.(row) ?? ''));
    return line
      .map((text, i) => paint(toneAt(i), laidOut(text, i)))
      .join(GAP)
      .trimEnd();
  });
}

const cellOf = <Row>(row: Row, { of, most }: Column<Row>): string => {
  const text = plain(of(row));
  return most === undefined ? text : shorten(text, most);
};

/** Names and values, one a line. A value without text is left out. */
export function facts(entries: [name: string, value: string | null][]): string[] {
  const shown = entries.filter(([, value]) => value !== null && value !== '');
  const wide = Math.max(...shown.map(([name]) => width(name)));
  return shown.map(([name, value]) => `${pad(name, wide)}  ${plain(value ?? '')}`);
}
