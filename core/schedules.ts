import type { Instant } from './clock.ts';
import type { RunToken, StartMessage } from './queue.ts';

/** The message of a one-time schedule, and its queue. */
export type ScheduleTarget = { queue: 'send'; message: RunToken } | { queue: 'start'; message: StartMessage };

/** One-time schedules, which delete themselves once they have fired. Delivery is at least once, within a minute. */
export interface Schedules {
  /** Creates a schedule. `name`: 1 to 64 of `[0-9a-zA-Z-_.]`. One that exists is left as it is and is success. */
  create(name: string, at: Instant, target: ScheduleTarget): Promise<'created' | 'exists'>;
  /** Removes a schedule; one that does not exist is success. */
  remove(name: string): Promise<void>;
}
