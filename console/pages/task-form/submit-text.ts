import type { DryRun } from '../../api/answers.ts';
import { productNow } from '../../api/product-clock.ts';
import { mailsOf, type TaskForm } from '../../logic/task-form.ts';
import { useFormats } from '../../parts/formats.ts';
import { useWords } from '../../words/words.tsx';

/** What the button says that sends, schedules or saves: with the number or the time of the dry run. */
export function useSubmitText(form: TaskForm, run: DryRun | undefined, isNew: boolean): string {
  const { taskForm: words } = useWords();
  const formats = useFormats();
  if (!isNew) return words.save;
  if (form.type === 'immediate') return run === undefined ? words.sendUnknown : words.send(mailsOf(run));
  const first = run?.nextOccurrences[0];
  return first === undefined ? words.schedule : words.scheduleFor(formats.near(first.utc, productNow()));
}
