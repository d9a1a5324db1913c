import plot from 'simple-ascii-chart';
import { stepsOf } from '../../core/warm-up/plans.ts';
import type { WarmUp } from '../answers.ts';
import type { Session } from '../session.ts';
import { facts, table } from '../table.ts';
import { count, minute } from '../text.ts';

type Day = Pick<WarmUp, 'day' | 'level' | 'limit' | 'sent' | 'other'>;

const PLOT_HEIGHT = 12;
const PLOT_WIDTH = 60;
/** The labels left of the plot. */
const AXIS_WIDTH = 8;
const DAYS_SHOWN = 7;

/** Shows the current level of a domain's warm-up, and the levels to come. */
export async function showWarmUp(session: Session, domain: string): Promise<void> {
  const api = await session.api();
  const warmUp = await api.get<WarmUp>('/v1/domains/{domain}/warm-up', { params: { domain } });
  session.show(linesOf(domain, warmUp, session.columns), [{ domain, ...warmUp }]);
}

function linesOf(domain: string, warmUp: WarmUp, columns: number): string[] {
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
    ['held', heldUntil && `until ${minute(heldUntil)}, because of bounces or complaints`],
  ]);
  const shown = days.slice(-DAYS_SHOWN).reverse();
  return [...head, '', ...plotOf(days, level === null ? [] : steps.slice(level), columns), ...tableOf(shown, columns)];
}

/** The days with mail, oldest first, and today. */
function daysOf({ history, day, level, limit, sent, other }: WarmUp): Day[] {
  const days: Day[] = [...history].reverse();
  return days.at(-1)?.day === day ? days : [...days, { day, level, limit, sent, other }];
}

/** The limits of the days so far and of the levels to come, on a logarithmic scale, with what was sent. */
function plotOf(days: Day[], ahead: readonly number[], columns: number): string[] {
  const limits = [...days.map(({ limit }) => limit ?? 0), ...ahead].filter((limit) => limit > 0);
  if (limits.length < 2) return [];
  const points = days.flatMap(({ sent }, i) => (sent > 0 ? [{ x: i + 1, y: Math.log10(sent) }] : []));
  const drawn = plot(
    limits.map((limit, i): [number, number] => [i + 1, Math.log10(limit)]),
    {
      width: Math.max(20, Math.min(PLOT_WIDTH, columns - AXIS_WIDTH)),
      height: PLOT_HEIGHT,
      points,
      formatter: (value, { axis }) => (axis === 'y' ? short(10 ** value) : value),
    },
  );
  const lines = drawn.split('\n').map((line) => line.trimEnd());
  return ['mails a day, by days with mail: ━ limit, ● sent', ...lines.filter((line) => line !== ''), ''];
}

/** `40000` as `40k`. */
function short(n: number): string {
  const rounded = Number(n.toPrecision(2));
  if (rounded >= 1e6) return `${rounded / 1e6}M`;
  return rounded >= 1e3 ? `${rounded / 1e3}k` : String(rounded);
}

const figure = (n: number | null): string => (n === null ? '-' : count(n));

const tableOf = (days: Day[], columns: number): string[] =>
  table<Day>(
    days,
    [
      { title: 'DAY', of: ({ day }) => day },
      { title: 'LEVEL', of: ({ level }) => figure(level), align: 'right' },
      { title: 'LIMIT', of: ({ limit }) => figure(limit), align: 'right' },
      { title: 'SENT', of: ({ sent }) => count(sent), align: 'right' },
      { title: 'OTHER', of: ({ other }) => count(other) },
    ],
    columns,
  );
