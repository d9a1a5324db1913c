import type { DryRun, List } from '../../api/answers.ts';
import { useDryRun } from '../../api/task-form.ts';
import { isWhole, type TaskForm } from '../../logic/task-form.ts';
import { useSettled } from '../../parts/use-settled.ts';

/** From so many recipients on, a sample of them is looked at. */
const LARGE = 50_000;
const WAIT_MS = 600;

/** The dry run of what the form says, a moment after its last change. `before`: as it was opened, of a task to edit. */
export function useOutlook(
  form: TaskForm,
  before: TaskForm | null,
  lists: readonly List[],
): { run: DryRun | undefined; isAsking: boolean; error: Error | null } {
  const settled = useSettled(form, WAIT_MS);
  const size = lists
    .filter(({ listId }) => settled.listIds.includes(listId))
    .reduce((sum, { count }) => sum + count, 0);
  const { data, isFetching, error } = useDryRun(settled, before, size > LARGE);
  if (!isWhole(form)) return { run: undefined, isAsking: false, error: null };
  const isOld = JSON.stringify(form) !== JSON.stringify(settled);
  // What an earlier form would have brought is not what this one brings.
  const failed = isOld || isFetching ? null : error;
  return { run: failed === null ? data : undefined, isAsking: isOld || isFetching, error: failed };
}
