import type { Domain, Statistics } from '../api/answers.ts';
import { dayAfter, daysFrom } from './days.ts';

type History = Domain['warmUp']['history'][number];
export type Figures = Statistics['overall'];
export type DayFigures = Statistics['days'][number];
type Count = Exclude<keyof Figures, 'rates'>;

export const COUNTS = [
  'requested',
  'accepted',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'complained',
  'unsubscribed',
] as const satisfies readonly Count[];
/** Each rate with what it is a share of. */
export const RATES = {
  delivered: 'accepted',
  opened: 'delivered',
  clicked: 'delivered',
  bounced: 'accepted',
  complained: 'delivered',
  unsubscribed: 'delivered',
} as const;
export type RateName = keyof typeof RATES;

/** The most days that one question may be about. */
export const MOST_DAYS = 366;

interface Range {
  from: string;
  to: string;
}

const lengthOf = ({ from, to }: Range): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000) + 1;

/** As many days right before a range. */
export function rangeBefore(range: Range): Range {
  const length = lengthOf(range);
  return { from: dayAfter(range.from, -length), to: dayAfter(range.from, -1) };
}

/** Whether the API answers for a range. */
export const isAnswerable = (range: Range): boolean => lengthOf(range) >= 1 && lengthOf(range) <= MOST_DAYS;

/** By how much a rate differs from the one before; null where one of them is not known. */
export const changeOf = (now: number | null, before: number | null | undefined): number | null =>
  now === null || before === null || before === undefined ? null : now - before;

/** One figure by day; days without mail are zero, or without a rate. */
export const countsByDay = (range: Range, days: readonly DayFigures[], name: (typeof COUNTS)[number]) =>
  daysFrom(range.from, lengthOf(range)).map((day) => ({
    x: day,
    y: days.find((one) => one.day === day)?.[name] ?? 0,
  }));

export const ratesByDay = (days: readonly DayFigures[], name: RateName) =>
  days.flatMap(({ day, rates }) => (rates[name] === null ? [] : [{ x: day, y: rates[name] }]));

/** What a domain sent in some days: mail to lists, and tests and single mails. */
export interface DomainSum {
  domain: string;
  bulk: number;
  other: number;
}

/** Of each domain that sent, or of the one that is named; of a domain, its last 100 days with mail are known. */
export const byDomain = (
  domains: readonly { domain: string; warmUp: { history: readonly Pick<History, 'day' | 'sent' | 'other'>[] } }[],
  { from, to, domain: only }: Range & { domain?: string | undefined },
): DomainSum[] =>
  domains
    .filter(({ domain }) => only === undefined || domain === only)
    .map(({ domain, warmUp }) => {
      const days = warmUp.history.filter(({ day }) => day >= from && day <= to);
      const sum = (name: 'sent' | 'other'): number => days.reduce((total, day) => total + day[name], 0);
      return { domain, bulk: sum('sent'), other: sum('other') };
    })
    .filter(({ bulk, other }) => bulk + other > 0);
