import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { changeOf, type Figures, RATES, type RateName } from '../../logic/statistics.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** The counts of all days, and each rate beside that of as many days before. */
export function Overall({ now, before }: { now: Figures; before: Figures | undefined }) {
  const { statistics: words } = useWords();
  const formats = useFormats();
  const rates = Object.keys(RATES) as RateName[];
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={4}
        items={[
          { label: words.names.requested, value: formats.count(now.requested) },
          { label: words.names.accepted, value: formats.count(now.accepted) },
          ...rates.map((name) => ({
            label: words.names[name],
            value: <Rate name={name} now={now} before={before} />,
          })),
        ]}
      />
      <Box variant="small">{words.note}</Box>
    </SpaceBetween>
  );
}

function Rate({ name, now, before }: { name: RateName; now: Figures; before: Figures | undefined }) {
  const { statistics: words } = useWords();
  const formats = useFormats();
  const rate = now.rates[name];
  const change = changeOf(rate, before?.rates[name]);
  return (
    <>
      <div>{formats.count(now[name])}</div>
      {rate !== null && (
        <Box variant="small" display="block">
          {words.shareOf(formats.share(rate), words.names[RATES[name]])}
        </Box>
      )}
      {change !== null && (
        <Box variant="small" display="block">
          {words.change(formats.points(change))}
        </Box>
      )}
    </>
  );
}
