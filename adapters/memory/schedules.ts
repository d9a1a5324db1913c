import type { Instant } from '../../core/clock.ts';
import type { Schedules, ScheduleTarget } from '../../core/schedules.ts';
import { checkName, roundUp } from '../scheduler/rules.ts';

export interface Schedule {
  name: string;
  at: Instant;
  target: ScheduleTarget;
}

/** Schedules that fire when they are taken. */
export class MemorySchedules implements Schedules {
  readonly #byName = new Map<string, Schedule>();

  async create(name: string, at: Instant, target: ScheduleTarget): Promise<'created' | 'exists'> {
    checkName(name);
    if (this.#byName.has(name)) return 'exists';
    this.#byName.set(name, { name, at: roundUp(at), target: structuredClone(target) });
    return 'created';
  }

  async remove(name: string): Promise<void> {
    this.#byName.delete(name);
  }

  /** All schedules that have not fired; the one due first comes first. */
  waiting(): Schedule[] {
    return [...this.#byName.values()].sort((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  }

  /** Removes and answers a schedule, as one that has fired for the last time. */
  take(name: string): Schedule | undefined {
    const schedule = this.#byName.get(name);
    this.#byName.delete(name);
    return schedule;
  }
}
