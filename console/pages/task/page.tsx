import ContentLayout from '@cloudscape-design/components/content-layout';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useParams, useSearch } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { ApiProblem } from '../../../adapters/api/problem.ts';
import type { Task } from '../../api/answers.ts';
import { useRuns, useTask } from '../../api/task.ts';
import { OUTCOMES } from '../../logic/outcomes.ts';
import { shownRun } from '../../logic/shown-run.ts';
import { tabTitle } from '../../logic/task-state.ts';
import { NoSuchTask } from '../../parts/no-such-task.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useNamePage } from '../../shell/pages.ts';
import { useWords } from '../../words/words.tsx';
import { Announcer } from './announcer.tsx';
import { TaskHeader } from './header.tsx';

import { Standing } from './standing.tsx';
import { TABS, TaskTabs } from './tabs.tsx';

export const taskSearch = z.object({
  tab: z.catch(z.optional(z.enum(TABS)), undefined),
  run: z.catch(z.optional(z.string()), undefined),
  outcome: z.catch(z.optional(z.enum(OUTCOMES)), undefined),
  reason: z.catch(z.optional(z.string()), undefined),
  email: z.catch(z.optional(z.string()), undefined),
  cursor: z.catch(z.optional(z.string()), undefined),
});

/** One task: how far it is, why it stands, what came of it. */
export function TaskPage() {
  const { taskId } = useParams({ from: '/signed-in/tasks/$taskId' });
  const { data: task, error, refetch } = useTask(taskId);
  if (error instanceof ApiProblem && error.status === 404) return <NoSuchTask taskId={taskId} />;
  if (error !== null && task === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  return task === undefined ? <Spinner size="large" /> : <KnownTask task={task} />;
}

function KnownTask({ task }: { task: Task }) {
  const words = useWords();
  const { run: wanted } = useSearch({ from: '/signed-in/tasks/$taskId' });
  const { data: runs = [] } = useRuns(task.taskId, task.status);
  const name = task.name ?? task.subject ?? words.task.unnamed;
  useNamePage(name, tabTitle(task, name));
  const shown = shownRun(task, runs, wanted);
  return (
    <ContentLayout header={<TaskHeader task={task} />}>
      <SpaceBetween size="l">
        <Announcer task={task} />
        <Standing task={task} shown={shown} runs={runs} />
        <TaskTabs task={task} shown={shown} runs={runs} />
      </SpaceBetween>
    </ContentLayout>
  );
}
