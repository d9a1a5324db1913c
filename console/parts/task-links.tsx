import Link from '@cloudscape-design/components/link';
import type { UsingTask } from '../../adapters/api/problem.ts';
import { useWords } from '../words/words.tsx';

/** Tasks that use something, by their names, each with a link. */
export function TaskLinks({ tasks }: { tasks: readonly UsingTask[] }) {
  const words = useWords().task;
  return (
    <ul>
      {tasks.map(({ taskId, name, status }) => (
        <li key={taskId}>
          <Link href={`/console/tasks/${taskId}`}>
            <bdi>{name ?? words.unnamed}</bdi>
          </Link>{' '}
          ({words.statuses[status]})
        </li>
      ))}
    </ul>
  );
}
