import { nextEventOf, travelTo } from '../../console/logic/next-event.ts';

const NOW = Date.parse('2027-03-01T09:00:00.000Z');

const task = (taskId: string, more: object = {}) =>
  ({ taskId, status: 'sending', hold: null, startAt: '2027-03-01T08:00:00.000Z', ...more }) as Parameters<
    typeof nextEventOf
  >[0][number];

const parkedUntil = (resumesAt: string | null) =>
  ({
    status: 'paused',
    hold: { reason: 'warm-up-quota', since: null, resumesAt, behind: null, lastAnswer: null, advice: '' },
  }) as const;

describe('the next event', () => {
  it('is the first of what goes on and what starts', () => {
    const parked = task('parked', parkedUntil('2027-03-02T00:00:00.000Z'));
    const waiting = task('waiting', { status: 'waiting', startAt: '2027-03-01T12:00:00.000Z' });
    expect(nextEventOf([parked, waiting])).toEqual({ task: waiting, kind: 'starts', at: waiting.startAt });
    expect(nextEventOf([parked])).toMatchObject({ kind: 'goes-on', at: '2027-03-02T00:00:00.000Z' });
  });

  it('is none where all send, or nobody knows when they go on', () => {
    expect(nextEventOf([task('sending'), task('paused', parkedUntil(null))])).toBeNull();
    expect(nextEventOf([])).toBeNull();
  });
});

describe('the way there', () => {
  it('leads to the whole second after it, when schedules fire', () => {
    expect(travelTo({ at: '2027-03-02T00:00:00.001Z' }, NOW)).toEqual({ to: '2027-03-02T00:00:01.000Z' });
  });

  it('leads to the reconciler, if the instant has passed', () => {
    expect(travelTo({ at: '2027-03-01T09:00:00.000Z' }, NOW)).toEqual({ advance: 'PT5M' });
  });
});
