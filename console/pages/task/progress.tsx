import LineChart from '@cloudscape-design/components/line-chart';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import type { Timeline } from '../../api/answers.ts';
import { useForecast, useTimeline } from '../../api/task.ts';
import { rangeOf, runDays } from '../../logic/run-ramp.ts';
import { lastHour } from '../../logic/timeline.ts';
import { Empty } from '../../parts/data-table.tsx';
import { useFormats } from '../../parts/formats.ts';
import { Failed } from '../../parts/problem.tsx';
import { Ramp } from '../../parts/ramp.tsx';
import { useWords } from '../../words/words.tsx';
import { RunEvents } from './log.tsx';
import type { TabProps } from './tab-props.ts';

/** What was sent on which day, and what the coming days will send. */
export function Progress({ task, shown }: TabProps) {
  const words = useWords();
  const said = words.taskPage.progress;
  const timeline = useTimeline(task.taskId, shown);
  const isCurrent = shown === null || shown.runId === task.runId;
  const forecast = useForecast(task, isCurrent);
  const failed = [timeline, forecast].find(({ error, data }) => error !== null && data === undefined);
  if (failed?.error) return <Failed error={failed.error} onRetry={() => void failed.refetch()} />;
  if (timeline.isLoading || forecast.isLoading) return <Spinner />;
  const name = task.name ?? task.subject ?? words.task.unnamed;
  const coming = isCurrent ? (forecast.data?.days ?? []) : [];
  const days = runDays(timeline.data?.days ?? [], coming, { taskId: task.taskId, name, others: said.others });
  const [first] = days;
  if (first === undefined) return <Empty title={said.empty} />;
  return (
    <SpaceBetween size="l">
      {/* Of a run that is over, the days begin with its first. */}
      <Ramp days={days} today={coming[0]?.day ?? first.day} range={rangeOf(days)} />
      {shown?.status === 'sending' && timeline.data && <LastHour timeline={timeline.data} />}
      <RunEvents task={task} shown={shown} />
    </SpaceBetween>
  );
}

/** While it sends: how many were sent until when. */
function LastHour({ timeline }: { timeline: Timeline }) {
  const words = useWords();
  const { lastHour: label } = words.taskPage.progress;
  const formats = useFormats();
  const data = lastHour(timeline);
  if (data.length < 2) return null;
  return (
    <LineChart
      ariaLabel={label}
      height={160}
      hideFilter
      hideLegend
      xScaleType="time"
      xTitle={label}
      yTitle={words.ramp.sent}
      series={[{ type: 'line', title: words.ramp.sent, data, valueFormatter: formats.count }]}
      i18nStrings={{ xTickFormatter: (at) => formats.time(at.toISOString()), yTickFormatter: formats.count }}
    />
  );
}
