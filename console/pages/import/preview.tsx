import Table from '@cloudscape-design/components/table';
import { useWords } from '../../words/words.tsx';
import type { TableFile } from './use-table-file.ts';

const ROWS_SHOWN = 10;

interface PreviewRow {
  at: number;
  cells: string[];
}

/** The first rows of the file, as they will be read. */
export function Preview({ table: { rows, header, columns } }: { table: TableFile }) {
  const words = useWords().imports;
  const shown = rows.slice(header ? 1 : 0).slice(0, ROWS_SHOWN);
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      ariaLabels={{ tableLabel: words.firstRows }}
      items={shown.map((cells, at) => ({ cells, at }))}
      trackBy={({ at }) => String(at)}
      empty={words.noRows}
      columnDefinitions={columns.map(({ index, name }) => ({
        id: String(index),
        header: name,
        cell: ({ cells }: PreviewRow) => <bdi>{cells[index] ?? ''}</bdi>,
      }))}
    />
  );
}
