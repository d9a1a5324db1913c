import type { DryRun } from '../../api/answers.ts';
import type { NamedOption } from '../../api/named-options.ts';
import { type Opened, useDryRun } from '../../api/task-form.ts';
import { isWhole, type TaskForm } from '../../logic/task-form.ts';
import { useDebounced } from '../../parts/use-debounced.ts';

/** From so many recipients on, a sample of them is looked at, and all only on demand. */
const LARGE = 50_000;
const WAIT_MS = 600;

/** What the panel shows. */
export interface Outlook {
  run: DryRun | undefined;
  /** When it was counted, in milliseconds by this device's clock. */
  countedAt: number;
  isAsking: boolean;
  error: Error | null;
  /** Members of the chosen lists together. */
  size: number;
  /** Looking at all recipients where that takes long; null where it is done anyway. */
  all: { isAsking: boolean; error: Error | null; start(): void; stop(): void } | null;
  /** Counts once more. */
  again(): Promise<DryRun | undefined>;
}

/** The dry run of what the form says, a moment after its last change. `isWanted`: false asks nothing. */
export function useOutlook(
  form: TaskForm,
  opened: Opened | null,
  lists: readonly NamedOption[],
  isWanted: boolean,
): Outlook {
  const settled = useDebounced(form, WAIT_MS);
  const sizes = settled.listIds.map((id) => lists.find(({ value }) => value === id)?.count);
  const size = sizes.reduce<number>((sum, count = 0) => sum + count, 0);
  const isLarge = size > LARGE;
  // A list whose size is not known yet may be large; of a small one the sample is the whole.
  const some = useDryRun(settled, opened, isLarge || sizes.includes(undefined) ? 'sample' : 'true', isWanted);
  const all = useDryRun(settled, opened, 'true', false);
  const shown = isLarge && all.run !== undefined ? all : some;
  const isOld = form !== settled;
  const isAsking = isOld || shown.isFetching;
  // What an earlier form would have brought is not what this one brings.
  const error = isAsking ? null : shown.error;
  const isShown = isWhole(form) && error === null;
  return {
    run: isShown ? shown.run : undefined,
    countedAt: shown.dataUpdatedAt,
    isAsking: isWhole(form) && isAsking,
    error: isWhole(form) ? error : null,
    size,
    all: isLarge
      ? { isAsking: all.isFetching, error: all.error, start: () => void all.refetch(), stop: all.stop }
      : null,
    again: async () => (await shown.refetch()).data,
  };
}
