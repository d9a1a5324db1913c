import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useSearch } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { useProblem } from '../../api/problems.ts';
import { useQuotaDays } from '../../api/quota-day.ts';
import { type StatisticsRange, useStatistics } from '../../api/statistics.ts';
import { dayAfter } from '../../logic/days.ts';
import { isAnswerable, rangeBefore } from '../../logic/statistics.ts';
import { ExportButton } from '../../parts/export-button.tsx';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { ByDomain } from './by-domain.tsx';
import { CountsChart, RatesChart } from './charts.tsx';
import { DaysTable } from './days-table.tsx';
import { Overall } from './overall.tsx';
import { RangeFilter } from './range-filter.tsx';

const FIRST_DAYS = 30;
const day = z.catch(z.optional(z.iso.date()), undefined);

export const statisticsSearch = z.object({
  from: day,
  to: day,
  domain: z.catch(z.optional(z.string()), undefined),
});

/** What came of the mails to lists, by quota day. */
export function StatisticsPage() {
  const { statistics: words } = useWords();
  const search = useSearch({ from: '/signed-in/statistics' });
  const today = useQuotaDays().today;
  const wanted = { from: search.from ?? dayAfter(today, 1 - FIRST_DAYS), to: search.to ?? today };
  const range = isAnswerable(wanted) ? wanted : { from: dayAfter(today, 1 - FIRST_DAYS), to: today };
  return (
    <ContentLayout header={<Header variant="h1">{words.title}</Header>}>
      <SpaceBetween size="l">
        <RangeFilter range={range} today={today} domain={search.domain} />
        <Figures {...range} domain={search.domain} />
      </SpaceBetween>
    </ContentLayout>
  );
}

function Figures(range: StatisticsRange) {
  const words = useWords();
  const { data, error, refetch } = useStatistics(range);
  const before = useStatistics({ ...rangeBefore(range), domain: range.domain }).data;
  const { errorAt } = useProblem(error);
  const { from, to, domain } = range;
  const wish = { of: 'statistics' as const, from, to, ...(domain !== undefined && { domain }) };
  if (data === undefined) {
    if (errorAt('/domain') !== undefined) return <Alert type="info">{words.statistics.chooseDomain}</Alert>;
    if (error !== null) return <Failed error={error} onRetry={() => void refetch()} />;
    return <Spinner aria-label={words.common.loading} />;
  }
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">{words.statistics.overall}</Header>}>
        <Overall now={data.overall} before={before?.overall} />
      </Container>
      <Container header={<Header variant="h2">{words.statistics.counts}</Header>}>
        <CountsChart range={range} days={data.days} />
      </Container>
      <Container header={<Header variant="h2">{words.statistics.risks}</Header>}>
        <RatesChart days={data.days} />
      </Container>
      <Container
        header={
          <Header variant="h2" actions={<ExportButton key={JSON.stringify(wish)} wish={wish} />}>
            {words.statistics.byDay}
          </Header>
        }
      >
        <DaysTable days={data.days} />
      </Container>
      <ByDomain range={range} />
    </SpaceBetween>
  );
}
