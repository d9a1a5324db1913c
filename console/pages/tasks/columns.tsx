import Box from '@cloudscape-design/components/box';
import type { Task } from '../../api/answers.ts';
import { domainOf } from '../../logic/domain-of.ts';
import { Bar } from '../../parts/bar.tsx';
import { Count } from '../../parts/count.tsx';
import type { Column } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { Status } from '../../parts/status.tsx';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';
import { TaskActions } from './actions.tsx';

/** The columns of a list of tasks. `tasks`: those that are listed, which sentences may name. */
export function useTaskColumns(
  tasks: readonly Task[],
  onCancel: (task: Task) => void,
): readonly [Column<Task>, ...Column<Task>[]] {
  const words = useWords();
  const formats = useFormats();
  const { columns } = words.tasks;
  const nameOf = (taskId: string) => tasks.find((task) => task.taskId === taskId)?.name ?? undefined;
  return [
    { id: 'name', header: columns.name, minWidth: 180, cell: (task) => <TaskName task={task} /> },
    { id: 'type', header: columns.type, cell: ({ type }) => words.task.types[type] },
    { id: 'status', header: columns.status, minWidth: 130, cell: (task) => <Status task={task} /> },
    {
      id: 'progress',
      header: columns.progress,
      minWidth: 260,
      cell: (task) => <Bar task={{ ...task, domain: domainOf(task.from) }} nameOf={nameOf} />,
    },
    { id: 'requested', header: columns.requested, cell: ({ counts }) => <Count of={counts.requested} /> },
    {
      id: 'started',
      header: columns.started,
      minWidth: 130,
      cell: (task) => <Time at={task.startedAt ?? task.startAt} />,
    },
    {
      id: 'finishes',
      header: columns.finishes,
      cell: ({ finishesOn, finishedAt }) => {
        if (finishedAt !== null) return <Time at={finishedAt} />;
        return finishesOn === null ? words.common.never : formats.day(finishesOn);
      },
    },
    { id: 'actions', header: words.common.actions, cell: (task) => <TaskActions task={task} onCancel={onCancel} /> },
  ];
}

/** The name that the user gave; below it the subject. */
function TaskName({ task: { name, subject } }: { task: Task }) {
  const words = useWords();
  return (
    <>
      <bdi>{name ?? subject ?? words.task.unnamed}</bdi>
      {name !== null && subject !== null && (
        <Box variant="small" color="text-body-secondary" display="block">
          <bdi>{subject}</bdi>
        </Box>
      )}
    </>
  );
}
