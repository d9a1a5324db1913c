import { DAY, type Instant, MINUTE, SECOND } from '../clock.ts';

/** Longer texts are no dates. */
const MAX_DATE_LENGTH = 100;
/** Maximum length of the format of a date, in characters. */
export const MAX_FORMAT_LENGTH = 200;

const ISO_LOCAL = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?$/;
/** The end of a time that says where on earth it is meant. */
const WITH_ZONE =
  /(?:\d\s?Z|\b(?:UTC?|GMT|[ECMP][SD]T)\b.*|\d\d:\d\d(?::\d\d(?:\.\d+)?)?\s*[+-]\d\d:?\d\d)(?:\s*\(.*\))?$/i;

/** An instant as the clock on the wall of a time zone shows it. */
interface Zoned {
  at: Instant;
  /** Its UTC fields are what the clock on the wall shows. */
  wall: Date;
  timeZone: string;
}

/**
 * A date as a template or its data has it: seconds since 1970, `now` and `today`, ISO 8601, or the usual English
 * spellings. One with an offset is shown in `timeZone`, one without is meant there; the zone of the machine never
 * matters. Null for what is no date, and in a zone that does not exist.
 */
export function readDate(value: unknown, timeZone: string, now: Instant): Zoned | null {
  try {
    if (typeof value === 'number') return zoned(value * SECOND, timeZone);
    if (typeof value !== 'string' || value.length > MAX_DATE_LENGTH) return null;
    const text = value.trim();
    if (text === 'now' || text === 'today') return zoned(now, timeZone);
    if (/^\d+$/.test(text)) return zoned(Number(text) * SECOND, timeZone);
    if (ISO_LOCAL.test(text)) return onTheWall(Date.parse(isoInUtc(text)), timeZone);
    if (WITH_ZONE.test(text)) return zoned(Date.parse(text), timeZone);
    return onTheWall(Date.parse(`${text} UTC`), timeZone);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const isoInUtc = (text: string): string => `${text.replace(' ', 'T')}${text.includes(':') ? '' : 'T00:00'}Z`;

/** Throws a `RangeError` for a number that is no instant, and for a zone that does not exist. */
function zoned(milliseconds: number, timeZone: string): Zoned {
  const at = Math.trunc(milliseconds);
  const wall = new Date(at + offsetAt(at, timeZone));
  wall.toISOString();
  return { at, wall, timeZone };
}

/** The instant at which a wall shows this. A time that a clock change skips is the one an hour later. */
function onTheWall(local: number, timeZone: string): Zoned {
  const early = local - offsetAt(local, timeZone);
  const offset = offsetAt(early, timeZone);
  const at = local - offset;
  return zoned(offsetAt(at, timeZone) === offset ? at : early, timeZone);
}

/** Making one takes longer than all else. A task has one zone, a template may name a few. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const MAX_CLOCKS = 50;

function clockOf(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const units = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
  const shown = { ...units, second: 'numeric', hourCycle: 'h23', timeZoneName: 'short', timeZone } as const;
  const clock = new Intl.DateTimeFormat('en-US', shown);
  if (clocks.size >= MAX_CLOCKS) clocks.clear();
  clocks.set(timeZone, clock);
  return clock;
}

/** How far a zone is ahead of UTC, in milliseconds. */
function offsetAt(at: Instant, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  const parts = new Map(
    clockOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const [year = 0, month = 1, ...rest] = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map((type) =>
    parts.get(type),
  );
  const [day, hour, minute, second] = rest;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / SECOND) * SECOND;
}

const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

const year = ({ wall }: Zoned): number => wall.getUTCFullYear();
const monthOf = ({ wall }: Zoned): number => wall.getUTCMonth() + 1;
const day = ({ wall }: Zoned): number => wall.getUTCDate();
const hour = ({ wall }: Zoned): number => wall.getUTCHours();
/** Monday is 1, Sunday 7. */
const dayOfWeek = ({ wall }: Zoned): number => wall.getUTCDay() || 7;

const weekday = (date: Zoned): string => DAYS[dayOfWeek(date) - 1] ?? '';
const month = (date: Zoned): string => MONTHS[monthOf(date) - 1] ?? '';
const hour12 = (date: Zoned): number => hour(date) % 12 || 12;

const dayOfYear = (date: Zoned): number => Math.floor((date.wall.getTime() - Date.UTC(year(date), 0, 1)) / DAY) + 1;

/** The week of the year, the first of which begins on the year's first Sunday (`first` 7) or Monday (1). */
const weekOfYear = (date: Zoned, first: number): number =>
  Math.floor((dayOfYear(date) + 6 - ((dayOfWeek(date) - first + 7) % 7)) / 7);

/** The Thursday of its week, whose year is that of the week (ISO 8601). */
const thursday = (date: Zoned): Zoned => ({
  ...date,
  wall: new Date(date.wall.getTime() + (4 - dayOfWeek(date)) * DAY),
});

function ordinal(date: Zoned): string {
  if (day(date) >= 11 && day(date) <= 13) return 'th';
  return ['th', 'st', 'nd', 'rd'][day(date) % 10] ?? 'th';
}

/** As `+09:00`. */
function offset({ at, wall }: Zoned): string {
  const minutes = Math.round((wall.getTime() - at) / MINUTE);
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}

const zoneName = ({ at, timeZone }: Zoned): string =>
  clockOf(timeZone)
    .formatToParts(at)
    .find(({ type }) => type === 'timeZoneName')?.value ?? '';

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
  C: number((date) => Math.floor(year(date) / 100), 2),
  d: number(day, 2),
  D: shape('%m/%d/%y'),
  e: blank(day, 2),
  F: shape('%Y-%m-%d'),
  g: number((date) => year(thursday(date)) % 100, 2),
  G: number((date) => year(thursday(date)), 4),
  h: blank((date) => month(date).slice(0, 3)),
  H: number(hour, 2),
  I: number(hour12, 2),
  j: number(dayOfYear, 3),
  k: blank(hour, 2),
  l: blank(hour12, 2),
  L: number(({ wall }) => wall.getUTCMilliseconds(), 3),
  m: number(monthOf, 2),
  M: number(({ wall }) => wall.getUTCMinutes(), 2),
  n: blank(() => '\n'),
  N: number(({ wall }) => wall.getUTCMilliseconds() * 1e6, 9),
  p: blank((date) => (hour(date) < 12 ? 'AM' : 'PM')),
  P: blank((date) => (hour(date) < 12 ? 'am' : 'pm')),
  q: blank(ordinal),
  r: shape('%I:%M:%S %p'),
  R: shape('%H:%M'),
  s: number(({ at }) => Math.floor(at / SECOND)),
  S: number(({ wall }) => wall.getUTCSeconds(), 2),
  t: blank(() => '\t'),
  T: shape('%H:%M:%S'),
  u: number(dayOfWeek),
  U: number((date) => weekOfYear(date, 7), 2),
  v: shape('%e-%^b-%Y'),
  V: number((date) => Math.ceil(dayOfYear(thursday(date)) / 7), 2),
  w: number((date) => dayOfWeek(date) % 7),
  W: number((date) => weekOfYear(date, 1), 2),
  x: shape('%m/%d/%y'),
  X: shape('%H:%M:%S'),
  y: number((date) => ((year(date) % 100) + 100) % 100, 2),
  Y: number(year, 4),
  z: blank((date) => offset(date).replace(':', '')),
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
