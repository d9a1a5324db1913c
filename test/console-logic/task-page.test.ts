import type { Run, Task, TaskEvent, Timeline } from '../../console/api/answers.ts';
import { nextSaid } from '../../console/logic/announcement.ts';
import { holdOffers, type Offered } from '../../console/logic/hold-offers.ts';
import { reasonText } from '../../console/logic/reason-text.ts';
import { rangeOf, runDays } from '../../console/logic/run-ramp.ts';
import { mailsPerSecond, withLook } from '../../console/logic/sending-pace.ts';
import { shownRun } from '../../console/logic/shown-run.ts';
import { logOf, runEvents } from '../../console/logic/task-log.ts';
import { mayEdit, mayRename, mayRetry, tabTitle } from '../../console/logic/task-state.ts';
import { grown, lastHour } from '../../console/logic/timeline.ts';
import en from '../../console/words/en.ts';
import { HOLD_REASONS } from '../../core/runs/holds.ts';
import { RUN_ERRORS } from '../../core/runs/run.ts';
import { TASK_STATUSES } from '../../core/tasks/status.ts';

const NOW = '2026-10-03T02:00:00Z';
const counts = { requested: 1_200, sent: 480, failed: 12, skipped: 5, unknown: 3, cached: 700, inFlight: 0 };

const run = (change: Partial<Run>): Run => ({
  runId: '1-1',
  taskId: '1',
  status: 'sending',
  reason: null,
  error: null,
  hold: null,
  scheduledFor: NOW,
  progress: 0.41,
  counts,
  retryOf: null,
  retryOutcomes: null,
  createdAt: NOW,
  startedAt: NOW,
  finishedAt: null,
  ...change,
});

const task = (change: Partial<Task>): Task =>
  ({ ...run({}), runId: '1-1', status: 'sending', startAt: NOW, listId: '7', ...change }) as Task;

describe('the timeline', () => {
  const point = (at: string, sent: number) => ({ at, sent, failed: 0, skipped: 0, unknown: 0 });
  const timeline = (change: Partial<Timeline>): Timeline => ({
    now: NOW,
    runId: '1-1',
    points: [],
    days: [],
    next: 'a',
    more: false,
    ...change,
  });

  it('grows by what closed since, and adds what was sent on a day', () => {
    const before = timeline({
      points: [point('2026-10-03T01:00:00Z', 100)],
      days: [{ day: '2026-10-03', sent: 100, limit: null }],
    });
    const since = timeline({
      next: 'b',
      points: [point('2026-10-03T01:30:00Z', 250)],
      days: [
        { day: '2026-10-03', sent: 150, limit: 500 },
        { day: '2026-10-04', sent: 20, limit: 1_000 },
      ],
    });
    expect(grown(before, since)).toEqual({
      ...since,
      points: [point('2026-10-03T01:00:00Z', 100), point('2026-10-03T01:30:00Z', 250)],
      days: [
        { day: '2026-10-03', sent: 250, limit: 500 },
        { day: '2026-10-04', sent: 20, limit: 1_000 },
      ],
    });
  });

  it('begins anew with another run', () => {
    const other = timeline({ runId: '1-2' });
    expect(grown(timeline({ points: [point(NOW, 1)] }), other)).toBe(other);
    expect(grown(undefined, other)).toBe(other);
  });

  it('keeps its ends when it has more points than a line needs', () => {
    const many = Array.from({ length: 500 }, (_, n) => point(NOW, n));
    const { points } = grown(timeline({ points: many }), timeline({ points: [point(NOW, 500)] }));
    expect(points.length).toBeLessThanOrEqual(400);
    expect([points[0]?.sent, points.at(-1)?.sent]).toEqual([0, 500]);
  });

  it('of the last hour leaves out what is older', () => {
    const points = [point('2026-10-03T00:30:00Z', 1), point('2026-10-03T01:30:00Z', 2)];
    expect(lastHour({ points, now: NOW })).toEqual([{ x: new Date('2026-10-03T01:30:00Z'), y: 2 }]);
  });
});

describe('the ramp of a run', () => {
  it('joins what was sent today with what is planned, by the task and by others', () => {
    const past = [
      { day: '2026-10-01', sent: 500, limit: 500 },
      { day: '2026-10-03', sent: 40, limit: 2_000 },
    ];
    const coming = [{ day: '2026-10-03', level: 2, limit: null, planned: 700, others: 30 }];
    const days = runDays(past, coming, { taskId: '1', name: 'News', others: 'Others' });
    expect(days).toEqual([
      { day: '2026-10-01', sent: 500, limit: 500, level: null, planned: [], notes: [] },
      {
        day: '2026-10-03',
        sent: 40,
        limit: 2_000,
        level: 2,
        planned: [
          { id: '1', name: 'News', mails: 700 },
          { id: '', name: 'Others', mails: 30 },
        ],
        notes: [],
      },
    ]);
    expect(rangeOf(days)).toBe(14);
  });
});

describe('the pace', () => {
  it('is that of the last half minute', () => {
    let looks = withLook([], { at: 0, sent: 0 });
    expect(mailsPerSecond(looks)).toBeNull();
    for (const at of [10_000, 20_000, 40_000]) looks = withLook(looks, { at, sent: at / 100 });
    expect(looks.map(({ at }) => at)).toEqual([10_000, 20_000, 40_000]);
    expect(mailsPerSecond(looks)).toBe(10);
  });

  it('begins anew with another run, which has sent fewer', () => {
    expect(withLook([{ at: 0, sent: 500 }], { at: 1_000, sent: 3 })).toEqual([{ at: 1_000, sent: 3 }]);
  });
});

describe('the run that is shown', () => {
  it('has the numbers of the task, which are newer than those of the list', () => {
    const newer = { ...counts, sent: 490, cached: 690 };
    expect(shownRun(task({ counts: newer }), [run({})], undefined)?.counts).toEqual(newer);
  });

  it('is the one that was chosen', () => {
    const missed = run({ runId: '1-0', status: 'missed', reason: 'paused' });
    expect(shownRun(task({}), [run({}), missed], '1-0')).toBe(missed);
  });

  it('is none before the first', () => {
    expect(shownRun(task({ runId: null, status: 'waiting' }), [], undefined)).toBeNull();
  });

  it('has ended when its task waits for the next occurrence', () => {
    const shown = shownRun(task({ status: 'waiting' }), [run({ status: 'cancelled' })], undefined);
    expect(shown).toMatchObject({ status: 'cancelled', hold: null });
  });
});

describe('what may be done about a task that stands', () => {
  const offered = (change: Partial<Offered>): Offered => ({
    ...task({ status: 'paused' }),
    domain: 'a.test',
    ...change,
  });
  const hold = {
    reason: 'user' as const,
    since: null,
    by: null,
    resumesAt: null,
    behind: null,
    lastAnswer: null,
    advice: '',
  };

  it.each(HOLD_REASONS)('of the hold %s leads into the console or to AWS', (reason) => {
    for (const offer of holdOffers(offered({ hold: { ...hold, reason } }))) {
      expect('href' in offer && offer.href).toMatch(/^(\/console\/|https:\/\/[a-z.]+\.amazon\.com\/)/);
    }
  });

  it.each(RUN_ERRORS)('of the error %s is something', (error) => {
    expect(holdOffers(offered({ status: 'error', error })).length).toBeGreaterThan(0);
  });

  it('opens the task that comes first', () => {
    const [first] = holdOffers(offered({ hold: { ...hold, reason: 'warm-up-quota', behind: '12' } }));
    expect(first).toEqual({ kind: 'other', href: '/console/tasks/12' });
  });

  it('is to look again where somebody puts something right outside', () => {
    for (const error of ['domain-not-verified', 'sending-disabled'] as const) {
      expect(holdOffers(offered({ status: 'error', error }))).toContainEqual({ kind: 'check-again', isAction: true });
    }
  });

  it('is the release where everything is held, and the template where a mail is too large', () => {
    expect(holdOffers(offered({ hold: { ...hold, reason: 'hold-all' } }))).toEqual([
      { kind: 'release', href: '/console/settings' },
    ]);
    const [first] = holdOffers(offered({ status: 'error', error: 'mail-too-large', templateId: '9' }));
    expect(first).toEqual({ kind: 'template', href: '/console/templates/9' });
  });

  it('is nothing for a task that moves', () => {
    expect(holdOffers(offered({ status: 'sending' }))).toEqual([]);
  });

  it.each(TASK_STATUSES)('rename, edit and retry while it is %s', (status) => {
    const expected: Record<string, boolean[]> = {
      waiting: [true, true, true],
      preparing: [true, false, false],
      sending: [true, false, false],
      paused: [true, false, false],
      error: [true, false, false],
      finished: [false, false, true],
      cancelled: [false, false, true],
    };
    const here = task({ status });
    expect([mayRename(here), mayEdit(here), mayRetry(here)]).toEqual(expected[status]);
  });

  it('includes all changes of what never started', () => {
    expect(mayEdit(task({ status: 'paused', startedAt: null }))).toBe(true);
  });
});

describe('the results', () => {
  it('say a reason in words, and repeat what a mail server said', () => {
    const refused = { code: 'refused', variable: null } as const;
    expect(reasonText({ reason: 'unsubscribed', cause: null }, en)).toBe('Has unsubscribed.');
    expect(reasonText({ reason: '550 5.1.1 no such user', cause: refused }, en)).toBe('550 5.1.1 no such user');
    const missing = { code: 'missing-variable', variable: 'name' } as const;
    expect(reasonText({ reason: 'missing-variable: name', cause: missing }, en)).toMatch(/name/);
    const lost = { code: 'no-answer', variable: null } as const;
    expect(reasonText({ reason: 'timed out', cause: lost }, en)).toMatch(/answer/);
  });
});

describe('the log of a task', () => {
  const event = (at: string, kind: TaskEvent['kind'], change: Partial<TaskEvent> = {}): TaskEvent => ({
    at,
    kind,
    runId: null,
    by: null,
    params: {},
    ...change,
  });
  const missed = run({ runId: '1-0', status: 'missed', reason: 'paused', createdAt: '2026-10-03T12:00:00Z' });
  const events = [
    event('2026-10-05T02:00:00Z', 'parked', { params: { reason: 'warm-up-quota', resumesAt: '2026-10-06T02:00:00Z' } }),
    event('2026-10-04T02:00:00Z', 'paused', { by: { keyId: 'k1', name: 'Ann' } }),
    event(NOW, 'created', { by: { keyId: 'k2', name: null } }),
  ];

  it('tells newest first what happened, why, and who did it', () => {
    const log = logOf(events, [run({}), missed]);
    expect(log.map(({ kind, because, by }) => [kind, because, by])).toEqual([
      ['parked', 'warm-up-quota', null],
      ['paused', null, 'Ann'],
      ['missed', 'paused', null],
      ['created', null, 'k2'],
    ]);
    expect(log[0]?.until).toBe('2026-10-06T02:00:00Z');
  });

  it('leaves out missed runs older than the events that were read', () => {
    expect(logOf(events.slice(0, 2), [missed], false).map(({ kind }) => kind)).toEqual(['parked', 'paused']);
  });
});

it.each([
  ['sending', '▶ 41 % News'],
  ['paused', '⏸ 41 % News'],
  ['finished', 'News'],
] as const)('the tab of a task that is %s says %s', (status, title) => {
  expect(tabTitle(task({ status }), 'News')).toBe(title);
});

describe('what is told of a task', () => {
  const said = { status: 'sending' as const, percent: 10, at: 1_000 };

  it('is another status at once', () => {
    expect(nextSaid(said, 'paused', 10, 1_001)).toEqual({ status: 'paused', percent: 10, at: 1_001 });
  });

  it('is its progress every 30 seconds at most, in whole percents', () => {
    expect(nextSaid(said, 'sending', 40, 30_999)).toBe(said);
    expect(nextSaid(said, 'sending', 10.9, 31_000)).toBe(said);
    expect(nextSaid(said, 'sending', 40, 31_000)).toEqual({ status: 'sending', percent: 40, at: 31_000 });
  });
});

describe('how a run went', () => {
  const event = (change: Partial<TaskEvent>): TaskEvent => ({
    at: '2026-10-03T03:00:00Z',
    kind: 'parked',
    runId: '1-1',
    by: null,
    params: {},
    ...change,
  });
  const shown = { runId: '1-1', startedAt: NOW, finishedAt: '2026-10-05T00:00:00Z' };
  const kinds = (events: TaskEvent[], changes: object[] = []) =>
    runEvents(events, shown, { history: [{ changes }] } as never).map(({ kind, because }) => [kind, because]);

  it('has what happened to that run, and what users did to its task meanwhile', () => {
    const events = [
      event({ kind: 'paused', runId: null, at: '2026-10-04T00:00:00Z' }),
      event({ kind: 'parked', params: { reason: 'warm-up-quota' } }),
      event({ kind: 'started', runId: '1-2' }),
      event({ kind: 'paused', runId: null, at: '2026-10-06T00:00:00Z' }),
      event({ kind: 'edited' }),
    ];
    expect(kinds(events)).toEqual([
      ['paused', null],
      ['parked', 'warm-up-quota'],
    ]);
  });

  it('has the levels to which its domain came meanwhile', () => {
    const raised = { kind: 'raised', at: '2026-10-03T04:00:00Z', level: 3 };
    const late = { kind: 'raised', at: '2026-10-06T04:00:00Z', level: 4 };
    expect(kinds([event({})], [raised, late, { ...raised, kind: 'held', level: null }])).toEqual([
      ['raised', '3'],
      ['parked', null],
    ]);
  });

  it('is nothing before the first run', () => {
    expect(runEvents([event({})], null, null)).toEqual([]);
  });
});
