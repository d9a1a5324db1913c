const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The quota day of an instant in milliseconds, `back` days earlier, as an ISO date. */
export const quotaDayOf = (now: number, offsetMinutes: number, back = 0): string =>
  new Date(now + offsetMinutes * MINUTE - back * DAY).toISOString().slice(0, 10);

/** The offset of a time zone as people write it: `UTC+09:00`. */
export function offsetText(minutes: number): string {
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `UTC${minutes < 0 ? '−' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
}
