import { domainOf } from '../../console/logic/domain-of.ts';
import { paceOf } from '../../console/logic/pace.ts';
import { barOf, doneOf, isParked, isPossible, type Standing, TASK_ACTIONS } from '../../console/logic/task-state.ts';
import { TASK_STATUSES } from '../../core/tasks/status.ts';

const counts = { requested: 3_000, sent: 490, failed: 8, skipped: 1, unknown: 1, cached: 2_400, inFlight: 100 };

const standing = (change: Partial<Standing>): Standing => ({
  status: 'paused',
  error: null,
  hold: null,
  counts,
  startAt: '2026-10-03T02:00:00Z',
  ...change,
});

const heldBy = (reason: 'user' | 'warm-up-quota'): Standing['hold'] => ({
  reason,
  since: null,
  by: null,
  resumesAt: null,
  behind: null,
  lastAnswer: null,
  advice: '',
});

describe('the bar', () => {
  it('counts every outcome as done', () => {
    expect(doneOf(standing({}))).toBe(500);
    expect(barOf(standing({}), 0.1667)).toBe(16.6);
  });

  it('is full only when nobody is left', () => {
    const all = { requested: 1_000_000, sent: 999_999, failed: 0, skipped: 0, unknown: 0, cached: 0, inFlight: 1 };
    expect(barOf(standing({ counts: all }), 0.9999)).toBe(99.9);
    expect(barOf(standing({ counts: { ...all, sent: 1_000_000, inFlight: 0 } }), 1)).toBe(100);
  });

  it('of nobody is empty before the start, and full after it', () => {
    const none = { requested: 0, sent: 0, failed: 0, skipped: 0, unknown: 0, cached: 0, inFlight: 0 };
    expect(barOf(standing({ counts: none }), 0)).toBe(0);
    expect(barOf(standing({ counts: none }), 1)).toBe(100);
  });
});

describe('what may be done', () => {
  const possible = (task: Standing) => TASK_ACTIONS.filter((action) => isPossible(action, task));

  it.each(TASK_STATUSES)('with a task that is %s', (status) => {
    const expected: Record<string, string[]> = {
      waiting: ['pause', 'cancel'],
      preparing: ['pause', 'cancel'],
      sending: ['pause', 'cancel'],
      paused: ['pause', 'resume', 'cancel'],
      error: ['resume', 'cancel'],
      finished: [],
      cancelled: [],
    };
    expect(possible(standing({ status }))).toEqual(expected[status]);
  });

  it('a parked task can be paused for good, one that a user paused not again', () => {
    expect(possible(standing({ hold: heldBy('warm-up-quota') }))).toContain('pause');
    expect(possible(standing({ hold: heldBy('user') }))).toEqual(['resume', 'cancel']);
  });
});

it('is parked what goes on by itself', () => {
  expect(isParked(standing({ hold: heldBy('warm-up-quota') }))).toBe(true);
  expect(isParked(standing({ hold: heldBy('user') }))).toBe(false);
  expect(isParked(standing({ status: 'sending' }))).toBe(false);
});

describe('how often a page asks', () => {
  it.each([
    [['sending', 'paused'], 2_000],
    [['preparing'], 2_000],
    [['waiting', 'finished'], 15_000],
    [['error'], 15_000],
    [['finished', 'cancelled'], 60_000],
    [[], 60_000],
  ] as const)('%j: every %d ms', (statuses, pace) => {
    expect(paceOf(statuses, 0)).toBe(pace);
  });

  it('once a minute when nobody has touched it for half an hour', () => {
    expect(paceOf(['sending'], 30 * 60_000)).toBe(60_000);
  });
});

it.each([
  ['news@news.example.com', 'news.example.com'],
  ['News <news@news.example.com>', 'news.example.com'],
  ['"a@b" <news@例え.jp>', '例え.jp'],
])('the domain of %s', (from, domain) => {
  expect(domainOf(from)).toBe(domain);
});
