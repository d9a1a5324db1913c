import type { Task } from '../api/answers.ts';

/** What of a task says how it stands; a task of a list and one that is watched live both have it. */
export type Standing = Pick<Task, 'status' | 'error' | 'hold' | 'counts' | 'startAt'>;

export const TASK_ACTIONS = ['pause', 'resume', 'cancel'] as const;
export type TaskAction = (typeof TASK_ACTIONS)[number];

/** The actions that the API takes in each status. */
const POSSIBLE: Record<Task['status'], readonly TaskAction[]> = {
  waiting: ['pause', 'cancel'],
  preparing: ['pause', 'cancel'],
  sending: ['pause', 'cancel'],
  paused: ['pause', 'resume', 'cancel'],
  error: ['resume', 'cancel'],
  finished: [],
  cancelled: [],
};

/** Whether a user may do it now; a task that a user paused is not paused again. */
export function isPossible(action: TaskAction, { status, hold }: Standing): boolean {
  if (action === 'pause' && hold?.reason === 'user') return false;
  return POSSIBLE[status].includes(action);
}

/** Whether those that failed, or whose outcome is unknown, may be mailed again. */
export const mayRetry = ({ status }: Pick<Standing, 'status'>): boolean =>
  status === 'finished' || status === 'cancelled' || status === 'waiting';

/** A task that has ended keeps its name. */
export const mayRename = ({ status }: Pick<Standing, 'status'>): boolean =>
  status !== 'finished' && status !== 'cancelled';

/** Whether anything but its name may be changed: nothing that has begun. */
export const mayEdit = ({ status, startedAt }: Pick<Task, 'status' | 'startedAt'>): boolean =>
  status === 'waiting' || ((status === 'paused' || status === 'error') && startedAt === null);

/** Parked: it stands, but goes on by itself; not paused by a user. */
export const isParked = ({ status, hold }: Standing): boolean => status === 'paused' && hold?.reason !== 'user';

/** Recipients whose outcome is known. */
export const doneOf = ({ counts }: Pick<Standing, 'counts'>): number =>
  counts.requested - counts.cached - counts.inFlight;

/** Value of the bar in percent: rounded down to 0.1, and 100 only when nobody is left. */
export function barOf({ counts }: Pick<Standing, 'counts'>, progress: number): number {
  if (counts.requested === 0) return progress === 1 ? 100 : 0;
  const done = doneOf({ counts });
  return done === counts.requested ? 100 : Math.min(99.9, Math.floor((done / counts.requested) * 1_000) / 10);
}

/** What the tab of the browser says of a task: whether it moves, and how far it is. */
export function tabTitle(task: Pick<Task, 'status' | 'counts' | 'progress'>, name: string): string {
  const percent = Math.floor(barOf(task, task.progress));
  if (task.status === 'sending' || task.status === 'preparing') return `▶ ${percent} % ${name}`;
  return task.status === 'paused' || task.status === 'error' ? `⏸ ${percent} % ${name}` : name;
}
