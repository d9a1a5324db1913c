import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import type { Task } from '../../api/answers.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

const PARTS = ['sent', 'failed', 'skipped', 'unknown', 'cached', 'inFlight'] as const;

/** All recipients, and what became of them: the six numbers add up to the first at every instant. */
export function Equation({ counts }: { counts: Task['counts'] }) {
  const words = useWords().task;
  const formats = useFormats();
  return (
    <section aria-label={words.countsLabel}>
      <ColumnLayout columns={7} variant="text-grid" minColumnWidth={110}>
        <Part label={words.counts.requested} value={formats.count(counts.requested)} />
        {PARTS.map((part, index) => (
          <Part
            key={part}
            label={words.counts[part]}
            value={`${index === 0 ? '=' : '+'} ${formats.count(counts[part])}`}
          />
        ))}
      </ColumnLayout>
    </section>
  );
}

function Part({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      <Box fontSize="heading-m">{value}</Box>
    </div>
  );
}
