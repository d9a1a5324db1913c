import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ActiveTask } from '../../api/answers.ts';
import { type Overview, useOverview } from '../../api/overview.ts';
import { useSignedIn } from '../../api/session.ts';
import { useActiveTasks } from '../../api/tasks.ts';
import { isNew } from '../../logic/checklist.ts';
import { sumOf } from '../../logic/week.ts';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { Active } from './active.tsx';
import { Alerts } from './alerts.tsx';
import { Checklist } from './checklist.tsx';
import { NextStarts } from './next-starts.tsx';
import { Play } from './play.tsx';
import { OverviewRamp } from './ramp.tsx';
import { Sentences } from './sentences.tsx';
import { Today, Week } from './today.tsx';

/** How everything stands, in one view; until the first mailing has gone out, what it needs. */
export function OverviewPage() {
  const words = useWords();
  const { product } = useSignedIn();
  const active = useActiveTasks();
  const overview = useOverview();
  const tasks = active.data?.items ?? overview.data?.active;
  // Those that wait have a list of their own, in the order of their starts.
  const moving = tasks?.filter(({ status }) => status !== 'waiting') ?? [];
  const { error } = overview.data === undefined ? overview : active;
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={tasks && <Sentences tasks={tasks} />}>
          {words.overview.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {error !== null && (overview.data === undefined || tasks === undefined) && (
          <Failed error={error} onRetry={() => void Promise.all([overview.refetch(), active.refetch()])} />
        )}
        {overview.data && <Alerts notices={overview.data.notices} />}
        {product.local && <Play />}
        {overview.data && isNew(overview.data.steps) && <Checklist steps={overview.data.steps} />}
        {moving.length > 0 && <Active tasks={moving} />}
        {overview.data && <Figures overview={overview.data} tasks={tasks ?? []} />}
      </SpaceBetween>
    </ContentLayout>
  );
}

/** What the domains send on which day, and what came of it; nothing of a product that has none. */
function Figures({ overview, tasks }: { overview: Overview; tasks: readonly ActiveTask[] }) {
  const { domains, next, week, account } = overview;
  const sum = sumOf(week ?? []);
  return (
    <SpaceBetween size="l">
      {next.length > 0 && <NextStarts starts={next} />}
      {domains.length > 0 && <OverviewRamp domains={domains} tasks={tasks} accountPerDay={account.max24HourSend} />}
      {domains.length > 0 && <Today domains={domains} />}
      {sum.accepted > 0 && <Week sum={sum} />}
    </SpaceBetween>
  );
}
