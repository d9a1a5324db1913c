import type { ActiveTask } from '../../api/answers.ts';

/** What every list of tasks shows of each. */
export type ListedTask = Omit<ActiveTask, 'runId' | 'updatedAt'>;
