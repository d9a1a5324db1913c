import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAccount, useAny, useFirstDomains, useStatistics } from '../../api/overview.ts';
import { useNow } from '../../api/product-clock.ts';
import { useSignedIn } from '../../api/session.ts';
import { useActiveTasks } from '../../api/tasks.ts';
import { stepFacts } from '../../logic/checklist.ts';
import { noticesOf } from '../../logic/notices-of.ts';
import { quotaDayOf } from '../../logic/quota-day.ts';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { Active } from './active.tsx';
import { Alerts } from './alerts.tsx';
import { Checklist } from './checklist.tsx';
import { Play } from './play.tsx';
import { Sentences } from './sentences.tsx';
import { Today, Week } from './today.tsx';

/** How everything stands, in one view; until the first mailing has gone out, what it needs. */
export function OverviewPage() {
  const words = useWords();
  const { product } = useSignedIn();
  const active = useActiveTasks();
  const account = useAccount();
  const domains = useFirstDomains();
  const tasks = active.data?.items;
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={tasks && <Sentences tasks={tasks} />}>
          {words.overview.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        {active.error !== null && tasks === undefined && (
          <Failed error={active.error} onRetry={() => void active.refetch()} />
        )}
        <Alerts notices={noticesOf(account.data, domains.data?.items ?? [])} />
        {tasks !== undefined && tasks.length > 0 && <Active tasks={tasks} />}
        {product.local && <Play />}
        <FirstSteps account={account.data} domains={domains.data?.items} />
        {(domains.data?.items.length ?? 0) > 0 && <Today domains={domains.data?.items} />}
        <LastWeek />
      </SpaceBetween>
    </ContentLayout>
  );
}

type Seen<Use extends () => { data: unknown }> = ReturnType<Use>['data'];

/** The checklist, until the first task has come to its end. */
function FirstSteps({
  account,
  domains,
}: {
  account: Seen<typeof useAccount>;
  domains: NonNullable<Seen<typeof useFirstDomains>>['items'] | undefined;
}) {
  const { data: hasFinished } = useAny('/v1/tasks', { status: 'finished' });
  const { data: hasTask } = useAny('/v1/tasks');
  const { data: hasList } = useAny('/v1/lists');
  const { data: hasTemplate } = useAny('/v1/templates');
  if (hasFinished !== false) return null;
  return <Checklist facts={stepFacts({ sandbox: account?.sandbox, domains, hasList, hasTemplate, hasTask })} />;
}

function LastWeek() {
  const { product } = useSignedIn();
  const now = useNow();
  const day = (back: number): string => quotaDayOf(now, product.quotaDayOffsetMinutes, back);
  const { data } = useStatistics(day(6), day(0));
  return data === undefined || data.overall.accepted === 0 ? null : <Week overall={data.overall} />;
}
