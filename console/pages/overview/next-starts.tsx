import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import type { Overview } from '../../api/overview.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';

const MOST = 5;

/** The tasks that start next by themselves. */
export function NextStarts({ starts }: { starts: Overview['next'] }) {
  const words = useWords();
  const { columns } = words.tasks;
  return (
    <Container
      header={
        <Header variant="h2" actions={<Link href="/console/calendar">{words.calendar.title}</Link>}>
          {words.overview.next}
        </Header>
      }
    >
      <DataTable
        label={words.overview.next}
        items={starts.slice(0, MOST)}
        idOf={({ taskId }) => taskId}
        columns={[
          {
            id: 'name',
            header: columns.name,
            cell: ({ taskId, name }) => (
              <Link href={`/console/tasks/${taskId}`}>
                <bdi className="raw">{name ?? words.task.unnamed}</bdi>
              </Link>
            ),
          },
          { id: 'type', header: columns.type, cell: ({ type }) => words.task.types[type] },
          { id: 'at', header: columns.started, cell: ({ at }) => <Time at={at} /> },
        ]}
        empty={null}
      />
    </Container>
  );
}
