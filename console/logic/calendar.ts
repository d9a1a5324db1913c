import type { ActiveTask, DomainForecast } from '../api/answers.ts';

/** What a task does on a day. */
export interface CalendarEntry {
  id: string;
  taskId: string;
  domain: string;
  mails: number;
  starts: boolean;
  finishes: boolean;
}

export interface CalendarDay {
  day: string;
  mails: number;
  /** Domains that send on it, and how much. */
  domains: { domain: string; mails: number }[];
  entries: CalendarEntry[];
}

export interface DomainPlan {
  domain: string;
  forecast: DomainForecast;
}

/** All domains day by day: what sends, starts and finishes. `dayOf`: the quota day of an instant. */
export function calendarOf(
  plans: readonly DomainPlan[],
  tasks: readonly Pick<ActiveTask, 'taskId' | 'status' | 'startAt'>[],
  days: readonly string[],
  dayOf: (at: string) => string,
): CalendarDay[] {
  const starts = new Map(
    tasks.filter(({ status }) => status === 'waiting').map(({ taskId, startAt }) => [taskId, dayOf(startAt)]),
  );
  return days.map((day) => {
    const entries = plans.flatMap((plan) => entriesOn(plan, day, starts));
    const domains = Map.groupBy(entries, ({ domain }) => domain);
    return {
      day,
      mails: sumOf(entries),
      domains: [...domains].map(([domain, own]) => ({ domain, mails: sumOf(own) })),
      entries,
    };
  });
}

const sumOf = (entries: readonly CalendarEntry[]): number => entries.reduce((sum, { mails }) => sum + mails, 0);

function entriesOn(
  { domain, forecast }: DomainPlan,
  day: string,
  starts: ReadonlyMap<string, string>,
): CalendarEntry[] {
  const planned = forecast.days.find((one) => one.day === day)?.planned ?? [];
  const finishing = new Set(forecast.tasks.filter(({ finishesOn }) => finishesOn === day).map(({ taskId }) => taskId));
  return planned.flatMap(({ taskId, mails }) =>
    taskId === null
      ? []
      : [
          {
            id: `${day} ${taskId}`,
            taskId,
            domain,
            mails,
            starts: starts.get(taskId) === day,
            finishes: finishing.has(taskId),
          },
        ],
  );
}

/** Starts and finishes, for another calendar. */
export const icsEvents = (
  days: readonly CalendarDay[],
  titleOf: (kind: 'startOf' | 'finishOf', taskId: string) => string,
): { uid: string; day: string; title: string }[] =>
  days.flatMap(({ day, entries }) =>
    entries.flatMap(({ taskId, starts, finishes }) => [
      ...(starts ? [{ uid: `start-${taskId}`, day, title: titleOf('startOf', taskId) }] : []),
      ...(finishes ? [{ uid: `finish-${taskId}`, day, title: titleOf('finishOf', taskId) }] : []),
    ]),
  );
