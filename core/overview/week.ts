import { domainsWithStatistics, readStatisticsOf } from '../insight/statistics.ts';
import type { Tables } from '../tables.ts';
import { dayAfter, daysBetween } from '../warm-up/quota-day.ts';

/** The bulk mail of a quota day, over all domains. */
export interface WeekDay {
  day: string;
  accepted: number;
  delivered: number;
  bounced: number;
  complained: number;
}

/** Every quota day from one ISO date to another, inclusive; null with more domains than are added up. */
export async function readWeek(tables: Tables, { from, to }: { from: string; to: string }): Promise<WeekDay[] | null> {
  const domains = await domainsWithStatistics(tables);
  if (domains === null) return null;
  const { days } = await readStatisticsOf(tables, domains, { from, to });
  const byDay = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, i) => {
    const day = dayAfter(from, i);
    const { accepted = 0, delivered = 0, bounced = 0, complained = 0 } = byDay.get(day) ?? {};
    return { day, accepted, delivered, bounced, complained };
  });
}
