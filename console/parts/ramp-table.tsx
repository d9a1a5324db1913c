import { plannedOn, type RampDay, type RampRow, rowsOf } from '../logic/ramp.ts';
import { useWords } from '../words/words.tsx';
import { type Column, DataTable } from './data-table.tsx';
import { useFormats } from './formats.ts';

/** The numbers of a ramp, and what happened to hold and level in rows of its own. */
export function RampTable({ days, today }: { days: readonly RampDay[]; today: string }) {
  const words = useWords();
  const formats = useFormats();
  const { ramp } = words;
  const rows = rowsOf(days);
  const figure = (
    id: keyof typeof ramp & string,
    header: string,
    textOf: (day: RampDay) => string,
  ): Column<RampRow> => ({
    id,
    header,
    cell: ({ figures }) => (figures === null ? '' : textOf(figures)),
  });
  const hasNotes = rows.some(({ note }) => note !== null);
  return (
    <DataTable
      // The columns that are shown are remembered, so that others need another table.
      key={String(hasNotes)}
      label={ramp.label}
      items={rows}
      idOf={({ id }) => id}
      columns={[
        {
          id: 'day',
          header: ramp.day,
          minWidth: 130,
          cell: ({ day }) => (day === today ? ramp.today(formats.day(day)) : formats.day(day)),
        },
        figure('level', ramp.level, ({ level }) => (level === null ? '–' : formats.count(level))),
        figure('limit', ramp.limit, ({ limit }) => (limit === null ? ramp.unlimited : formats.count(limit))),
        figure('sent', ramp.sent, ({ sent }) => formats.count(sent)),
        figure('planned', ramp.planned, (day) => formats.count(plannedOn(day))),
        ...(hasNotes
          ? [{ id: 'notes', header: ramp.notes, minWidth: 240, cell: ({ note }: RampRow) => note ?? '' }]
          : []),
      ]}
      empty={ramp.nothing}
    />
  );
}
