import { dayAfter, daysFrom } from '../../console/logic/days.ts';
import { findingOf, plannedSeries, type RampDay, rowsOf, topOf, windowOf } from '../../console/logic/ramp.ts';

const TODAY = '2026-10-03';

const ramped = (day: string, change: Partial<RampDay> = {}): RampDay => ({
  day,
  level: 1,
  limit: 500,
  sent: 0,
  planned: [],
  notes: [],
  ...change,
});

const planned = (...mails: number[]) => mails.map((n, i) => ({ id: `t${i}`, name: `Task ${i}`, mails: n }));

it('counts days over the ends of months and years', () => {
  expect(dayAfter('2026-12-31')).toBe('2027-01-01');
  expect(dayAfter('2028-03-01', -1)).toBe('2028-02-29');
  expect(daysFrom('2026-10-31', 3)).toEqual(['2026-10-31', '2026-11-01', '2026-11-02']);
});

describe('the days of a range', () => {
  it('begin today where nothing was sent before', () => {
    const shown = windowOf([ramped(TODAY)], TODAY, 14);
    expect(shown).toHaveLength(14);
    expect(shown[0]?.day).toBe(TODAY);
    expect(shown[1]).toMatchObject({ day: '2026-10-04', limit: null, sent: 0 });
  });

  it('show up to a fifth of the past', () => {
    const days = ['2026-09-01', '2026-09-26', '2026-09-30'].map((day) => ramped(day, { sent: 5 }));
    expect(windowOf(days, TODAY, 37)[0]?.day).toBe('2026-09-26');
    expect(windowOf(days, TODAY, 14)[0]?.day).toBe(TODAY);
  });
});

describe('the planned mails', () => {
  it('have a series for each of the four largest tasks, and one for the others', () => {
    const series = plannedSeries([
      ramped(TODAY, { planned: planned(1, 20, 30, 40, 50, 60) }),
      ramped('2026-10-04', { planned: planned(2) }),
    ]);
    expect(series.map(({ name }) => name)).toEqual(['Task 5', 'Task 4', 'Task 3', 'Task 2', null]);
    expect(series.at(-1)?.mails).toEqual(
      new Map([
        [TODAY, 21],
        ['2026-10-04', 2],
      ]),
    );
  });

  it('of several runs of a task on one day are added up', () => {
    const [series] = plannedSeries([ramped(TODAY, { planned: [...planned(3), ...planned(4)] })]);
    expect(series?.mails.get(TODAY)).toBe(7);
  });
});

it('draws a limit no higher than lets the bars be seen', () => {
  expect(topOf([ramped(TODAY, { sent: 100, planned: planned(50) })])).toBe(300);
  expect(topOf([ramped(TODAY)])).toBe(Number.POSITIVE_INFINITY);
});

describe('what a ramp says', () => {
  it('is how much is planned, until when, and the day with most', () => {
    const days = [ramped(TODAY, { planned: planned(500) }), ramped('2026-10-04', { planned: planned(900, 100) })];
    expect(findingOf(days)).toEqual({
      planned: 1_500,
      lastDay: '2026-10-04',
      most: { day: '2026-10-04', mails: 1_000 },
    });
  });

  it('is nothing without plans', () => {
    expect(findingOf([ramped(TODAY)])).toEqual({ planned: 0, lastDay: null, most: null });
  });
});

it('what happened on a day stands in rows below it, and unknown days are left out', () => {
  const held = ramped('2026-10-04', { limit: null, level: null, notes: ['Held.', 'Level 1.'] });
  const rows = rowsOf([ramped(TODAY), held, ramped('2026-10-05', { limit: null })]);
  expect(rows.map(({ day, figures, note }) => [day, figures !== null, note])).toEqual([
    [TODAY, true, null],
    ['2026-10-04', true, null],
    ['2026-10-04', false, 'Held.'],
    ['2026-10-04', false, 'Level 1.'],
  ]);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(4);
});
