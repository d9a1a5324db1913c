import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ActiveTask } from '../../api/answers.ts';
import { Bar } from '../../parts/bar.tsx';
import { Status } from '../../parts/status.tsx';
import { useWords } from '../../words/words.tsx';

const MOST = 8;

/** What sends or is held. */
export function Active({ tasks }: { tasks: readonly ActiveTask[] }) {
  const words = useWords();
  return (
    <Container
      header={
        <Header
          variant="h2"
          {...(tasks.length > MOST && { counter: `(${tasks.length})` })}
          actions={<Link href="/console/tasks">{words.overview.allTasks}</Link>}
        >
          {words.overview.active}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {tasks.slice(0, MOST).map((task) => (
          <div key={task.taskId}>
            <Box>
              <Link href={`/console/tasks/${task.taskId}`} fontSize="heading-s">
                <bdi className="raw">{task.name ?? task.subject ?? words.task.unnamed}</bdi>
              </Link>
            </Box>
            <Status task={task} />
            <Bar task={task} />
          </div>
        ))}
      </SpaceBetween>
    </Container>
  );
}
