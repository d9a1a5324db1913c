import { plannedOn, type RampDay } from '../logic/ramp.ts';
import { useWords } from '../words/words.tsx';
import { DataTable } from './data-table.tsx';
import { useFormats } from './formats.ts';

/** The numbers of a ramp, and what happened to hold and level. Days of which nothing is known are left out. */
export function RampTable({ days, today }: { days: readonly RampDay[]; today: string }) {
  const words = useWords();
  const formats = useFormats();
  const { ramp } = words;
  const known = days.filter((day) => day.limit !== null || day.sent > 0 || plannedOn(day) > 0);
  return (
    <DataTable
      label={ramp.label}
      items={known}
      idOf={({ day }) => day}
      columns={[
        {
          id: 'day',
          header: ramp.day,
          minWidth: 130,
          cell: ({ day }) => (day === today ? ramp.today(formats.day(day)) : formats.day(day)),
        },
        { id: 'level', header: ramp.level, cell: ({ level }) => (level === null ? '–' : formats.count(level)) },
        {
          id: 'limit',
          header: ramp.limit,
          cell: ({ limit }) => (limit === null ? ramp.unlimited : formats.count(limit)),
        },
        { id: 'sent', header: ramp.sent, cell: ({ sent }) => formats.count(sent) },
        { id: 'planned', header: ramp.planned, cell: (day) => formats.count(plannedOn(day)) },
        { id: 'notes', header: ramp.notes, minWidth: 200, cell: ({ notes }) => notes.join(' ') || '–' },
      ]}
      empty={ramp.nothing}
    />
  );
}
