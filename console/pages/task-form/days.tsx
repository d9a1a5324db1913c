import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import MixedLineBarChart, { type MixedLineBarChartProps } from '@cloudscape-design/components/mixed-line-bar-chart';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { DryRun } from '../../api/answers.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** Days that are named one by one. */
const SHOWN_DAYS = 14;

/** What each day sends of the task, beside what older tasks take of its limit. */
export function Days({ days }: { days: DryRun['days'] }) {
  const { taskForm: words } = useWords();
  const formats = useFormats();
  if (days.length === 0) return null;
  const shown = days.slice(0, SHOWN_DAYS);
  const [first] = shown;
  const rest = days.length - shown.length;
  return (
    <SpaceBetween size="xs">
      <Box variant="awsui-key-label">{words.days}</Box>
      {days.length > 1 && <Chart days={shown} />}
      {days.length === 1 && first !== undefined ? (
        <Box>{lineOf(first)}</Box>
      ) : (
        <ExpandableSection headerText={words.dayByDay}>
          <KeyValuePairs items={shown.map((day) => ({ label: formats.day(day.day), value: textOf(day) }))} />
        </ExpandableSection>
      )}
      {rest > 0 && <Box color="text-body-secondary">{words.moreDays(rest)}</Box>}
    </SpaceBetween>
  );

  function textOf({ planned, others, limit }: DryRun['days'][number]): string {
    const most = limit === null ? words.noLimit : words.limitOf(formats.count(limit));
    return words.dayOf(formats.count(planned), formats.count(others), most);
  }

  function lineOf(day: DryRun['days'][number]): string {
    return `${formats.day(day.day)}: ${textOf(day)}`;
  }
}

function Chart({ days }: { days: DryRun['days'] }) {
  const { taskForm: words, ramp } = useWords();
  const formats = useFormats();
  const bar = (title: string, of: 'others' | 'planned'): MixedLineBarChartProps.ChartSeries<string> => ({
    type: 'bar',
    title,
    data: days.map((day) => ({ x: day.day, y: day[of] })),
    valueFormatter: formats.count,
  });
  const highest = Math.max(...days.map(({ planned, others }) => planned + others));
  // A limit far above all bars would make them flat.
  const limits = days.flatMap(({ day, limit }) =>
    limit === null || limit > highest * 4 ? [] : [{ x: day, y: limit }],
  );
  return (
    <MixedLineBarChart
      height={140}
      stackedBars
      hideFilter
      xScaleType="categorical"
      xDomain={days.map(({ day }) => day)}
      yDomain={[0, Math.max(highest, ...limits.map(({ y }) => y)) * 1.1]}
      xTitle={ramp.day}
      yTitle={ramp.mails}
      ariaLabel={words.days}
      series={[
        bar(words.thisTask, 'planned'),
        ...(days.some(({ others }) => others > 0) ? [bar(words.olderTasks, 'others')] : []),
        ...(limits.length === 0
          ? []
          : [{ type: 'line' as const, title: ramp.limit, data: limits, valueFormatter: formats.count }]),
      ]}
      xTickFormatter={formats.shortDay}
      yTickFormatter={formats.count}
      detailPopoverSeriesContent={({ series: { title }, y }) => ({ key: title, value: formats.count(y) })}
    />
  );
}
