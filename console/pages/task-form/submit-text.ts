import type { DryRun } from '../../api/answers.ts';
import { mailsOf, type TaskForm } from '../../logic/task-form.ts';
import { useWords } from '../../words/words.tsx';

/** What the button says that sends, schedules or saves: with the number of the dry run, once it is known. */
export function useSubmitText(form: TaskForm, run: DryRun | undefined, isNew: boolean): string {
  const { taskForm: words } = useWords();
  if (!isNew) return words.save;
  if (form.type !== 'immediate') return words.schedule;
  return run === undefined ? words.sendUnknown : words.send(mailsOf(run));
}
