import { ADDRESS, type FileColumn } from './import-columns.ts';

/** What the columns of an earlier file were called in templates, by the names of the file; null was left out. */
export type ImportMapping = Readonly<Record<string, string | null>>;

export const mappingOf = (columns: readonly FileColumn[]): ImportMapping =>
  Object.fromEntries(columns.map(({ name, as }) => [name, as]));

/** The columns as they were mapped before, where the file has the column that held the addresses then. */
export function mappedAsBefore(columns: FileColumn[], before: ImportMapping | undefined): FileColumn[] {
  if (before === undefined) return columns;
  const known = ({ name }: FileColumn): boolean => Object.hasOwn(before, name);
  if (!columns.some((column) => known(column) && before[column.name] === ADDRESS)) return columns;
  return columns.map((column) => {
    if (known(column)) return { ...column, as: before[column.name] ?? null };
    // What was taken for the addresses by itself is another column now.
    return column.as === ADDRESS ? { ...column, as: column.name === ADDRESS ? `${ADDRESS}2` : column.name } : column;
  });
}
