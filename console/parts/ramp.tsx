import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import MixedLineBarChart, { type MixedLineBarChartProps } from '@cloudscape-design/components/mixed-line-bar-chart';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Formats } from '../logic/formats.ts';
import { findingOf, plannedSeries, RANGES, type RampDay, topOf, windowOf } from '../logic/ramp.ts';
import type { Words } from '../words/en.ts';
import { useWords } from '../words/words.tsx';
import { useFormats } from './formats.ts';
import { RampTable } from './ramp-table.tsx';

export interface RampProps {
  /** Days that are known, in any order; those without a row are empty. */
  days: readonly RampDay[];
  /** The quota day of now, as an ISO date. */
  today: string;
  /** Days at first: 14, 37 or 90. */
  range?: (typeof RANGES)[number];
  /** Beside a plan that is only supposed: the limits of the days as they are now. */
  limitsNow?: ReadonlyMap<string, number>;
  /** Mails that the AWS account may send in 24 hours; null without such a limit. */
  accountPerDay?: number | null;
}

/** What a domain has sent and will send, day by day, under the limit of its level. */
export function Ramp({ days, today, range: first = 37, limitsNow, accountPerDay = null }: RampProps) {
  const words = useWords();
  const formats = useFormats();
  const [range, setRange] = useState<number>(first);
  const shown = windowOf(days, today, range);
  const finding = findingText(shown, words, formats);
  const series = [
    ...barsOf(shown, words.ramp),
    ...linesOf(shown, words.ramp, { limitsNow, accountPerDay, top: topOf(shown) }),
  ];
  return (
    <SpaceBetween size="s">
      <SegmentedControl
        label={words.ramp.range}
        selectedId={String(range)}
        options={RANGES.map((n) => ({ id: String(n), text: words.ramp.days(n) }))}
        onChange={({ detail }) => setRange(Number(detail.selectedId))}
      />
      <Box variant="p">{finding}</Box>
      <MixedLineBarChart
        height={260}
        stackedBars
        hideFilter
        xScaleType="categorical"
        xDomain={shown.map(({ day }) => day)}
        yDomain={[0, highestOf(series)]}
        xTitle={words.ramp.day}
        yTitle={words.ramp.mails}
        ariaLabel={words.ramp.label}
        ariaDescription={finding}
        series={series.map((one) => ({ ...one, valueFormatter: formats.count }))}
        xTickFormatter={(day) => formats.shortDay(day)}
        yTickFormatter={formats.count}
        detailPopoverSeriesContent={({ series: { title }, y }) => ({ key: title, value: formats.count(y) })}
      />
      <ExpandableSection headerText={words.ramp.table}>
        <RampTable days={shown} today={today} />
      </ExpandableSection>
    </SpaceBetween>
  );
}

function findingText(days: readonly RampDay[], { ramp }: Words, formats: Formats): string {
  const { planned, lastDay, most } = findingOf(days);
  if (lastDay === null || most === null) return ramp.nothing;
  return ramp.finding(formats.count(planned), formats.day(lastDay), formats.count(most.mails), formats.day(most.day));
}

type Series = MixedLineBarChartProps.ChartSeries<string>;

function barsOf(days: readonly RampDay[], words: Words['ramp']): Series[] {
  const sent = days.filter((day) => day.sent > 0).map((day) => ({ x: day.day, y: day.sent }));
  const planned = plannedSeries(days).map(
    ({ name, mails }): Series => ({
      type: 'bar',
      title: name === null ? words.plannedOthers : words.plannedOf(name),
      data: [...mails].map(([x, y]) => ({ x, y })),
    }),
  );
  return [{ type: 'bar', title: words.sent, data: sent }, ...planned];
}

interface Lines {
  limitsNow: ReadonlyMap<string, number> | undefined;
  accountPerDay: number | null;
  /** Nothing is drawn above it. */
  top: number;
}

function linesOf(days: readonly RampDay[], words: Words['ramp'], { limitsNow, accountPerDay, top }: Lines): Series[] {
  const lineOf = (title: string, limitOn: (day: RampDay) => number | null | undefined): Series[] => {
    const data = days.flatMap((day) => {
      const y = limitOn(day) ?? null;
      return y === null || y > top ? [] : [{ x: day.day, y }];
    });
    return data.length === 0 ? [] : [{ type: 'line', title, data }];
  };
  return [
    ...lineOf(words.limit, ({ limit }) => limit),
    ...lineOf(words.limitNow, ({ day }) => limitsNow?.get(day)),
    ...(accountPerDay === null || accountPerDay > top
      ? []
      : [{ type: 'threshold' as const, title: words.account, y: accountPerDay }]),
  ];
}

/** A little above the highest bar and line. */
function highestOf(series: readonly Series[]): number {
  const bars = new Map<string, number>();
  let highest = 1;
  for (const one of series) {
    if (one.type === 'threshold') highest = Math.max(highest, one.y ?? 0);
    else if (one.type === 'line') highest = Math.max(highest, ...one.data.map(({ y }) => y));
    else for (const { x, y } of one.data) bars.set(x, (bars.get(x) ?? 0) + y);
  }
  return Math.max(highest, ...bars.values()) * 1.05;
}
