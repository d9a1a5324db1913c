import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useNow } from '../../api/product-clock.ts';
import { useRunStatistics } from '../../api/results.ts';
import { isFresh } from '../../logic/run-results.ts';
import { Empty } from '../../parts/data-table.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { Again } from './results/again.tsx';
import { Funnel } from './results/funnel.tsx';
import { Hours } from './results/hours.tsx';
import { Links } from './results/links.tsx';
import { Rates } from './results/rates.tsx';
import { Reasons } from './results/reasons.tsx';
import type { TabProps } from './tab-props.ts';

/** What came of the mails: how many arrived, were opened and clicked, and why others did not. */
export function Results({ task, shown }: TabProps) {
  const words = useWords();
  const said = words.taskPage.results;
  const now = useNow();
  const { data, error, refetch } = useRunStatistics(task.taskId, shown);
  if (shown === null) return <Empty title={said.empty} why={said.emptyWhy} />;
  if (error !== null && data === undefined) return <Failed error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Spinner aria-label={words.common.loading} />;
  const isCurrent = shown.runId === task.runId;
  return (
    <SpaceBetween size="l">
      <Header variant="h2" actions={isCurrent && <Again task={task} />}>
        {said.title}
      </Header>
      {!data.isCounted && <Alert type="info">{said.notCounted}</Alert>}
      {isFresh(shown.finishedAt, shown.startedAt, now) && <Alert type="info">{said.fresh}</Alert>}
      <Funnel counts={data.counts} />
      <Rates statistics={data} />
      <Reasons taskId={task.taskId} runId={isCurrent ? undefined : shown.runId} reasons={data.reasons} />
      <Hours hours={data.hours} />
      <Links taskId={task.taskId} run={shown} />
    </SpaceBetween>
  );
}
