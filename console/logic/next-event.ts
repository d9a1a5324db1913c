import type { NextDue } from '../api/local.ts';

/** What happens next by itself: a waiting task starts, or a parked one goes on. */
export interface NextEvent {
  taskId: string;
  kind: 'starts' | 'goes-on';
  at: string;
}

/** Null when nothing will happen by itself that anybody waits for. */
export function nextEventOf(due: NextDue | null): NextEvent | null {
  if (due === null || due.taskId === null || due.kind === 'work') return null;
  return { taskId: due.taskId, kind: due.kind === 'start' ? 'starts' : 'goes-on', at: due.at };
}

/** How to travel there. What is late, the reconciler does within five minutes. */
export const travelTo = ({ at }: NextEvent, now: number): { to: string } | { advance: string } =>
  Date.parse(at) > now ? { to: 'next' } : { advance: 'PT5M' };
