import type { Run, Task } from '../../api/answers.ts';
import type { ShownRun } from '../../logic/shown-run.ts';

/** What each part of the page is given. */
export interface TabProps {
  task: Task;
  shown: ShownRun | null;
  runs: readonly Run[];
}
