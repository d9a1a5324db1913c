import { isParked, type Standing } from './task-state.ts';

/** How many tasks send, are parked, wait, and need somebody; `goesOnAt`: when the first parked one goes on. */
export interface StandingOfAll {
  sending: number;
  parked: number;
  goesOnAt: string | null;
  waiting: number;
  needing: number;
}

export function standingOfAll(tasks: readonly Standing[]): StandingOfAll {
  const parked = tasks.filter(isParked);
  const ends = parked.flatMap(({ hold }) => (hold?.resumesAt ? [hold.resumesAt] : []));
  return {
    sending: tasks.filter(({ status }) => status === 'sending' || status === 'preparing').length,
    parked: parked.length,
    goesOnAt: ends.toSorted((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null,
    waiting: tasks.filter(({ status }) => status === 'waiting').length,
    needing: tasks.filter((task) => task.status === 'error' || (task.status === 'paused' && !isParked(task))).length,
  };
}
