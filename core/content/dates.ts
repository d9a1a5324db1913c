import { Temporal } from 'temporal-polyfill';
import { type Instant, SECOND } from '../clock.ts';

/** Longer texts are no dates. */
const MAX_DATE_LENGTH = 100;
/** Maximum length of the format of a date, in characters. */
export const MAX_FORMAT_LENGTH = 200;

const ISO_LOCAL = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?$/;
/** The end of a time that says where on earth it is meant. */
const WITH_ZONE =
  /(?:\d\s?Z|\b(?:UTC?|GMT|[ECMP][SD]T)\b.*|\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*[+-]\d\d:?\d\d)(?:\s*\(.*\))?$/i;

type Zoned = Temporal.ZonedDateTime;

/**
 * A date as a template or its data has it: seconds since 1970, `now` and `today`, ISO 8601, or the usual English
 * spellings. One with an offset is shown in `timeZone`, one without is meant there; the zone of the machine never
 * matters. Null for what is no date.
 */
export function readDate(value: unknown, timeZone: string, now: Instant): Zoned | null {
  try {
    if (typeof value === 'number') return at(value * SECOND, timeZone);
    if (typeof value !== 'string' || value.length > MAX_DATE_LENGTH) return null;
    const text = value.trim();
    if (text === 'now' || text === 'today') return at(now, timeZone);
    if (/^\d+$/.test(text)) return at(Number(text) * SECOND, timeZone);
    if (ISO_LOCAL.test(text)) return Temporal.PlainDateTime.from(text).toZonedDateTime(timeZone);
    if (WITH_ZONE.test(text)) return at(Date.parse(text), timeZone);
    return at(Date.parse(`${text} UTC`), 'UTC')
      .toPlainDateTime()
      .toZonedDateTime(timeZone);
  } catch {
    return null;
  }
}

/** Throws for a number that is no instant. */
const at = (milliseconds: number, timeZone: string): Zoned =>
  Temporal.Instant.fromEpochMilliseconds(Math.trunc(milliseconds)).toZonedDateTimeISO(timeZone);

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

const weekday = ({ dayOfWeek }: Zoned): string => DAYS[dayOfWeek - 1] ?? '';
const month = (date: Zoned): string => MONTHS[date.month - 1] ?? '';
const hour12 = ({ hour }: Zoned): number => hour % 12 || 12;

/** The week of the year, the first of which begins on the year's first Sunday (`first` 7) or Monday (1). */
const weekOfYear = ({ dayOfYear, dayOfWeek }: Zoned, first: number): number =>
  Math.floor((dayOfYear + 6 - ((dayOfWeek - first + 7) % 7)) / 7);

function ordinal({ day }: Zoned): string {
  if (day >= 11 && day <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day % 10] ?? 'th';
}

function zoneName(date: Zoned): string {
  const shown = date.toLocaleString('en-US', { timeZoneName: 'short' });
  return shown.slice(shown.lastIndexOf(' ') + 1);
}

interface Conversion {
  write: (date: Zoned) => string | number;
  /** @default 0 */
  width?: number;
  /** @default '0' */
  pad?: ' ';
}

const number = (write: (date: Zoned) => number, width = 0): Conversion => ({ write, width });
const blank = (write: (date: Zoned) => number | string, width = 0): Conversion => ({ write, width, pad: ' ' });
const shape = (format: string): Conversion => blank((date) => formatDate(date, format));

/** The conversions of strftime as Ruby has them, which Liquid comes from; `%q` is the ending of an ordinal (`5th`). */
const CONVERSIONS: Record<string, Conversion> = {
  a: blank((date) => weekday(date).slice(0, 3)),
  A: blank(weekday),
  b: blank((date) => month(date).slice(0, 3)),
  B: blank(month),
  c: shape('%a %b %e %H:%M:%S %Y'),
  C: number(({ year }) => Math.floor(year / 100), 2),
  d: number(({ day }) => day, 2),
  D: shape('%m/%d/%y'),
  e: blank(({ day }) => day, 2),
  F: shape('%Y-%m-%d'),
  g: number(({ yearOfWeek = 0 }) => yearOfWeek % 100, 2),
  G: number(({ yearOfWeek = 0 }) => yearOfWeek, 4),
  h: blank((date) => month(date).slice(0, 3)),
  H: number(({ hour }) => hour, 2),
  I: number(hour12, 2),
  j: number(({ dayOfYear }) => dayOfYear, 3),
  k: blank(({ hour }) => hour, 2),
  l: blank(hour12, 2),
  L: number(({ millisecond }) => millisecond, 3),
  m: number((date) => date.month, 2),
  M: number(({ minute }) => minute, 2),
  n: blank(() => '\n'),
  N: number(({ millisecond, microsecond, nanosecond }) => millisecond * 1e6 + microsecond * 1e3 + nanosecond, 9),
  p: blank(({ hour }) => (hour < 12 ? 'AM' : 'PM')),
  P: blank(({ hour }) => (hour < 12 ? 'am' : 'pm')),
  q: blank(ordinal),
  r: shape('%I:%M:%S %p'),
  R: shape('%H:%M'),
  s: number(({ epochMilliseconds }) => Math.floor(epochMilliseconds / SECOND)),
  S: number(({ second }) => second, 2),
  t: blank(() => '\t'),
  T: shape('%H:%M:%S'),
  u: number(({ dayOfWeek }) => dayOfWeek),
  U: number((date) => weekOfYear(date, 7), 2),
  v: shape('%e-%^b-%Y'),
  V: number(({ weekOfYear: week = 0 }) => week, 2),
  w: number(({ dayOfWeek }) => dayOfWeek % 7),
  W: number((date) => weekOfYear(date, 1), 2),
  x: shape('%m/%d/%y'),
  X: shape('%H:%M:%S'),
  y: number(({ year }) => ((year % 100) + 100) % 100, 2),
  Y: number(({ year }) => year, 4),
  z: blank(({ offset }) => offset.slice(0, 6).replace(':', '')),
  Z: blank(zoneName),
  '%': blank(() => '%'),
};

const CONVERSION = /%([-_0^#:]*)(\d{0,2})[EO]?(.)?/gsu;

/** Writes a date. Letters that mean nothing stay as they are. */
export const formatDate = (date: Zoned, format: string): string =>
  format.replace(CONVERSION, (whole: string, flags: string, width: string, letter = '') => {
    const conversion = CONVERSIONS[letter];
    return conversion === undefined ? whole : padded(date, conversion, { flags, width: Number(width), letter });
  });

interface Wanted {
  flags: string;
  width: number;
  letter: string;
}

function padded(date: Zoned, { write, width: usual = 0, pad = undefined }: Conversion, wanted: Wanted): string {
  const { flags, letter } = wanted;
  let text = String(write(date));
  if (letter === 'N') return text.padStart(9, '0').slice(0, wanted.width || 9);
  if (letter === 'z' && flags.includes(':')) text = `${text.slice(0, 3)}:${text.slice(3)}`;
  if (flags.includes('^')) text = text.toUpperCase();
  else if (flags.includes('#')) text = /[a-z]/.test(text) ? text.toUpperCase() : text.toLowerCase();
  if (flags.includes('-')) return text;
  const filler = flags.includes('_') ? ' ' : flags.includes('0') ? '0' : (pad ?? '0');
  return text.padStart(wanted.width || usual, filler);
}

/** What a format has that means nothing, e.g. `%Q`; null for a good one. */
export function unknownIn(format: string): string | null {
  for (const [whole, , , letter = ''] of format.matchAll(CONVERSION)) {
    if (CONVERSIONS[letter] === undefined) return whole;
  }
  return null;
}
