import { DAY, type Instant, MINUTE, SECOND } from '../clock.ts';
import type { Domain } from './domain.ts';

/** Nothing is claimed so near to midnight, on either side, and no mail is handed over so near to the end of its day. */
export const MIDNIGHT_MARGIN = /* fence: midnight-margin */ 2 * SECOND;

/**
 * A quota day is a calendar day at one fixed offset from UTC. A fixed offset makes every day 24 hours long, so that
 * "24 hours later" is always on the next day.
 */

/** The quota day of an instant, as an ISO date. `offsetMinutes`: -720 to 840. */
export const quotaDayOf = (at: Instant, offsetMinutes: number): string =>
  new Date(at + offsetMinutes * MINUTE).toISOString().slice(0, 10);

/** The first instant of a quota day. */
export const startOfDay = (day: string, offsetMinutes: number): Instant =>
  Date.parse(`${day}T00:00:00Z`) - offsetMinutes * MINUTE;

/** The first instant of the next quota day. */
export const endOfDay = (day: string, offsetMinutes: number): Instant => startOfDay(day, offsetMinutes) + DAY;

/** The day before an ISO date. */
export const dayBefore = (day: string): string => new Date(Date.parse(day) - DAY).toISOString().slice(0, 10);

/** The day so many days after an ISO date. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);

/** How many days `to` lies after `from`. */
export const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY;

/** A wake may come late by this much and still belongs to its day: a lost schedule costs up to 7 minutes. */
const LAST_START = DAY - 10 * MINUTE;

/**
 * The first instant of the next quota day that has the time of day of `anchor`, or is ten minutes before the next
 * midnight where that is later: a run woken after midnight would use the quota of the day after, and leave every second
 * day unused.
 */
export function nextDayAt(now: Instant, anchor: Instant, offsetMinutes: number): Instant {
  const start = endOfDay(quotaDayOf(now, offsetMinutes), offsetMinutes);
  return start + Math.min((((anchor - start) % DAY) + DAY) % DAY, LAST_START);
}

/**
 * When mail that is parked now goes on: in 24 hours, or on the next day at the time of day of the run's first start.
 */
export const wakeAtOf = (
  { parkUntil }: Pick<Domain, 'parkUntil'>,
  firstStart: Instant,
  now: Instant,
  offsetMinutes: number,
): Instant => (parkUntil === 'daily-anchor' ? nextDayAt(now, firstStart, offsetMinutes) : now + DAY);
