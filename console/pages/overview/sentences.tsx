import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ActiveTask } from '../../api/answers.ts';
import { useNow } from '../../api/product-clock.ts';
import { standingOfAll } from '../../logic/standing-of-all.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** How the tasks stand, in short sentences. */
export function Sentences({ tasks }: { tasks: readonly ActiveTask[] }) {
  const { overview: words } = useWords();
  const { near } = useFormats();
  const now = useNow();
  const { sending, parked, goesOnAt, waiting, needing } = standingOfAll(tasks);
  const sentences = [
    ...(tasks.length === 0 ? [words.quiet] : []),
    ...(sending > 0 ? [words.sending(sending)] : []),
    ...(parked > 0 ? [goesOnAt === null ? words.parkedOpen(parked) : words.parked(parked, near(goesOnAt, now))] : []),
    ...(waiting > 0 ? [words.waiting(waiting)] : []),
    needing > 0 ? words.needs(needing) : words.fine,
  ];
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      {sentences.map((sentence) => (
        <span key={sentence}>{sentence}</span>
      ))}
    </SpaceBetween>
  );
}
