import type { Task, TaskForecast, Timeline } from '../api/answers.ts';
import { RANGES, type RampDay } from './ramp.ts';

/**
 * The days of a run: what it sent, what it will send, and what other tasks of its domain will. Today may be in both
 * answers. `others`: how those tasks are called together.
 */
export function runDays(
  past: Timeline['days'],
  coming: TaskForecast['days'],
  { taskId, name, others }: Pick<Task, 'taskId'> & { name: string; others: string },
): RampDay[] {
  const sent = new Map(past.map((day) => [day.day, day]));
  const planned = coming.map((day): RampDay => {
    const before = sent.get(day.day);
    sent.delete(day.day);
    const shares = [
      { id: taskId, name, mails: day.planned },
      { id: '', name: others, mails: day.others },
    ];
    return {
      day: day.day,
      level: day.level,
      limit: day.limit ?? before?.limit ?? null,
      sent: before?.sent ?? 0,
      planned: shares.filter(({ mails }) => mails > 0),
      notes: [],
    };
  });
  const over = [...sent.values()].map((day): RampDay => ({ ...day, level: null, planned: [], notes: [] }));
  return [...over, ...planned];
}

/** A part of a range lies before today. */
const SHOWN_AT_MOST = 0.8;

/** The smallest range that shows all days, if one does. */
export const rangeOf = (days: readonly RampDay[]): (typeof RANGES)[number] =>
  RANGES.find((range) => days.length <= range * SHOWN_AT_MOST) ?? 90;
