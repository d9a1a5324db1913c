import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { changeOf, type Figures, RATES, type RateName } from '../../logic/statistics.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** The counts of all days, and each rate beside that of as many days before. */
export function Overall({ now, before }: { now: Figures; before: Figures | undefined }) {
  const { statistics: words } = useWords();
  const rates = Object.keys(RATES) as RateName[];
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={4}
        items={[
          { label: words.names.requested, value: <Count now={now.requested} before={before?.requested} /> },
          { label: words.names.accepted, value: <Count now={now.accepted} before={before?.accepted} /> },
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

function Count({ now, before }: { now: number; before: number | undefined }) {
  const { statistics: words } = useWords();
  const formats = useFormats();
  return (
    <>
      <div>{formats.count(now)}</div>
      {before !== undefined && (
        <Box variant="small" display="block">
          {words.before(formats.count(before))}
        </Box>
      )}
    </>
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
