import { dayAfter, daysFrom } from './days.ts';

/** What one task, or a mailing that is only supposed, sends on a day. */
export interface RampShare {
  id: string;
  name: string;
  mails: number;
}

/** A quota day of a ramp. */
export interface RampDay {
  /** As an ISO date. */
  day: string;
  level: number | null;
  /** Mails that may be sent; null without a limit, or where none is known. */
  limit: number | null;
  /** Mails that were handed over. */
  sent: number;
  /** Mails that the forecast expects, by task. */
  planned: readonly RampShare[];
  /** Holds and changes of the level, in sentences. */
  notes: readonly string[];
}

/** Bars of one kind: mails by day, days without any left out. */
export interface RampSeries {
  id: string;
  /** Null for the tasks that have no series of their own. */
  name: string | null;
  mails: Map<string, number>;
}

/** Ranges of days that a ramp can show. */
export const RANGES = [14, 37, 90] as const;

/** Tasks that have a series of their own; the others share one. */
const OWN_SERIES = 4;
/** A limit is drawn up to so many times the highest bar: one far above would flatten the bars. */
const HIGHEST_LINE = 2;

export const plannedOn = ({ planned }: Pick<RampDay, 'planned'>): number =>
  planned.reduce((sum, { mails }) => sum + mails, 0);

/** The days of a range: up to a fifth of it lies before today, if something was sent there. */
export function windowOf(days: readonly RampDay[], today: string, range: number): RampDay[] {
  const earliest = dayAfter(today, -Math.floor(range / 5));
  const start = days.reduce((first, { day }) => (day < first && day >= earliest ? day : first), today);
  const known = new Map(days.map((day) => [day.day, day]));
  return daysFrom(start, range).map(
    (day) => known.get(day) ?? { day, level: null, limit: null, sent: 0, planned: [], notes: [] },
  );
}

/** The planned mails: a series for each of the tasks that send most in these days, one for all others. */
export function plannedSeries(days: readonly RampDay[]): RampSeries[] {
  const byTask = new Map<string, RampSeries & { name: string }>();
  for (const { day, planned } of days) {
    for (const { id, name, mails } of planned) {
      const series = byTask.get(id) ?? { id, name, mails: new Map() };
      byTask.set(id, series);
      series.mails.set(day, (series.mails.get(day) ?? 0) + mails);
    }
  }
  const largest = [...byTask.values()].sort((a, b) => totalOf(b) - totalOf(a));
  const others = largest.slice(OWN_SERIES);
  return [...largest.slice(0, OWN_SERIES), ...(others.length === 0 ? [] : [together(others)])];
}

const totalOf = ({ mails }: RampSeries): number => [...mails.values()].reduce((sum, n) => sum + n, 0);

function together(series: readonly RampSeries[]): RampSeries {
  const mails = new Map<string, number>();
  for (const one of series) for (const [day, n] of one.mails) mails.set(day, (mails.get(day) ?? 0) + n);
  return { id: '', name: null, mails };
}

/** A row of the table of a ramp: a day with its figures, or something that happened to hold or level on a day. */
export interface RampRow {
  id: string;
  day: string;
  figures: RampDay | null;
  note: string | null;
}

/** What happened on a day stands below it. Days of which nothing is known are left out. */
export const rowsOf = (days: readonly RampDay[]): RampRow[] =>
  days
    .filter((day) => day.limit !== null || day.sent > 0 || plannedOn(day) > 0 || day.notes.length > 0)
    .flatMap((figures) => [
      { id: figures.day, day: figures.day, figures, note: null },
      ...figures.notes.map((note, i) => ({ id: `${figures.day} ${i}`, day: figures.day, figures: null, note })),
    ]);

/** The most that a line may show without flattening the bars; infinite where there are none. */
export function topOf(days: readonly RampDay[]): number {
  const highest = Math.max(0, ...days.map((day) => day.sent + plannedOn(day)));
  return highest === 0 ? Number.POSITIVE_INFINITY : highest * HIGHEST_LINE;
}

/** What a ramp says in a sentence. */
export interface RampFinding {
  planned: number;
  /** The last day on which something is planned; null if nothing is. */
  lastDay: string | null;
  /** The planned mails of the day that has most, and the day. */
  most: { day: string; mails: number } | null;
}

export function findingOf(days: readonly RampDay[]): RampFinding {
  const coming = days.map((day) => ({ day: day.day, mails: plannedOn(day) })).filter(({ mails }) => mails > 0);
  return {
    planned: coming.reduce((sum, { mails }) => sum + mails, 0),
    lastDay: coming.at(-1)?.day ?? null,
    most: coming.reduce<RampFinding['most']>((most, day) => (most && most.mails >= day.mails ? most : day), null),
  };
}
