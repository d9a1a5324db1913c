import type { Standing } from './task-state.ts';

type Awaited = Pick<Standing, 'status' | 'hold' | 'startAt'> & { taskId: string };

/** What happens next by itself: a waiting task starts, or a parked one goes on. */
export interface NextEvent<Task> {
  task: Task;
  kind: 'starts' | 'goes-on';
  at: string;
}

/** The first of what the tasks wait for; null when nothing will happen by itself, or nobody knows when. */
export function nextEventOf<Task extends Awaited>(tasks: readonly Task[]): NextEvent<Task> | null {
  const events = tasks.flatMap((task): NextEvent<Task>[] => {
    if (task.status === 'waiting') return [{ task, kind: 'starts', at: task.startAt }];
    const at = task.status === 'paused' ? (task.hold?.resumesAt ?? null) : null;
    return at === null ? [] : [{ task, kind: 'goes-on', at }];
  });
  return events.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at))[0] ?? null;
}

const SECOND = 1_000;

/**
 * Where to travel for it to happen. Schedules fire on whole seconds; if the instant has passed and it has not
 * happened, the reconciler sees to it within five minutes.
 */
export function travelTo({ at }: Pick<NextEvent<unknown>, 'at'>, now: number): { to: string } | { advance: string } {
  const to = Math.ceil(Date.parse(at) / SECOND) * SECOND;
  return to > now ? { to: new Date(to).toISOString() } : { advance: 'PT5M' };
}
