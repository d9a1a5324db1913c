import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { RunStatistics } from '../../../api/answers.ts';
import { runRates } from '../../../logic/run-results.ts';
import { useFormats } from '../../../parts/formats.ts';
import { useWords } from '../../../words/words.tsx';

/** Each number with its share, and what it is a share of. */
export function Rates({ statistics }: { statistics: RunStatistics }) {
  const { statistics: words } = useWords();
  const formats = useFormats();
  return (
    <KeyValuePairs
      columns={3}
      items={runRates(statistics).map(({ name, of, n, rate }) => ({
        label: words.names[name],
        value: (
          <>
            {formats.count(n)}
            {rate !== null && (
              <Box variant="small" display="block">
                {words.shareOf(formats.share(rate), words.names[of])}
              </Box>
            )}
          </>
        ),
      }))}
    />
  );
}
