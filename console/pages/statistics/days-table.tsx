import { COUNTS, type DayFigures } from '../../logic/statistics.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** The figures of each day with mail, the latest first. */
export function DaysTable({ days }: { days: readonly DayFigures[] }) {
  const { statistics: words } = useWords();
  const formats = useFormats();
  const counts = COUNTS.map(
    (name): Column<DayFigures> => ({
      id: name,
      header: words.names[name],
      cell: (figures) => formats.count(figures[name]),
    }),
  );
  return (
    <DataTable
      label={words.byDay}
      items={[...days].reverse()}
      idOf={({ day }) => day}
      columns={[{ id: 'day', header: words.day, minWidth: 120, cell: ({ day }) => formats.day(day) }, ...counts]}
      empty={<Empty title={words.empty} why={words.emptyWhy} />}
    />
  );
}
