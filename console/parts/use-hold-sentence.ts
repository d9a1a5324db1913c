import type { Held } from '../api/hold-figures.ts';
import { useHoldFigures } from '../api/hold-figures.ts';
import { useNow } from '../api/product-clock.ts';
import { useActiveNames } from '../api/tasks.ts';
import { holdSentence, type Told } from '../logic/hold-sentence.ts';
import { useWords } from '../words/words.tsx';
import { useFormats } from './formats.ts';

/** Why a task stands, with all that is known of it; the same on every page. `asksLimit`: see `useHoldFigures`. */
export function useHoldSentence(task: Told & Held, asksLimit = false): string | null {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const nameOf = useActiveNames();
  const figures = useHoldFigures(task, asksLimit);
  return holdSentence({ ...task, figures }, { words, formats, now, nameOf });
}
