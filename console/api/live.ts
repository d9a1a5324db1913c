import type { Query } from '@tanstack/react-query';
import { paceOf } from '../logic/pace.ts';
import type { Task } from './answers.ts';
import { waitOf } from './queries.ts';

let touchedAt = performance.now();

/** Notices keys, clicks and touches, for the pace of polling. */
export function noticeTouches(): void {
  const touched = (): void => {
    touchedAt = performance.now();
  };
  for (const event of ['pointerdown', 'keydown', 'wheel', 'touchstart']) {
    addEventListener(event, touched, { passive: true, capture: true });
  }
}

/** Milliseconds since the last of them. */
export const untouchedFor = (): number => performance.now() - touchedAt;

/**
 * For queries that are live: `useQuery({…, ...live(tasksOf)})` asks again as often as its tasks move, and never in a
 * hidden tab. `tasksOf` finds the tasks in the answer.
 */
export function live<Data>(tasksOf: (data: Data) => readonly Pick<Task, 'status'>[]) {
  return {
    refetchInterval: ({ state: { data, error } }: Query<Data>): number => {
      const statuses = data === undefined ? [] : tasksOf(data).map(({ status }) => status);
      return Math.max(paceOf(statuses, untouchedFor()), waitOf(error) ?? 0);
    },
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: true as const,
  };
}
