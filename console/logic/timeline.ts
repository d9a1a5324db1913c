import type { Timeline } from '../api/answers.ts';

/** Points that a page keeps of a run: enough for a line, whatever the run's length. */
const MAX_KEPT = 400;

/** The timeline so far with what closed since: its days are added, its points follow. Of another run, the newer one. */
export function grown(before: Timeline | undefined, since: Timeline): Timeline {
  if (before === undefined || before.runId !== since.runId) return since;
  return { ...since, points: thinned([...before.points, ...since.points]), days: addedDays(before.days, since.days) };
}

/** The first and the last stay, so that the line keeps its ends. */
function thinned(points: Timeline['points']): Timeline['points'] {
  if (points.length <= MAX_KEPT) return points;
  return points.filter((_, index) => index % 2 === 0 || index === points.length - 1);
}

function addedDays(before: Timeline['days'], since: Timeline['days']): Timeline['days'] {
  const newer = new Map(since.map((day) => [day.day, day]));
  const known = before.map((day) => {
    const more = newer.get(day.day);
    newer.delete(day.day);
    return more === undefined ? day : { ...more, sent: day.sent + more.sent };
  });
  return [...known, ...newer.values()];
}

const HOUR = 3_600_000;

/** Recipients of the last hour, as points of a line: how many were sent until then. */
export function lastHour({ points, now }: Pick<Timeline, 'points' | 'now'>): { x: Date; y: number }[] {
  const from = Date.parse(now) - HOUR;
  return points.filter(({ at }) => Date.parse(at) >= from).map(({ at, sent }) => ({ x: new Date(at), y: sent }));
}
