import ProgressBar from '@cloudscape-design/components/progress-bar';
import type { Task } from '../api/answers.ts';
import { useNow } from '../api/product-clock.ts';
import { holdSentence, type Told } from '../logic/hold-sentence.ts';
import { barOf, doneOf } from '../logic/task-state.ts';
import { useWords } from '../words/words.tsx';
import { useFormats } from './formats.ts';

export type Barred = Told & Pick<Task, 'name' | 'subject' | 'progress'>;

/**
 * How far a task is, and why it stands if it does. Shows what was last counted, and guesses nothing. `nameOf`: names of
 * other tasks that the page knows.
 */
export function Bar({ task, nameOf }: { task: Barred; nameOf?: (taskId: string) => string | undefined }) {
  const words = useWords();
  const formats = useFormats();
  const now = useNow();
  const sentence = holdSentence(task, { words, formats, now, nameOf: nameOf ?? (() => undefined) });
  return <TaskBar task={task} sentence={sentence} />;
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
