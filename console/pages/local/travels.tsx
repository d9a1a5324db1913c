import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import { type NextDue, type TravelMade, useTravels } from '../../api/local.ts';
import { useTasks } from '../../api/tasks.ts';
import { type NextEvent, nextEventOf } from '../../logic/next-event.ts';
import { type Column, DataTable, Empty } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';

/** Tasks whose names are known here: the newest. */
const NAMED = 100;

/** Where the clock was taken since the product was started, and which tasks started or went on on the way. */
export function Travels() {
  const { clock: words } = useWords();
  const { data, error, refetch } = useTravels();
  const columns = useColumns();
  return (
    <Container header={<Header variant="h2">{words.log}</Header>}>
      {error !== null && data === undefined ? (
        <Failed error={error} onRetry={() => void refetch()} />
      ) : (
        <DataTable
          label={words.log}
          items={data?.items}
          idOf={({ from, to }) => `${from} ${to}`}
          columns={columns}
          empty={<Empty title={words.noTravels} why={words.noTravelsWhy} />}
        />
      )}
    </Container>
  );
}

function useColumns(): [Column<TravelMade>, ...Column<TravelMade>[]] {
  const { clock: words } = useWords();
  const formats = useFormats();
  return [
    { id: 'to', header: words.traveledTo, minWidth: 140, cell: ({ to }) => formats.moment(to) },
    { id: 'from', header: words.traveledFrom, minWidth: 140, cell: ({ from }) => formats.moment(from) },
    { id: 'events', header: words.happened, minWidth: 260, cell: ({ events }) => <Happened events={events} /> },
    { id: 'fired', header: words.steps, cell: ({ fired }) => formats.count(fired) },
  ];
}

function Happened({ events }: { events: readonly NextDue[] }) {
  const { clock: words, task } = useWords();
  const formats = useFormats();
  const tasks = useTasks({ cursor: undefined, limit: NAMED }).data?.items;
  const nameOf = (id: string): string => {
    const found = tasks?.find(({ taskId }) => taskId === id);
    return found?.name ?? found?.subject ?? task.unnamed;
  };
  const shown = events.map(nextEventOf).filter((event): event is NextEvent => event !== null);
  if (shown.length === 0) return <>{words.nothingHappened}</>;
  return (
    <>
      {shown.map(({ taskId, kind, at }) => (
        <div key={`${taskId} ${at}`}>
          {formats.moment(at)} <Link href={`/console/tasks/${taskId}`}>{words.did[kind](nameOf(taskId))}</Link>
        </div>
      ))}
    </>
  );
}
