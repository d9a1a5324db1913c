import { type Instant, MINUTE } from '../../core/clock.ts';

/**
 * Times without a zone, as the vendor writes them. They are read and shown at the offset of the quota day: a date is
 * then a quota day, and a mail of 01:00 stands under the day that it was counted on.
 */

const WITHOUT_ZONE = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)$/;
const WITH_ZONE = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d)$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** `2027-01-05 09:00:00`. */
export const timeText = (at: Instant, offsetMinutes: number): string =>
  new Date(at + offsetMinutes * MINUTE).toISOString().slice(0, 19).replace('T', ' ');

/** Reads what `timeText` writes, and ISO 8601 with `Z` or an offset; null for anything else. */
export function timeIn(text: string, offsetMinutes: number): Instant | null {
  if (WITH_ZONE.test(text)) return isDate(text.slice(0, 10)) ? numberOrNull(Date.parse(text)) : null;
  const [, date, time] = WITHOUT_ZONE.exec(text) ?? [];
  if (date === undefined || !isDate(date)) return null;
  const at = numberOrNull(Date.parse(`${date}T${time}Z`));
  return at === null ? null : at - offsetMinutes * MINUTE;
}

/** Whether a text is a date that exists. */
export const isDate = (text: string): boolean => {
  const at = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
};

/** Whole seconds since 1970. */
export const secondsOf = (at: Instant): number => Math.floor(at / 1_000);

const numberOrNull = (n: number): number | null => (Number.isNaN(n) ? null : n);
