/** Text for people: numbers, instants and columns of a terminal. */

const NUMBER = new Intl.NumberFormat('en-US');
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60\u{1f300}-\u{1faff}]/u;
const NO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** `3500` as `3,500`. */
export const count = (n: number): string => NUMBER.format(n);

/** `2027-01-05T09:00:00.000Z` as `2027-01-05 09:00Z`. */
export const minute = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)}Z`;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2027-01-05T09:00:00.000Z` as `5 Jan 09:00Z`. */
export const dayAndMinute = (instant: string): string =>
  `${Number(instant.slice(8, 10))} ${MONTHS[Number(instant.slice(5, 7)) - 1]} ${instant.slice(11, 16)}Z`;

/**
 * The same instant by the clock of a time zone, in brackets, with its day where that is another, such as
 * ` (10:00 Europe/Berlin)`. Empty where the clock shows UTC.
 */
export function hereOf(instant: string, zone = Intl.DateTimeFormat().resolvedOptions().timeZone): string {
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const [day = '', time = ''] = local.format(new Date(instant)).split(' ');
  if (day === instant.slice(0, 10) && time === instant.slice(11, 16)) return '';
  const name = day === instant.slice(0, 10) ? '' : `${Number(day.slice(8))} ${MONTHS[Number(day.slice(5, 7)) - 1]} `;
  return ` (${name}${time} ${zone})`;
}

const widthOf = (character: string): number => (NO_WIDTH.test(character) ? 0 : WIDE.test(character) ? 2 : 1);

/** Columns that a text takes on a terminal. */
export function width(text: string): number {
  let columns = 0;
  for (const character of text) columns += widthOf(character);
  return columns;
}

/** Shortens a text to a number of columns, with an ellipsis where something was cut. */
export function shorten(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    if (used + widthOf(character) > columns - 1) break;
    kept += character;
    used += widthOf(character);
  }
  return columns < 1 ? '' : `${kept}…`;
}

/** Fills up with blanks to a number of columns. */
export const pad = (text: string, columns: number): string => text + ' '.repeat(Math.max(0, columns - width(text)));

/** A user's text without anything that a terminal would take for a command. */
export const plain = (text: string): string => text.replace(/\p{Cc}/gu, ' ');
