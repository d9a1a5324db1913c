import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useNavigate, useSearch } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { useDomains } from '../../api/domains.ts';
import { usePlans } from '../../api/forecast.ts';
import { productNow } from '../../api/product-clock.ts';
import { useQuotaDays } from '../../api/quota-day.ts';
import { useActiveTasks } from '../../api/tasks.ts';
import { type CalendarDay, calendarOf, icsEvents } from '../../logic/calendar.ts';
import { daysFrom } from '../../logic/days.ts';
import { icsOf } from '../../logic/ics.ts';
import { download } from '../../parts/download.ts';
import { Failed } from '../../parts/problem.tsx';
import { useWords } from '../../words/words.tsx';
import { CalendarChart } from './chart.tsx';
import { CalendarTable } from './table.tsx';

const RANGES = ['14', '31', '60'] as const;

export const calendarSearch = z.object({ days: z.catch(z.optional(z.enum(RANGES)), undefined) });

/** What all domains send in the coming days. */
export function CalendarPage() {
  const words = useWords();
  const { days = '31' } = useSearch({ from: '/signed-in/calendar' });
  const navigate = useNavigate({ from: '/calendar' });
  const domains = useDomains();
  const { calendar, nameOf, failed } = useCalendar(
    Number(days),
    domains.data?.map(({ domain }) => domain),
  );
  const error = domains.data === undefined ? domains.error : null;
  return (
    <ContentLayout
      header={
        <Header variant="h1" actions={<Export calendar={calendar ?? []} nameOf={nameOf} />}>
          {words.calendar.title}
        </Header>
      }
    >
      <SpaceBetween size="l">
        <SegmentedControl
          label={words.ramp.range}
          selectedId={days}
          options={RANGES.map((id) => ({ id, text: words.ramp.days(Number(id)) }))}
          onChange={({ detail }) =>
            void navigate({ search: { days: RANGES.find((id) => id === detail.selectedId) }, replace: true })
          }
        />
        {error !== null && <Failed error={error} onRetry={() => void domains.refetch()} />}
        {/* One domain whose forecast fails leaves the others. */}
        {failed.map(({ domain, error: fault, retry }) => (
          <Failed key={domain} error={fault} onRetry={retry} />
        ))}
        {calendar === undefined && error === null && <Spinner aria-label={words.common.loading} />}
        {calendar !== undefined && (
          <Container>
            <SpaceBetween size="l">
              <CalendarChart days={calendar} />
              <CalendarTable days={calendar} nameOf={nameOf} />
            </SpaceBetween>
          </Container>
        )}
      </SpaceBetween>
    </ContentLayout>
  );
}

/** The days, undefined until the forecast of a domain is there, and of which domains there is none. */
function useCalendar(length: number, domains: readonly string[] | undefined) {
  const words = useWords();
  const plans = usePlans(domains ?? []);
  const tasks = useActiveTasks().data?.items ?? [];
  const { today, dayOf } = useQuotaDays();
  const known = plans.flatMap(({ domain, forecast }) => (forecast === undefined ? [] : [{ domain, forecast }]));
  const isLoaded = domains !== undefined && (domains.length === 0 || known.length > 0);
  return {
    calendar: isLoaded ? calendarOf(known, tasks, daysFrom(today, length), dayOf) : undefined,
    failed: plans.flatMap(({ domain, error, retry }) => (error === null ? [] : [{ domain, error, retry }])),
    nameOf: (taskId: string): string => {
      const task = tasks.find((one) => one.taskId === taskId);
      return task?.name ?? task?.subject ?? words.task.unnamed;
    },
  };
}

function Export({ calendar, nameOf }: { calendar: readonly CalendarDay[]; nameOf: (taskId: string) => string }) {
  const { calendar: words } = useWords();
  const events = icsEvents(calendar, (kind, taskId) => words[kind](nameOf(taskId)));
  return (
    <Button
      iconName="download"
      disabled={events.length === 0}
      onClick={() => download('mailramp.ics', icsOf(events, new Date(productNow()).toISOString()), 'text/calendar')}
    >
      {words.ics}
    </Button>
  );
}
