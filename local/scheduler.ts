import { checkName, roundUp } from '../adapters/scheduler/rules.ts';
import { type Instant, SECOND } from '../core/clock.ts';
import { taskOfRun } from '../core/keys.ts';
import type { Log } from '../core/log.ts';
import type { Schedules, ScheduleTarget } from '../core/schedules.ts';
import { readIfPresent, writeAtomically } from './atomic-file.ts';
import type { Due } from './time-travel.ts';

interface Schedule {
  name: string;
  at: Instant;
  target: ScheduleTarget;
}

export interface LocalSchedulerOptions {
  /** The file of the schedules; null to keep them in memory only. */
  path: string | null;
  log: Log;
  /** Sends a message; a throw is repeated a second later. */
  deliver: (target: ScheduleTarget) => Promise<void>;
}

/** One-time schedules that outlive the process. Fires each at least once, into the queue that its target names. */
export class LocalScheduler implements Schedules {
  readonly #options: LocalSchedulerOptions;
  readonly #schedules = new Map<string, Schedule>();
  readonly #firing = new Set<Schedule>();

  constructor(options: LocalSchedulerOptions) {
    this.#options = options;
    const stored = options.path === null ? undefined : readIfPresent(options.path);
    for (const schedule of stored === undefined ? [] : (JSON.parse(stored) as Partial<Schedule>[])) {
      // Schedules of version 0.2 have no target of this form; the reconciler makes them again.
      if (schedule.target) this.#schedules.set(schedule.name ?? '', schedule as Schedule);
    }
  }

  /** It is on disk when this resolves. */
  async create(name: string, at: Instant, target: ScheduleTarget): Promise<'created' | 'exists'> {
    checkName(name);
    if (this.#schedules.has(name)) return 'exists';
    this.#schedules.set(name, { name, at: roundUp(at), target });
    this.#save();
    return 'created';
  }

  async remove(name: string): Promise<void> {
    if (this.#schedules.delete(name)) this.#save();
  }

  /** All that have not fired. */
  list(): Schedule[] {
    return [...this.#schedules.values()];
  }

  nextDue(): Instant | null {
    return this.#next()?.at ?? null;
  }

  nextShown(): Due | null {
    const next = this.#next();
    return next && { at: next.at, ...shownTarget(next.target) };
  }

  dueShown(now: Instant): Due[] {
    return this.list()
      .filter(({ at }) => at <= now)
      .map(({ at, target }) => ({ at, ...shownTarget(target) }));
  }

  #next(): Schedule | null {
    let next: Schedule | null = null;
    for (const schedule of this.#schedules.values()) if (next === null || schedule.at < next.at) next = schedule;
    return next;
  }

  /** Fires the due schedules, earliest first. Returns how many were delivered. */
  async fireDue(now: Instant): Promise<number> {
    const due = this.list()
      .filter((schedule) => schedule.at <= now && !this.#firing.has(schedule))
      .sort((a, b) => a.at - b.at);
    let fired = 0;
    for (const schedule of due) {
      this.#firing.add(schedule);
      try {
        await this.#options.deliver(schedule.target);
        this.#complete(schedule);
        fired += 1;
      } catch (error) {
        this.#options.log.error('schedule-failed', error, { name: schedule.name });
        schedule.at = now + SECOND;
      } finally {
        this.#firing.delete(schedule);
      }
    }
    return fired;
  }

  /** Delivered first, removed afterwards: a crash in between delivers twice, never not at all. */
  #complete(schedule: Schedule): void {
    if (this.#schedules.get(schedule.name) !== schedule) return;
    this.#schedules.delete(schedule.name);
    this.#save();
  }

  #save(): void {
    if (this.#options.path !== null) writeAtomically(this.#options.path, `${JSON.stringify(this.list())}\n`);
  }
}

const shownTarget = ({ queue, message }: ScheduleTarget): Omit<Due, 'at'> =>
  queue === 'start' ? { kind: 'start', taskId: message.taskId } : { kind: 'wake', taskId: taskOfRun(message.runId) };
