import { Temporal } from 'temporal-polyfill';
import type { Clock, Instant } from '../core/clock.ts';
import type { Log } from '../core/log.ts';
import { readIfPresent, writeAtomically } from './atomic-file.ts';

/** A schedule as its creator sent it, in the words of the EventBridge Scheduler API. */
export interface ScheduleRequest {
  ScheduleExpression: string;
  ScheduleExpressionTimezone?: string;
  GroupName?: string;
  State?: 'ENABLED' | 'DISABLED';
  ActionAfterCompletion?: 'NONE' | 'DELETE';
  ClientToken?: string;
  Target: { Arn: string; Input?: string; RoleArn?: string };
  [field: string]: unknown;
}

export interface Schedule {
  group: string;
  name: string;
  at: Instant;
  /** Fired, and kept because its creator did not ask for its deletion. */
  isCompleted: boolean;
  createdAt: Instant;
  updatedAt: Instant;
  request: ScheduleRequest;
}

const RETRY_MS = 1_000;

/** Reads `at(2027-01-05T09:00:00)` in its time zone (default UTC). Throws a RangeError on anything else. */
export function parseAt(expression: string, timeZone = 'UTC'): Instant {
  const local = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/.exec(expression)?.[1];
  if (local === undefined) throw new RangeError(`Invalid Schedule Expression ${expression}.`);
  return Temporal.PlainDateTime.from(local, { overflow: 'reject' }).toZonedDateTime(timeZone).epochMilliseconds;
}

/** One-time schedules that outlive the process. Fires each at least once, into the queue that its target names. */
export class LocalScheduler {
  readonly #path: string | null;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #deliver: (queueArn: string, body: string) => Promise<void>;
  readonly #schedules = new Map<string, Schedule>();
  readonly #firing = new Set<Schedule>();

  /** `path` null: kept in memory only. `deliver` sends a message; a throw is retried a second later. */
  constructor(options: {
    path: string | null;
    clock: Clock;
    log: Log;
    deliver: (queueArn: string, body: string) => Promise<void>;
  }) {
    this.#path = options.path;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#deliver = options.deliver;
    const stored = this.#path === null ? undefined : readIfPresent(this.#path);
    for (const schedule of stored === undefined ? [] : (JSON.parse(stored) as Schedule[])) {
      this.#schedules.set(keyOf(schedule.group, schedule.name), schedule);
    }
  }

  get(group: string, name: string): Schedule | undefined {
    return this.#schedules.get(keyOf(group, name));
  }

  /** All of a group, by name. */
  list(group?: string): Schedule[] {
    return [...this.#schedules.values()]
      .filter((schedule) => group === undefined || schedule.group === group)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Stores a schedule, in place of one with that name. It is on disk when this returns. */
  put(group: string, name: string, request: ScheduleRequest): Schedule {
    const now = this.#clock.now();
    const schedule: Schedule = {
      group,
      name,
      at: parseAt(request.ScheduleExpression, request.ScheduleExpressionTimezone),
      isCompleted: false,
      createdAt: this.get(group, name)?.createdAt ?? now,
      updatedAt: now,
      request,
    };
    this.#schedules.set(keyOf(group, name), schedule);
    this.#save();
    return schedule;
  }

  /** False when there was none. */
  remove(group: string, name: string): boolean {
    const wasThere = this.#schedules.delete(keyOf(group, name));
    if (wasThere) this.#save();
    return wasThere;
  }

  nextDue(): Instant | null {
    let next: Instant | null = null;
    for (const schedule of this.#schedules.values()) {
      if (isArmed(schedule) && (next === null || schedule.at < next)) next = schedule.at;
    }
    return next;
  }

  /** Fires the due schedules, earliest first. Returns how many were delivered. */
  async fireDue(now: Instant): Promise<number> {
    const due = [...this.#schedules.values()]
      .filter((schedule) => isArmed(schedule) && schedule.at <= now && !this.#firing.has(schedule))
      .sort((a, b) => a.at - b.at);
    let fired = 0;
    for (const schedule of due) {
      this.#firing.add(schedule);
      try {
        await this.#deliver(schedule.request.Target.Arn, inputOf(schedule));
        this.#complete(schedule);
        fired += 1;
      } catch (error) {
        this.#log.error('schedule-failed', error, { name: schedule.name });
        schedule.at = now + RETRY_MS;
      } finally {
        this.#firing.delete(schedule);
      }
    }
    return fired;
  }

  /** Delivered first, removed afterwards: a crash in between delivers twice, never not at all. */
  #complete(schedule: Schedule): void {
    const key = keyOf(schedule.group, schedule.name);
    if (this.#schedules.get(key) !== schedule) return;
    if (schedule.request.ActionAfterCompletion === 'DELETE') this.#schedules.delete(key);
    else schedule.isCompleted = true;
    this.#save();
  }

  #save(): void {
    if (this.#path !== null) writeAtomically(this.#path, `${JSON.stringify([...this.#schedules.values()])}\n`);
  }
}

const keyOf = (group: string, name: string): string => `${group}/${name}`;

const isArmed = (schedule: Schedule): boolean => !schedule.isCompleted && schedule.request.State !== 'DISABLED';

/** EventBridge replaces context attributes in the input, e.g. by the instant for which the call was scheduled. */
function inputOf(schedule: Schedule): string {
  const { Target } = schedule.request;
  const scheduledTime = `${parseAtIso(schedule)}Z`;
  return (Target.Input ?? '{}')
    .replaceAll('<aws.scheduler.scheduled-time>', scheduledTime)
    .replaceAll('<aws.scheduler.schedule-arn>', arnOf(schedule));
}

/** The scheduled instant, whole seconds, also after a delivery that had to be repeated. */
function parseAtIso({ request }: Schedule): string {
  return new Date(parseAt(request.ScheduleExpression, request.ScheduleExpressionTimezone)).toISOString().slice(0, 19);
}

/** The name under which EventBridge Scheduler would know it. */
export const arnOf = (schedule: Schedule): string =>
  `arn:aws:scheduler:us-east-1:000000000000:schedule/${schedule.group}/${schedule.name}`;
