import type { DomainForecast } from '../../console/api/answers.ts';
import { calendarOf, icsEvents } from '../../console/logic/calendar.ts';
import { icsOf } from '../../console/logic/ics.ts';
import { byDomain, changeOf, countsByDay, isAnswerable, rangeBefore } from '../../console/logic/statistics.ts';

const day = (date: string, ...planned: [taskId: string, mails: number][]): DomainForecast['days'][number] => ({
  day: date,
  level: 1,
  limit: 500,
  left: 500,
  planned: planned.map(([taskId, mails]) => ({ taskId, label: null, mails })),
});

const forecastOf = (days: DomainForecast['days'], finishes: Record<string, string>): DomainForecast => {
  const tasks = Object.entries(finishes).map(([taskId, finishesOn]) => {
    return { taskId, label: null, finishesAt: `${finishesOn}T01:00:00Z`, finishesOn };
  });
  return { now: '2026-10-03T00:00:00Z', days, tasks, today: { days, tasks } };
};

describe('the calendar', () => {
  const plans = [
    {
      domain: 'a.example',
      forecast: forecastOf([day('2026-10-03', ['t1', 500]), day('2026-10-04', ['t1', 20])], { t1: '2026-10-04' }),
    },
    { domain: 'b.example', forecast: forecastOf([day('2026-10-04', ['t2', 7])], { t2: '2026-10-04' }) },
  ];
  const tasks = [
    { taskId: 't1', status: 'paused', startAt: '2026-10-02T00:00:00Z' },
    { taskId: 't2', status: 'waiting', startAt: '2026-10-04T09:00:00Z' },
  ] as const;
  const calendar = calendarOf(plans, tasks, ['2026-10-03', '2026-10-04', '2026-10-05'], (at) => at.slice(0, 10));

  it('adds up what the domains send on a day', () => {
    expect(
      calendar.map(({ mails, domains }) => [mails, domains.map(({ domain, mails: own }) => `${domain} ${own}`)]),
    ).toEqual([
      [500, ['a.example 500']],
      [27, ['a.example 20', 'b.example 7']],
      [0, []],
    ]);
  });

  it('knows what starts and what is done', () => {
    expect(calendar[1]?.entries.map(({ taskId, starts, finishes }) => [taskId, starts, finishes])).toEqual([
      ['t1', false, true],
      ['t2', true, true],
    ]);
    expect(icsEvents(calendar, (kind, id) => `${kind} ${id}`).map(({ title }) => title)).toEqual([
      'finishOf t1',
      'startOf t2',
      'finishOf t2',
    ]);
  });
});

describe('a calendar file', () => {
  it('has a day for each event, and escapes what has a meaning', () => {
    const ics = icsOf([{ uid: 'u', day: '2026-12-31', title: 'a, b; c\\d\ne' }], '2026-10-03T02:00:00.123Z');
    expect(ics).toContain('DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n');
    expect(ics).toContain('DTSTAMP:20261003T020000Z\r\n');
    expect(ics).toContain('SUMMARY:a\\, b\\; c\\\\d\\ne\r\n');
  });

  it('folds lines at 75 bytes, and cuts no character in two', () => {
    const title = 'お歳暮ギフトのご案内と年末年始の営業日について🎁'.repeat(3);
    const ics = icsOf([{ uid: 'u', day: '2026-12-31', title }], '2026-10-03T02:00:00Z');
    expect(Math.max(...ics.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75);
    expect(ics.replaceAll('\r\n ', '')).toContain(`SUMMARY:${title}\r\n`);
  });
});

describe('statistics', () => {
  it('are compared with as many days before', () => {
    expect(rangeBefore({ from: '2026-10-01', to: '2026-10-07' })).toEqual({ from: '2026-09-24', to: '2026-09-30' });
    expect([changeOf(0.05, 0.02), changeOf(null, 0.02), changeOf(0.05, undefined)]).toEqual([0.05 - 0.02, null, null]);
  });

  it('are of at most a leap year', () => {
    expect(isAnswerable({ from: '2028-01-01', to: '2028-12-31' })).toBe(true);
    expect(isAnswerable({ from: '2027-12-31', to: '2028-12-31' })).toBe(false);
    expect(isAnswerable({ from: '2028-01-02', to: '2028-01-01' })).toBe(false);
  });

  it('have a zero for days without mail', () => {
    expect(countsByDay({ from: '2026-10-01', to: '2026-10-02' }, [], 'opened')).toEqual([
      { x: '2026-10-01', y: 0 },
      { x: '2026-10-02', y: 0 },
    ]);
  });

  it('count lists, and tests and single mails, apart for each domain that sent', () => {
    const dayOf = (day: string, sent: number, other: number) => ({ day, sent, other });
    const domains = [
      { domain: 'a.example', warmUp: { history: [dayOf('2026-10-03', 9, 9), dayOf('2026-10-02', 5, 2)] } },
      { domain: 'b.example', warmUp: { history: [dayOf('2026-10-01', 0, 1), dayOf('2026-09-30', 7, 7)] } },
      { domain: 'c.example', warmUp: { history: [] } },
    ];
    const range = { from: '2026-10-01', to: '2026-10-02' };
    const [a, b] = [
      { domain: 'a.example', bulk: 5, other: 2 },
      { domain: 'b.example', bulk: 0, other: 1 },
    ];
    expect(byDomain(domains, range)).toEqual([a, b]);
    expect(byDomain(domains, { ...range, domain: 'b.example' })).toEqual([b]);
  });
});
