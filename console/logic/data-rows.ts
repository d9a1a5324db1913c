/** A field of a recipient's data, as a form shows it. */
export interface DataRow {
  name: string;
  text: string;
  /** What the field had; a number stays a number when nobody touched its text. */
  was: unknown;
}

/** A value of a recipient's data as people read it. */
export const dataText = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');

export const rowsOf = (data: Record<string, unknown> | null): DataRow[] =>
  Object.entries(data ?? {}).map(([name, was]) => ({ name, text: dataText(was), was }));

/** What rows say; rows without a name are none, and no row is no data. */
export function dataOf(rows: readonly DataRow[]): Record<string, unknown> | null {
  const named = rows.filter(({ name }) => name.trim() !== '');
  if (named.length === 0) return null;
  return Object.fromEntries(
    named.map(({ name, text, was }): [string, unknown] => [name.trim(), text === dataText(was) ? (was ?? '') : text]),
  );
}
