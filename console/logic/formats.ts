/** Numbers and times as a language writes them, in the viewer's time zone. Instants are ISO 8601. */
export interface Formats {
  count(n: number): string;
  /** With one decimal. */
  decimal(x: number): string;
  /** A share from 0 to 1, with one decimal, rounded down: 99.96 % is not yet all. */
  share(x: number): string;
  /** Bytes in KB or MB, of a thousand each. */
  size(bytes: number): string;
  /** A difference of shares in percentage points, with its sign. */
  points(x: number): string;
  /** "tomorrow 20:45", "Mon 20:45" within a week, else with the date. */
  near(at: string, now: number): string;
  /** Date and time, shortly. */
  moment(at: string): string;
  /** Date, time and zone in full. */
  full(at: string): string;
  utc(at: string): string;
  /** A quota day or other date without a time. */
  day(date: string): string;
  /** The same without the year, for the axis of a chart. */
  shortDay(date: string): string;
  /** The time of day alone. */
  time(at: string): string;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** `zone`: an IANA time zone; the browser's own without one. */
export function formatsOf(locale: string, zone?: string): Formats {
  const style = (options: Intl.DateTimeFormatOptions, timeZone = zone) =>
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone === undefined ? {} : { timeZone }) });
  const count = new Intl.NumberFormat(locale);
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const inUnit = (unit: string) => new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: 1 });
  const [kilobytes, megabytes] = [inUnit('kilobyte'), inUnit('megabyte')];
  const points = new Intl.NumberFormat(locale, { signDisplay: 'exceptZero', maximumFractionDigits: 1 });
  const time = style({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const weekday = style({ weekday: 'short' });
  const date = style({ year: 'numeric', month: 'short', day: 'numeric' });
  const moment = style({ dateStyle: 'medium', timeStyle: 'short', hourCycle: 'h23' });
  const full = style({ dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' });
  const utc = style({ dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }, 'UTC');
  const dayOf = style({ dateStyle: 'medium' }, 'UTC');
  const shortDayOf = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const calendar = new Intl.DateTimeFormat('en-CA', zone === undefined ? {} : { timeZone: zone });
  const dayNumber = (ms: number): number => Date.parse(calendar.format(ms)) / DAY;
  const dayWord = (ms: number, now: number): string => {
    const days = dayNumber(ms) - dayNumber(now);
    if (Math.abs(days) <= 1) return relative.format(days, 'day');
    return days > 0 && days < 7 ? weekday.format(ms) : date.format(ms);
  };
  return {
    count: (n) => count.format(n),
    decimal: (x) => decimal.format(x),
    share: (x) => share.format(Math.floor(x * 1_000) / 1_000),
    size: (bytes) => (bytes < 1e6 ? kilobytes.format(bytes / 1e3) : megabytes.format(bytes / 1e6)),
    points: (x) => points.format(x * 100),
    near: (at, now) => `${dayWord(Date.parse(at), now)} ${time.format(Date.parse(at))}`,
    moment: (at) => moment.format(Date.parse(at)),
    full: (at) => full.format(Date.parse(at)),
    utc: (at) => utc.format(Date.parse(at)),
    day: (day) => dayOf.format(Date.parse(`${day}T00:00:00Z`)),
    shortDay: (day) => shortDayOf.format(Date.parse(`${day}T00:00:00Z`)),
    time: (at) => time.format(Date.parse(at)),
  };
}
