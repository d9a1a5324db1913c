import { COUNTS, type DayFigures } from '../../logic/statistics.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** The figures of each day with mail, the latest first; bounces and complaints with their shares, as the chart has. */
export function DaysTable({ days }: { days: readonly DayFigures[] }) {
  const { statistics: words } = useWords();
  const formats = useFormats();
  const counts = COUNTS.map(
    (name): Column<DayFigures> => ({
      id: name,
      header: words.names[name],
      cell: (figures) => {
        const share = name === 'bounced' || name === 'complained' ? figures.rates[name] : null;
        const n = formats.count(figures[name]);
        return share === null ? n : words.withShare(n, formats.share(share));
      },
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
