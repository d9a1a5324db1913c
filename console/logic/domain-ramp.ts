import type { Domain, DomainForecast } from '../api/answers.ts';
import type { RampDay } from './ramp.ts';

type WarmUp = Domain['warmUp'];
export type ReputationChange = WarmUp['history'][number]['changes'][number];

interface Naming {
  /** The name of a task. */
  nameOf(taskId: string): string;
  /** What a hold or a change of the level was. */
  noteOf(change: ReputationChange): string;
}

/** The days of a domain: those that have passed from its history, the others from a forecast. */
export function domainRamp(warmUp: WarmUp, forecast: DomainForecast['days'], { nameOf, noteOf }: Naming): RampDay[] {
  const past = warmUp.history.map(({ day, level, limit, sent, changes }): RampDay => {
    return { day, level, limit, sent, planned: [], notes: changes.map(noteOf) };
  });
  const days = new Map(past.map((day) => [day.day, day]));
  for (const { day, level, limit, planned } of forecast) {
    const known = days.get(day);
    const sent = day === warmUp.day ? warmUp.sent : (known?.sent ?? 0);
    const shares = planned.map(({ taskId, label, mails }) => ({
      id: taskId ?? `+${label}`,
      name: label ?? (taskId === null ? '' : nameOf(taskId)),
      mails,
    }));
    days.set(day, { day, level, limit, sent, planned: shares, notes: known?.notes ?? [] });
  }
  return [...days.values()];
}

/** The limits of the coming days by day; those without one are left out. */
export const limitsOf = (days: DomainForecast['days']): Map<string, number> =>
  new Map(days.flatMap(({ day, limit }): [string, number][] => (limit === null ? [] : [[day, limit]])));

/** When a task is done, as it is and under a supposition. Days are ISO dates; null where there is no end in sight. */
export interface Finish {
  id: string;
  taskId: string | null;
  label: string | null;
  /** Undefined for a mailing that is only supposed. */
  before: string | null | undefined;
  after: string | null;
}

export function finishesOf({ tasks, today }: DomainForecast): Finish[] {
  const before = new Map(today.tasks.map(({ taskId, finishesOn }) => [taskId, finishesOn]));
  return tasks.map(({ taskId, label, finishesOn }) => ({
    id: taskId ?? `+${label}`,
    taskId,
    label,
    before: taskId === null ? undefined : (before.get(taskId) ?? null),
    after: finishesOn,
  }));
}
