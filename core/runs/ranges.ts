import type { Doubt, Range } from './run.ts';

/** Ranges and doubts as short texts, so that the run row stays small and one comparison shows whether they changed. */

export const encodeRanges = (ranges: Range[]): string =>
  ranges.map(({ from, n, tries, notBefore }) => [from, n, tries, notBefore].join(' ')).join(',');

export const decodeRanges = (text: string): Range[] =>
  text === ''
    ? []
    : text.split(',').map((range) => {
        const [from = 0, n = 0, tries = 0, notBefore = 0] = range.split(' ').map(Number);
        return { from, n, tries, notBefore };
      });

export const encodeDoubts = (doubts: Doubt[]): string =>
  doubts.map(({ serial, dueAt }) => `${serial} ${dueAt}`).join(',');

export const decodeDoubts = (text: string): Doubt[] =>
  text === ''
    ? []
    : text.split(',').map((doubt) => {
        const [serial = 0, dueAt = 0] = doubt.split(' ').map(Number);
        return { serial, dueAt };
      });

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
