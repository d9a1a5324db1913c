const DAY = 86_400_000;

/** The quota day so many days after another; both as ISO dates. */
export const dayAfter = (day: string, days = 1): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** So many days in their order, from the first on. */
export const daysFrom = (first: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => dayAfter(first, n));
