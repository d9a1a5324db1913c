import plot from 'simple-ascii-chart';
import { stepsOf } from '../../core/warm-up/plans.ts';
import type { WarmUp } from '../answers.ts';
import type { Session } from '../session.ts';
import { facts, table } from '../table.ts';
import { count, hereOf, minute } from '../text.ts';

type Day = Pick<WarmUp, 'day' | 'level' | 'limit' | 'sent' | 'other'>;

/** The labels left of the plot, up to a billion. */
const AXIS_WIDTH = 15;
const DAYS_PLOTTED = 30;
/** Days with mail that are shown however many levels are to come. */
const PAST_PLOTTED = 5;
const DAYS_SHOWN = 7;

/** Shows the current level of a domain's warm-up, and the levels to come. */
export async function showWarmUp(session: Session, domain: string): Promise<void> {
  const api = await session.api();
  const warmUp = await api.get<WarmUp>('/v1/domains/{domain}/warm-up', { params: { domain } });
  session.show(linesOf(domain, warmUp, session), [{ domain, ...warmUp }]);
}

function linesOf(domain: string, warmUp: WarmUp, session: Session): string[] {
  const { plan, level, levelRule, limit, left, sent, reserved, heldUntil } = warmUp;
  const days = daysOf(warmUp);
  const steps = stepsOf(warmUp);
  const head = facts([
    ['domain', domain],
    ['plan', level === null ? plan : `${plan}, level ${level} of ${steps.length}, by ${levelRule}`],
    [
      'today',
      limit === null
        ? `${count(sent)} sent, no limit`
        : `${count(sent)} of ${count(limit)} sent, ${count(left ?? 0)} left`,
    ],
    ['reserved', reserved > 0 ? `${count(reserved)} for older tasks` : null],
    ['held', heldUntil && `until ${minute(heldUntil)}${hereOf(heldUntil)}, because of bounces or complaints`],
  ]);
  const shown = days.slice(-DAYS_SHOWN).reverse();
  return [
    ...head,
    '',
    ...plotOf(days, level === null ? [] : steps.slice(level), session.columns),
    ...tableOf(shown, session),
  ];
}

/** The days with mail, oldest first, and today. */
function daysOf({ history, day, level, limit, sent, other }: WarmUp): Day[] {
  const days: Day[] = [...history].reverse();
  return days.at(-1)?.day === day ? days : [...days, { day, level, limit, sent, other }];
}

/**
 * The limits of the days so far and of the levels to come, with what was sent. Each step is as high as any other, so
 * that none is lost between the ticks of a scale; a day's dot is at the highest step that was reached.
 */
function plotOf(days: Day[], ahead: readonly number[], columns: number): string[] {
  const known = days.flatMap(({ limit, sent }) => (limit === null ? [] : [{ limit, sent }]));
  const wide = known.length + ahead.length < 100 ? 3 : 4;
  const most = Math.min(DAYS_PLOTTED, Math.floor((columns - AXIS_WIDTH) / wide));
  const past = known.slice(-Math.max(PAST_PLOTTED, most - ahead.length));
  const limits = [...past.map(({ limit }) => limit), ...ahead.slice(0, most - past.length)];
  const steps = [...new Set(limits)].sort((a, b) => a - b);
  if (steps.length < 2) return [];
  const first = known.length - past.length + 1;
  const rankOf = (mails: number) => Math.max(1, steps.filter((step) => step <= mails).length);
  const drawn = plot(
    limits.map((limit, i): [number, number] => [first + i, rankOf(limit)]),
    {
      width: wide * (limits.length - 1) + 1,
      height: steps.length,
      points: past.flatMap(({ sent }, i) => (sent > 0 ? [{ x: first + i, y: rankOf(sent) }] : [])),
      formatter: (value, { axis }) => (axis === 'y' ? count(steps[Math.round(value) - 1] ?? 0) : value),
    },
  );
  const lines = drawn.split('\n').map((line) => line.trimEnd());
  const rest = ahead.length - (limits.length - past.length);
  return [
    'mails a day, by days with mail: ━ limit, ● step that was reached',
    ...lines.filter((line) => line !== ''),
    ...(rest > 0 ? [`and ${count(rest)} more levels, up to ${count(ahead.at(-1) ?? 0)}`] : []),
    '',
  ];
}

const figure = (n: number | null): string => (n === null ? '-' : count(n));

const tableOf = (days: Day[], session: Session): string[] =>
  table<Day>(
    days,
    [
      { title: 'DAY', of: ({ day }) => day },
      { title: 'LEVEL', of: ({ level }) => figure(level), align: 'right' },
      { title: 'LIMIT', of: ({ limit }) => figure(limit), align: 'right' },
      { title: 'SENT', of: ({ sent }) => count(sent), align: 'right' },
      { title: 'OTHER', of: ({ other }) => count(other) },
    ],
    session,
  );
