import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Run, Task } from '../../api/answers.ts';
import type { ShownRun } from '../../logic/shown-run.ts';
import { TaskBar } from '../../parts/bar.tsx';
import { useFormats } from '../../parts/formats.ts';
import { Time } from '../../parts/time.tsx';
import { useWords } from '../../words/words.tsx';
import { Equation } from './equation.tsx';
import { HoldAlert, LostAnswers } from './hold-alert.tsx';
import { Pace } from './pace.tsx';
import { RunSelect } from './run-select.tsx';
import { TellMe } from './tell-me.tsx';

interface StandingProps {
  task: Task;
  shown: ShownRun | null;
  runs: readonly Run[];
}

/** How the task stands: nothing of it has to be unfolded. */
export function Standing({ task, shown, runs }: StandingProps) {
  const isCurrent = shown === null || shown.runId === task.runId;
  return (
    <Container>
      <SpaceBetween size="l">
        {runs.length > 1 && shown !== null && <RunSelect runs={runs} shown={shown.runId} />}
        <TaskBar task={shown === null ? task : { ...task, progress: shown.progress, counts: shown.counts }} />
        {isCurrent && <HoldAlert task={task} />}
        {isCurrent && <TellMe task={task} />}
        <Equation counts={(shown ?? task).counts} />
        {shown !== null && shown.counts.unknown > 0 && <LostAnswers task={task} run={shown} />}
        <Facts task={task} shown={shown} />
      </SpaceBetween>
    </Container>
  );
}

function Facts({ task, shown }: Omit<StandingProps, 'runs'>) {
  const words = useWords();
  const { facts } = words.taskPage;
  const startedAt = shown?.startedAt ?? null;
  const finishedAt = shown?.finishedAt ?? null;
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: words.tasks.columns.type, value: words.task.types[task.type] },
        { label: facts.from, value: <bdi>{task.from}</bdi> },
        { label: facts.list, value: <Link href={`/console/lists/${task.listId}`}>{task.listName ?? facts.gone}</Link> },
        {
          label: facts.template,
          value: <Link href={`/console/templates/${task.templateId}`}>{task.templateName ?? facts.gone}</Link>,
        },
        { label: words.tasks.columns.started, value: <Time at={startedAt ?? task.startAt} /> },
        {
          label: words.tasks.columns.finishes,
          value: <Finish finishedAt={finishedAt} finishesOn={task.finishesOn} />,
        },
        ...(shown?.status === 'sending' ? [{ label: facts.pace, value: <Pace sent={shown.counts.sent} /> }] : []),
      ]}
    />
  );
}

/** When it finished, or is expected to. */
function Finish({ finishedAt, finishesOn }: { finishedAt: string | null; finishesOn: string | null }) {
  const words = useWords();
  const formats = useFormats();
  if (finishedAt !== null) return <Time at={finishedAt} />;
  return finishesOn === null ? words.common.never : formats.day(finishesOn);
}
