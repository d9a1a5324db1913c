import type { Query } from '@tanstack/react-query';
import { paceOf } from '../logic/pace.ts';
import type { Task } from './answers.ts';

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

/**
 * For queries that are live: `useQuery({…, ...live(tasksOf)})` asks again as often as its tasks move, and never in a
 * hidden tab. `tasksOf` finds the tasks in the answer.
 */
export function live<Data>(tasksOf: (data: Data) => readonly Pick<Task, 'status'>[]) {
  return {
    refetchInterval: ({ state: { data } }: Query<Data>): number => {
      const statuses = data === undefined ? [] : tasksOf(data).map(({ status }) => status);
      return paceOf(statuses, performance.now() - touchedAt);
    },
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: true as const,
  };
}
