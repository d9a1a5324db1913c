import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import LineChart from '@cloudscape-design/components/line-chart';
import type { RunStatistics } from '../../../api/answers.ts';
import { busyHours } from '../../../logic/run-results.ts';
import { DataTable, Empty } from '../../../parts/data-table.tsx';
import { useFormats } from '../../../parts/formats.ts';
import { useWords } from '../../../words/words.tsx';

const SHOWN = ['opened', 'clicked'] as const;

/** First opens and first clicks in the hours after the first mail, as lines and as numbers. */
export function Hours({ hours }: Pick<RunStatistics, 'hours'>) {
  const words = useWords();
  const said = words.taskPage.results;
  const formats = useFormats();
  const busy = busyHours(hours);
  if (busy.length === 0) return null;
  const highest = Math.max(...busy.flatMap(({ opened, clicked }) => [opened, clicked]));
  return (
    <>
      <Header variant="h3">{said.hours(formats.count(hours.length))}</Header>
      <LineChart
        ariaLabel={said.hours(formats.count(hours.length))}
        height={200}
        hideFilter
        xScaleType="linear"
        xDomain={[0, hours.length]}
        yDomain={[0, highest * 1.05]}
        xTitle={said.hour}
        yTitle={said.recipients}
        series={SHOWN.map((name) => ({
          type: 'line',
          title: words.statistics.names[name],
          data: hours.map((each) => ({ x: each.hour, y: each[name] })),
          valueFormatter: formats.count,
        }))}
        i18nStrings={{
          xTickFormatter: formats.decimal,
          yTickFormatter: formats.count,
        }}
      />
      <ExpandableSection headerText={said.hoursTable}>
        <DataTable
          label={said.hoursTable}
          isFixed
          items={busy}
          idOf={({ hour }) => String(hour)}
          columns={[
            { id: 'hour', header: said.hour, cell: ({ hour }) => formats.count(hour) },
            ...SHOWN.map((name) => ({
              id: name,
              header: words.statistics.names[name],
              cell: (each: (typeof busy)[number]) => formats.count(each[name]),
            })),
          ]}
          empty={<Empty title={said.noLinks} />}
        />
      </ExpandableSection>
    </>
  );
}
