import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunStatistics } from '../../../api/answers.ts';
import { STEPS } from '../../../logic/run-results.ts';
import { useFormats } from '../../../parts/formats.ts';
import { useWords } from '../../../words/words.tsx';

/** How many mails came how far. */
export function Funnel({ counts }: Pick<RunStatistics, 'counts'>) {
  const words = useWords();
  const said = words.taskPage.results;
  const formats = useFormats();
  const data = STEPS.map((step) => ({ x: words.statistics.names[step], y: counts[step] }));
  return (
    <SpaceBetween size="xs">
      <BarChart
        ariaLabel={said.funnel}
        ariaDescription={data.map(({ x, y }) => `${x}: ${formats.count(y)}`).join(', ')}
        height={200}
        hideFilter
        hideLegend
        horizontalBars
        series={[{ type: 'bar', title: said.recipients, data, valueFormatter: formats.count }]}
        xDomain={data.map(({ x }) => x)}
        yDomain={[0, Math.max(1, counts.requested)]}
        xTitle={said.step}
        yTitle={said.recipients}
        i18nStrings={{ yTickFormatter: formats.count }}
      />
      <Box variant="small" color="text-body-secondary">
        {said.proxies}
      </Box>
    </SpaceBetween>
  );
}
