/** How many were sent when the page looked; `at` in milliseconds. */
export interface Look {
  at: number;
  sent: number;
}

/** A pace is that of the last half minute: a single poll may fall between two windows. */
const SPAN_MS = 30_000;

/** The looks with another; those that are too old are left out, but for the last of them. */
export function withLook(looks: readonly Look[], look: Look): Look[] {
  const first = looks.findLastIndex(({ at }) => at <= look.at - SPAN_MS);
  // Fewer than before: another run.
  const kept = (looks.at(-1)?.sent ?? 0) > look.sent ? [] : looks.slice(Math.max(first, 0));
  return [...kept, look];
}

/** Null until two looks are known. */
export function mailsPerSecond(looks: readonly Look[]): number | null {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first === undefined || last === undefined || last.at <= first.at) return null;
  return (last.sent - first.sent) / ((last.at - first.at) / 1_000);
}
