import type { Context } from 'liquidjs';
import type { Instant } from '../clock.ts';
import { formatDate, MAX_FORMAT_LENGTH, readDate } from './dates.ts';
import { type FilterHandler, textOf } from './metered-filters.ts';
import { STEP } from './work.ts';

/** Under these names a rendering finds its time; no template can write them. */
const NOW = Symbol('now');
const TIME_ZONE = Symbol('time zone');

/** What the date filters know of a rendering: the present, never that of the machine, and the zone of the task. */
export interface RenderTime {
  [NOW]: Instant;
  [TIME_ZONE]: string;
}

export const renderTime = (now: Instant, timeZone: string): RenderTime => ({ [NOW]: now, [TIME_ZONE]: timeZone });

/** As Liquid has it for a `date` without a format. */
const DEFAULT_FORMAT = '%A, %B %-e, %Y at %-l:%M %P %z';

/** How many steps it is to read and write a date. */
const STEPS = 5;

/** `zone` wins over the task's: a name of the IANA database, or the minutes that it is behind UTC. */
function write(context: Context, value: unknown, format: string, zone?: unknown): unknown {
  if (format.length > MAX_FORMAT_LENGTH) {
    throw new Error(`the format of a date has more than ${MAX_FORMAT_LENGTH} characters`);
  }
  context.memoryLimit.use(STEPS * STEP + format.length * (STEP / 10));
  const { [NOW]: now = 0, [TIME_ZONE]: timeZone = 'UTC' } = context.globals as Partial<RenderTime>;
  const date = readDate(value, zoneOf(zone) ?? timeZone, now);
  return date === null ? value : formatDate(date, format);
}

function zoneOf(zone: unknown): string | null {
  if (typeof zone === 'string') return zone;
  if (typeof zone !== 'number') return null;
  const [hours, minutes] = [Math.floor(Math.abs(zone) / 60), Math.abs(zone) % 60];
  return `${zone > 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
}

const writtenAs = (format: string): FilterHandler =>
  function (value) {
    return write(this.context, value, format);
  };

/** `type` `ordinal` writes `5th`, in the order of `style`, which may be `US`. */
const writtenWith = (month: string): FilterHandler =>
  function (value, type, style) {
    if (type !== 'ordinal') return write(this.context, value, `%d ${month} %Y`);
    return write(this.context, value, style === 'US' ? `${month} %-d%q, %Y` : `%-d%q ${month} %Y`);
  };

/** Liquid's filters for dates; Liquid's own read and write them in the zone of the machine. */
export const dateFilters: Record<string, FilterHandler> = {
  date(value, format, zone) {
    const isGiven = format !== undefined && format !== null;
    return write(this.context, value, isGiven ? textOf(format, this.context.memoryLimit) : DEFAULT_FORMAT, zone);
  },
  date_to_xmlschema: writtenAs('%Y-%m-%dT%H:%M:%S%:z'),
  date_to_rfc822: writtenAs('%a, %d %b %Y %H:%M:%S %z'),
  date_to_string: writtenWith('%b'),
  date_to_long_string: writtenWith('%B'),
};
