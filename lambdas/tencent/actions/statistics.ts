import * as z from 'zod';
import { DAY } from '../../../core/clock.ts';
import { type DayStatistics, MAX_STATISTICS_DAYS, readStatistics } from '../../../core/insight/statistics.ts';
import type { Tables } from '../../../core/tables.ts';
import { daysBetween } from '../../../core/warm-up/quota-day.ts';
import { type Action, action } from '../action.ts';
import { Refusal } from '../errors.ts';
import { isDate } from '../times.ts';

const NOTHING = { requested: 0, accepted: 0, delivered: 0, opened: 0, clicked: 0, bounced: 0, unsubscribed: 0 };

/** Calls about what became of the mails of tasks and of single mails, by quota day. */
export const statisticsActions = ({ tables }: { tables: Tables }): Action[] => [
  action({
    name: 'GetStatisticsReport',
    role: 'viewer',
    schema: z.strictObject({
      StartDate: z.string().min(1),
      EndDate: z.string().min(1),
      Domain: z.string().optional(),
      ReceivingMailboxType: z.string().optional(),
    }),
    handle: async ({ StartDate: from, EndDate: to, Domain, ReceivingMailboxType }) => {
      if (ReceivingMailboxType) {
        const message = 'ReceivingMailboxType: there are no statistics by mailbox provider';
        throw new Refusal('UnsupportedOperation', message);
      }
      checkRange(from, to);
      const { days, overall } = await readStatistics(tables, {
        from,
        to,
        domain: Domain?.toLowerCase() || null,
        kind: 'all',
      });
      const byDay = new Map(days.map((statistics) => [statistics.day, statistics]));
      return {
        DailyVolumes: datesOf(from, to).map((day) => volumeOf(day, byDay.get(day) ?? NOTHING)),
        OverallVolume: volumeOf(from, overall),
      };
    },
  }),
];

function checkRange(from: string, to: string): void {
  const isRange = isDate(from) && isDate(to) && from <= to && daysBetween(from, to) < MAX_STATISTICS_DAYS;
  if (isRange) return;
  const message = `StartDate and EndDate must be dates such as 2027-01-05, at most ${MAX_STATISTICS_DAYS} days`;
  throw new Refusal('InvalidParameterValue.WrongDate', message);
}

const datesOf = (from: string, to: string): string[] =>
  Array.from({ length: daysBetween(from, to) + 1 }, (_, i) =>
    new Date(Date.parse(`${from}T00:00:00Z`) + i * DAY).toISOString().slice(0, 10),
  );

const volumeOf = (day: string, counts: Omit<DayStatistics, 'complained'>) => ({
  SendDate: day,
  RequestCount: counts.requested,
  AcceptedCount: counts.accepted,
  DeliveredCount: counts.delivered,
  OpenedCount: counts.opened,
  ClickedCount: counts.clicked,
  BounceCount: counts.bounced,
  UnsubscribeCount: counts.unsubscribed,
});
