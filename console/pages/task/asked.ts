import type { RetryOutcome } from '../../api/task.ts';

/** A question that is asked before an action. */
export type Asked = 'cancel' | 'rename' | RetryOutcome;
