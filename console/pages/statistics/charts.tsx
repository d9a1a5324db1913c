import LineChart from '@cloudscape-design/components/line-chart';
import { countsByDay, type DayFigures, ratesByDay } from '../../logic/statistics.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

const SHOWN = ['requested', 'accepted', 'delivered', 'opened', 'clicked'] as const;
const RISKS = ['bounced', 'complained'] as const;
/** Above these, the guard of the warm-up holds a domain; AWS asks about complaints sooner. */
const LIMITS = { bounced: 0.05, complained: 0.003, aws: 0.001 };
/** The top of the axis while all is well. */
const QUIET = 0.06;

/** How far the mails of each day came. */
export function CountsChart({ range, days }: { range: { from: string; to: string }; days: readonly DayFigures[] }) {
  const { statistics: words } = useWords();
  const formats = useFormats();
  const series = SHOWN.map((name) => ({ name, data: countsByDay(range, days, name) }));
  return (
    <LineChart
      height={240}
      hideFilter
      xScaleType="categorical"
      xDomain={series[0]?.data.map(({ x }) => x) ?? []}
      yDomain={[0, Math.max(1, ...series.flatMap(({ data }) => data.map(({ y }) => y))) * 1.05]}
      ariaLabel={words.counts}
      ariaDescription={words.note}
      xTitle={words.day}
      yTitle={words.mails}
      xTickFormatter={formats.shortDay}
      yTickFormatter={formats.count}
      series={series.map(({ name, data }) => ({
        type: 'line',
        title: words.names[name],
        data,
        valueFormatter: formats.count,
      }))}
    />
  );
}

/** What harms the reputation, below the shares at which mail is held. */
export function RatesChart({ days }: { days: readonly DayFigures[] }) {
  const { statistics: words } = useWords();
  const formats = useFormats();
  const series = RISKS.map((name) => ({ name, data: ratesByDay(days, name) }));
  const highest = Math.max(QUIET, ...series.flatMap(({ data }) => data.map(({ y }) => y)));
  const threshold = (title: string, y: number) =>
    ({ type: 'threshold', title, y, valueFormatter: formats.share }) as const;
  return (
    <LineChart
      height={220}
      hideFilter
      xScaleType="categorical"
      xDomain={days.map(({ day }) => day)}
      yDomain={[0, highest * 1.05]}
      ariaLabel={words.risks}
      xTitle={words.day}
      yTitle={words.share}
      xTickFormatter={formats.shortDay}
      yTickFormatter={formats.share}
      empty={words.empty}
      series={[
        ...series.map(
          ({ name, data }) =>
            ({ type: 'line', title: words.names[name], data, valueFormatter: formats.share }) as const,
        ),
        threshold(words.limitBounced, LIMITS.bounced),
        threshold(words.limitComplained, LIMITS.complained),
        threshold(words.limitAws, LIMITS.aws),
      ]}
    />
  );
}
