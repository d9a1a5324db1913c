import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { Task } from '../../api/answers.ts';
import { Bar } from '../../parts/bar.tsx';
import { Count } from '../../parts/count.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { Status } from '../../parts/status.tsx';
import type { AskedTask } from '../../parts/task-question.tsx';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';
import { TaskActions } from './actions.tsx';
import type { ListedTask } from './listed-task.ts';

/** The columns of a list of tasks. */
export function useTaskColumns<Item extends ListedTask>(
  onAsk: (asked: AskedTask) => void,
): readonly [Column<Item>, ...Column<Item>[]] {
  const words = useWords();
  const { columns } = words.tasks;
  return [
    { id: 'name', header: columns.name, minWidth: 180, maxWidth: 260, cell: (task) => <TaskName task={task} /> },
    { id: 'type', header: columns.type, minWidth: 110, cell: ({ type }) => words.task.types[type] },
    { id: 'status', header: columns.status, minWidth: 170, cell: (task) => <Status task={task} /> },
    { id: 'progress', header: columns.progress, minWidth: 260, cell: (task) => <Bar task={task} /> },
    { id: 'requested', header: columns.requested, cell: ({ counts }) => <Count of={counts.requested} /> },
    { id: 'started', header: columns.started, minWidth: 130, cell: ({ startAt }) => <Time at={startAt} /> },
    { id: 'actions', header: words.common.actions, cell: (task) => <TaskActions task={task} onAsk={onAsk} /> },
  ];
}

/** When it finished, or is expected to. */
export function useFinishColumn(): Column<Pick<Task, 'finishesOn' | 'finishedAt'>> {
  const words = useWords();
  const formats = useFormats();
  return {
    id: 'finishes',
    header: words.tasks.columns.finishes,
    minWidth: 120,
    cell: ({ finishesOn, finishedAt }) => {
      if (finishedAt !== null) return <Time at={finishedAt} />;
      return finishesOn === null ? words.common.never : formats.day(finishesOn);
    },
  };
}

/** The name that the user gave; below it the subject. */
function TaskName({ task: { taskId, name, subject } }: { task: ListedTask }) {
  const words = useWords();
  return (
    <>
      <Link href={`/console/tasks/${taskId}`}>
        <bdi>{name ?? subject ?? words.task.unnamed}</bdi>
      </Link>
      {name !== null && subject !== null && (
        <Box variant="small" color="text-body-secondary" display="block">
          <bdi>{subject}</bdi>
        </Box>
      )}
    </>
  );
}
