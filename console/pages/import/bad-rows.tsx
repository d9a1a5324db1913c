import type { Import } from '../../api/answers.ts';
import { useBadRows } from '../../api/bad-rows.ts';
import type { BadRow } from '../../logic/bad-rows.ts';
import { type Column, DataTable } from '../../parts/data-table.tsx';
import { useWords } from '../../words/words.tsx';

/** The first rows that were not taken as they are, each with its reason. */
export function BadRows({ shown }: { shown: Import }) {
  const words = useWords().imports;
  const { data = [] } = useBadRows(shown);
  if (data.length === 0) return null;
  const reasons: Record<string, string> = words.reasons;
  const columns: readonly [Column<BadRow>, ...Column<BadRow>[]] = [
    { id: 'row', header: words.row, cell: ({ row }) => row },
    { id: 'reason', header: words.reason, minWidth: 200, cell: ({ code }) => reasons[code] ?? code },
    { id: 'cells', header: words.content, minWidth: 200, cell: ({ cells }) => <bdi>{cells.join(' · ')}</bdi> },
  ];
  return (
    <DataTable label={words.firstBadRows} items={data} idOf={({ row }) => row} columns={columns} empty={words.noRows} />
  );
}
