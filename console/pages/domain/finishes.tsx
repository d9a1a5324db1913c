import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { DomainForecast } from '../../api/answers.ts';
import { type Finish, finishesOf } from '../../logic/domain-ramp.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

interface FinishesProps {
  forecast: DomainForecast;
  nameOf: (taskId: string) => string;
  /** Whether the forecast is of something else than what is there. */
  isSupposed: boolean;
}

/** When each task of the domain is done; under another plan, before and after. */
export function Finishes({ forecast, nameOf, isSupposed }: FinishesProps) {
  const { warmUp: words } = useWords();
  const formats = useFormats();
  const dayOr = (day: string | null | undefined): string =>
    day === undefined ? '–' : day === null ? words.noEnd : formats.day(day);
  const columns: [Column<Finish>, ...Column<Finish>[]] = [
    {
      id: 'task',
      header: words.task,
      cell: ({ taskId, label }) => <bdi>{label ?? (taskId === null ? '' : nameOf(taskId))}</bdi>,
    },
    { id: 'before', header: isSupposed ? words.before : words.finish, cell: ({ before }) => dayOr(before) },
    ...(isSupposed
      ? [{ id: 'after', header: words.after, cell: ({ after }: Finish) => <strong>{dayOr(after)}</strong> }]
      : []),
  ];
  return (
    <Container header={<Header variant="h2">{words.finishes}</Header>}>
      <DataTable
        // The columns that are shown are remembered, so that others need another table.
        key={String(isSupposed)}
        label={words.finishes}
        items={finishesOf(forecast)}
        idOf={({ id }) => id}
        columns={columns}
        empty={<Empty title={words.noTasks} />}
      />
    </Container>
  );
}
