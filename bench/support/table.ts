import type { Row } from './benchmark.ts';

/** Rows as aligned columns: texts to the left, figures to the right. */
export function tableOf(rows: Row[]): string {
  const names = [...new Set(rows.flatMap(Object.keys))];
  const cells = rows.map((row) => names.map((name) => cellOf(row[name])));
  const widths = names.map((name, column) => Math.max(name.length, ...cells.map((line) => line[column]?.length ?? 0)));
  const isText = names.map((name) => rows.some((row) => typeof row[name] === 'string'));
  const lineOf = (line: string[]): string =>
    line
      .map((cell, column) => (isText[column] ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [lineOf(names), widths.map((width) => '-'.repeat(width)).join('  '), ...cells.map(lineOf)].join('\n');
}

const cellOf = (value: Row[string] | undefined): string =>
  value === null || value === undefined ? '-' : typeof value === 'number' ? value.toLocaleString('en-US') : value;
