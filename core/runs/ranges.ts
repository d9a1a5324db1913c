import type { Codec } from '../row.ts';
import type { Doubt, Range } from './run.ts';

/** Ranges and doubts as short texts, so that the run row stays small and one comparison shows whether they changed. */

/** A list as a text: its members parted by commas, the numbers of each by spaces. */
const asNumbers = <T>(numbersOf: (member: T) => number[], memberOf: (numbers: number[]) => T): Codec<T[]> => ({
  encode: (list) => list.map((member) => numbersOf(member).join(' ')).join(','),
  decode: (text) => (text === '' ? [] : text.split(',').map((member) => memberOf(member.split(' ').map(Number)))),
});

export const asRanges = asNumbers<Range>(
  ({ from, n, tries, notBefore }) => [from, n, tries, notBefore],
  ([from = 0, n = 0, tries = 0, notBefore = 0]) => ({ from, n, tries, notBefore }),
);

export const asDoubts = asNumbers<Doubt>(
  ({ serial, dueAt }) => [serial, dueAt],
  ([serial = 0, dueAt = 0]) => ({ serial, dueAt }),
);

/** How many recipients the ranges hold. */
export const rangesTotal = (ranges: Range[]): number => ranges.reduce((sum, range) => sum + range.n, 0);

/** Adds ranges, sorted by the time from which they may be claimed, and joins equal neighbors. */
export function putBack(rest: Range[], more: Range[]): Range[] {
  const sorted = [...rest, ...more].sort((a, b) => a.notBefore - b.notBefore || a.tries - b.tries || a.from - b.from);
  const joined: Range[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last && last.from + last.n === range.from && last.tries === range.tries && last.notBefore === range.notBefore) {
      joined[joined.length - 1] = { ...last, n: last.n + range.n };
    } else {
      joined.push(range);
    }
  }
  return joined;
}

/** Takes the first `n` positions off the first range. */
export function takeFirst(rest: Range[], n: number): Range[] {
  const [first, ...others] = rest;
  if (!first) return [];
  return first.n > n ? [{ ...first, from: first.from + n, n: first.n - n }, ...others] : others;
}
