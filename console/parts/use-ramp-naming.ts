import { useNow } from '../api/product-clock.ts';
import { useActiveNames } from '../api/tasks.ts';
import { reputationNote } from '../logic/reputation-note.ts';
import { useWords } from '../words/words.tsx';
import { useFormats } from './formats.ts';

/** The names of tasks, and the sentences of what the reputation did, for the days of a ramp. */
export function useRampNaming() {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const nameOf = useActiveNames();
  return {
    nameOf: (taskId: string): string => nameOf(taskId) ?? words.task.unnamed,
    noteOf: (change: Parameters<typeof reputationNote>[0]) => reputationNote(change, { words, formats, now }),
  };
}
