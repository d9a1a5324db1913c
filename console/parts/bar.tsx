import ProgressBar from '@cloudscape-design/components/progress-bar';
import type { Task } from '../api/answers.ts';
import type { Held } from '../api/hold-figures.ts';
import type { Told } from '../logic/hold-sentence.ts';
import { barOf, doneOf } from '../logic/task-state.ts';
import { useWords } from '../words/words.tsx';
import { useFormats } from './formats.ts';
import { useHoldSentence } from './use-hold-sentence.ts';

type Barred = Told & Pick<Task, 'name' | 'subject' | 'progress'>;

/** How far a task is, and why it stands if it does. Shows what was last counted, and guesses nothing. */
export function Bar({ task }: { task: Barred & Held }) {
  return <TaskBar task={task} sentence={useHoldSentence(task)} />;
}

/** The bar alone, or with a sentence under it. */
export function TaskBar({ task, sentence }: { task: Omit<Barred, 'domain'>; sentence?: string | null }) {
  const words = useWords();
  const formats = useFormats();
  const { requested } = task.counts;
  return (
    <ProgressBar
      ariaLabel={words.task.progressOf(task.name ?? task.subject ?? words.task.unnamed)}
      // Its component rounds to whole percents, and would call 99.9 all.
      value={Math.floor(barOf(task, task.progress))}
      description={
        requested === 0 ? undefined : words.task.ofAll(formats.count(doneOf(task)), formats.count(requested))
      }
      additionalInfo={sentence}
    />
  );
}
