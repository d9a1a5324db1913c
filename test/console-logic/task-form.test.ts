import type { Task } from '../../console/api/answers.ts';
import {
  bodyOf,
  copyOf,
  emptyForm,
  formOf,
  instantOf,
  isWhole,
  leftOutTime,
  mailsOf,
  type TaskForm,
  wallTime,
} from '../../console/logic/task-form.ts';

const form = (change: Partial<TaskForm> = {}): TaskForm => ({
  ...emptyForm('Asia/Tokyo', '2027-01-05'),
  templateId: '3',
  from: ' news@a.test ',
  listIds: ['1', '2'],
  ...change,
});

describe('the body of a task', () => {
  it('of now has no time', () => {
    const body = bodyOf(form());
    expect(body).toMatchObject({ from: 'news@a.test', listIds: ['1', '2'], subject: null });
    expect(body).not.toHaveProperty('startAt');
    expect(body).not.toHaveProperty('timeZone');
  });

  it('at a time takes the time of its zone', () => {
    expect(bodyOf(form({ type: 'timed' }))).toMatchObject({ startAt: '2027-01-05T00:00:00.000Z' });
  });

  it('again and again has a rule or an interval', () => {
    const weekly = form({ type: 'recurring', date: '', every: 'week', weekDays: ['monday'], monthDays: [3] });
    expect(bodyOf(weekly)).toMatchObject({
      intervalHours: null,
      recurrence: { every: 'week', on: ['monday'], at: '09:00' },
      until: null,
    });
    expect(bodyOf(weekly)).not.toHaveProperty('startAt');
    const hourly = form({ type: 'recurring', every: 'hours', hours: '12', ends: 'times', times: '4' });
    expect(bodyOf(hourly)).toMatchObject({ intervalHours: 12, recurrence: null, until: { occurrences: 4 } });
    const daily = form({ type: 'recurring', ends: 'day', lastDate: '2027-02-01' });
    expect(bodyOf(daily)).toMatchObject({
      recurrence: { every: 'day', at: '09:00' },
      until: { at: '2027-02-01T14:59:00.000Z' },
    });
  });
});

describe('the form of a task', () => {
  const task = {
    ...bodyOf(form()),
    type: 'recurring',
    startAt: '2027-01-05T00:00:00Z',
    intervalHours: null,
    recurrence: { every: 'month', on: [1, 31], at: '09:00' },
    timeZone: 'Asia/Tokyo',
    until: { occurrences: 4 },
  } as unknown as Task;

  it('makes the same task again', () => {
    expect(bodyOf(formOf(task))).toMatchObject({
      startAt: '2027-01-05T00:00:00.000Z',
      recurrence: task.recurrence,
      until: task.until,
    });
  });

  it('sends a start again only if that changes', () => {
    const before = formOf(task);
    expect(bodyOf({ ...before, time: '10:00' }, before)).not.toHaveProperty('startAt');
    expect(bodyOf({ ...before, date: '2027-01-06' }, before)).toHaveProperty('startAt');
    const once = formOf({ ...task, type: 'timed', recurrence: null, until: null });
    expect(bodyOf(once, once)).not.toHaveProperty('startAt');
    expect(bodyOf({ ...once, time: '10:00' }, once)).toHaveProperty('startAt');
  });

  it('of a copy begins later and has no name', () => {
    expect(copyOf({ ...task, name: 'Autumn' }, 'UTC', '2027-03-01')).toMatchObject({ date: '2027-03-01', name: '' });
  });
});

it('says that a clock change leaves out the time of a task that is sent once', () => {
  const local = '2027-03-14T03:30:00-04:00';
  expect(leftOutTime(form({ type: 'timed', time: '02:30' }), local)).toBe(true);
  expect(leftOutTime(form({ type: 'timed', time: '03:30' }), local)).toBe(false);
  expect(leftOutTime(form({ type: 'recurring', time: '02:30' }), local)).toBe(false);
});

describe('a form is whole', () => {
  it.each<[boolean, Partial<TaskForm>]>([
    [true, {}],
    [false, { templateId: null }],
    [false, { from: ' ' }],
    [false, { listIds: [] }],
    [false, { type: 'timed', date: '' }],
    [false, { type: 'timed', time: '9' }],
    [true, { type: 'recurring', date: '' }],
    [false, { type: 'recurring', every: 'hours', hours: '0' }],
    [false, { type: 'recurring', ends: 'day' }],
    [false, { type: 'recurring', ends: 'times', times: '' }],
  ])('%s: %j', (is, change) => {
    expect(isWhole(form(change))).toBe(is);
  });
});

describe('times of a zone', () => {
  it('go there and back over clock changes', () => {
    for (const [date, time] of [
      ['2027-03-14', '01:30'],
      ['2027-07-01', '12:00'],
      ['2027-11-07', '03:00'],
    ] as const) {
      expect(wallTime(instantOf(date, time, 'America/New_York'), 'America/New_York')).toEqual({ date, time });
    }
  });

  it('that a clock change leaves out are put after it', () => {
    expect(new Date(instantOf('2027-03-14', '02:30', 'America/New_York')).toISOString()).toBe(
      '2027-03-14T07:30:00.000Z',
    );
  });
});

it('counts the mails of a dry run', () => {
  expect(mailsOf({ requested: 20, skipped: { suppressed: 3 }, failing: { 'template-error': 2 } })).toBe(15);
});
