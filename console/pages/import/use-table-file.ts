import { useState } from 'react';
import { columnsOf, type FileColumn, hasHeader } from '../../logic/import-columns.ts';
import { type ImportMapping, mappedAsBefore } from '../../logic/import-mapping.ts';
import { delimiterOf, encodingOf, rowsIn, textOf } from '../../logic/sniff.ts';

/** As much of a file as is looked at before it is sent. */
const LOOKED_AT_BYTES = 256 * 1_024;
const MOST_ROWS = 200;

/** A file that was chosen, read as a table. */
export interface TableFile {
  file: File;
  head: Uint8Array;
  encoding: string;
  delimiter: string;
  header: boolean;
  rows: string[][];
  columns: FileColumn[];
}

export type FileForm = Pick<TableFile, 'encoding' | 'delimiter' | 'header'>;

export type ChosenFile = ReturnType<typeof useTableFile>;

/** The chosen file; it does not leave the browser. `before`: how the last file was mapped. */
export function useTableFile(before: ImportMapping | undefined) {
  const [table, setTable] = useState<TableFile | null>(null);
  async function open(file: File | undefined): Promise<void> {
    if (file === undefined) return setTable(null);
    const head = new Uint8Array(await file.slice(0, LOOKED_AT_BYTES).arrayBuffer());
    const encoding = encodingOf(head);
    const delimiter = delimiterOf(textOf(head, encoding));
    const header = hasHeader(rowsIn(textOf(head, encoding), delimiter, 1));
    setTable(read(file, head, { encoding, delimiter, header }, before));
  }
  const change = (how: (old: TableFile) => TableFile): void => setTable((old) => old && how(old));
  return {
    table,
    open: (file: File | undefined) => void open(file),
    /** Reads it otherwise than it was found to be. */
    readAs: (form: Partial<FileForm>) => change((old) => read(old.file, old.head, { ...old, ...form }, before)),
    name: (index: number, as: string | null) =>
      change(({ columns, ...old }) => ({
        ...old,
        columns: columns.map((column) => (column.index === index ? { ...column, as } : column)),
      })),
  };
}

function read(
  file: File,
  head: Uint8Array,
  { encoding, delimiter, header }: FileForm,
  before: ImportMapping | undefined,
): TableFile {
  const rows = rowsIn(textOf(head, encoding), delimiter, MOST_ROWS);
  return { file, head, encoding, delimiter, header, rows, columns: mappedAsBefore(columnsOf(rows, header), before) };
}
