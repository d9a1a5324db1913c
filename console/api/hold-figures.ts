import {
  attachedBytes,
  type HoldFigures,
  importFigure,
  missingRecord,
  reputationFigure,
} from '../logic/hold-figures.ts';
import type { Standing } from '../logic/task-state.ts';
import type { Task } from './answers.ts';
import { useDomain } from './domains.ts';
import { useList } from './lists.ts';
import { useAccount } from './overview.ts';

const IMPORT_PACE_MS = 15_000;

/** A task that may be held, and where what holds it is found. */
export type Held = Standing & { domain: string; listId: string } & Partial<Pick<Task, 'attachments'>>;

/**
 * The figures of what holds a task. Only what its reason needs is asked for, and once for all tasks of a page that need
 * the same. `asksLimit`: false takes today's limit only where it is known already, as lists do, which are opened often.
 */
export function useHoldFigures(task: Held, asksLimit: boolean): HoldFigures {
  const reason = task.status === 'paused' ? task.hold?.reason : undefined;
  const isUnverified = task.status === 'error' && task.error === 'domain-not-verified';
  const isOfDomain = isUnverified || reason === 'reputation' || (asksLimit && reason === 'warm-up-quota');
  const { data: account } = useAccount();
  const { data: domain } = useDomain(task.domain, isOfDomain);
  const isFilling = reason === 'list-import';
  const { data: list } = useList(task.listId, { every: IMPORT_PACE_MS, isWanted: isFilling });
  return {
    accountPerDay: account?.max24HourSend ?? null,
    ...(domain && {
      limit: domain.warmUp.limit,
      reputation: reputationFigure(domain.warmUp),
      missing: missingRecord(domain.dns),
    }),
    import: isFilling && list ? importFigure(list) : null,
    attached: attachedBytes(task),
  };
}
