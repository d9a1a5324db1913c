/** Reads CSV (RFC 4180) whose first line names the columns. Throws on a line with more or fewer fields. */
export function parseCsv(text: string): Record<string, string>[] {
  const [names = [], ...lines] = rowsOf(text);
  return lines.map((fields, i) => {
    if (fields.length !== names.length)
      throw new Error(`line ${i + 2} has ${fields.length} fields, not ${names.length}`);
    return Object.fromEntries(names.map((name, column) => [name, fields[column] ?? '']));
  });
}

const FIELD = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r?\n|$)/y;

function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const match = FIELD.exec(text);
    if (match === null) throw new Error(`row ${rows.length + 1} is not CSV`);
    const [, field = '', end] = match;
    row.push(field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field);
    if (end === ',' && FIELD.lastIndex === text.length) row.push('');
    if (end !== ',' || FIELD.lastIndex === text.length) {
      rows.push(row);
      row = [];
    }
  }
  return rows;
}
