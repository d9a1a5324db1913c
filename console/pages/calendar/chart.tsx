import BarChart from '@cloudscape-design/components/bar-chart';
import type { CalendarDay } from '../../logic/calendar.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** Mails by day, a color for each domain. */
export function CalendarChart({ days }: { days: readonly CalendarDay[] }) {
  const { calendar: words, ramp } = useWords();
  const formats = useFormats();
  const domains = [...new Set(days.flatMap((day) => day.domains.map(({ domain }) => domain)))];
  const total = days.reduce((sum, { mails }) => sum + mails, 0);
  return (
    <BarChart
      height={240}
      stackedBars
      hideFilter
      xScaleType="categorical"
      xDomain={days.map(({ day }) => day)}
      yDomain={[0, Math.max(1, ...days.map(({ mails }) => mails)) * 1.05]}
      ariaLabel={words.label}
      ariaDescription={words.finding(formats.count(total), formats.count(domains.length))}
      xTitle={ramp.day}
      yTitle={ramp.mails}
      xTickFormatter={formats.shortDay}
      yTickFormatter={formats.count}
      empty={words.empty}
      series={domains.map((domain) => ({
        type: 'bar',
        title: domain,
        valueFormatter: formats.count,
        data: days.flatMap(({ day, domains: sending }) =>
          sending.filter((one) => one.domain === domain).map(({ mails }) => ({ x: day, y: mails })),
        ),
      }))}
    />
  );
}
