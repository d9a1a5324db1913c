import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, iso } from '../../../core/clock.ts';
import { decideDue, MAX_MISSED_RECORDED } from '../../../core/tasks/occurrences.ts';
import type { Task } from '../../../core/tasks/task.ts';
import { aTask, NOW } from './task-samples.ts';

const hourly = (changes: Partial<Task> = {}) =>
  aTask({ type: 'recurring', intervalHours: 1, startAt: NOW, dueAt: NOW, ...changes });

describe('decideDue', () => {
  it('starts the occurrence that is due and names the next', () => {
    expect(decideDue(hourly(), NOW, false)).toEqual({
      start: NOW,
      queue: null,
      missed: [],
      missedCount: 0,
      handled: 1,
      next: NOW + HOUR,
    });
  });

  it('does nothing before its time', () => {
    expect(decideDue(hourly(), NOW - 1, false)).toMatchObject({ start: null, handled: 0, next: NOW });
  });

  it('makes up one late occurrence after an outage; the others are missed', () => {
    const decided = decideDue(hourly(), NOW + 3 * HOUR + 1, false);

    expect(decided.start).toBe(NOW + 3 * HOUR);
    expect(decided.missed.map(({ at, reason }) => [iso(at).slice(11, 16), reason])).toEqual([
      ['09:00', 'outage'],
      ['10:00', 'outage'],
      ['11:00', 'outage'],
    ]);
    expect(decided.handled).toBe(4);
  });

  it('makes up nothing that is 24 hours late', () => {
    const weekly = hourly({ intervalHours: 168 });

    expect(decideDue(weekly, NOW + DAY - 1, false).start).toBe(NOW);
    expect(decideDue(weekly, NOW + DAY, false)).toMatchObject({ start: null, missed: [{ at: NOW, reason: 'outage' }] });
  });

  it('makes up nothing that is a whole interval late, though no other follows', () => {
    const once = hourly({ until: { occurrences: 1 } });

    expect(decideDue(once, NOW + HOUR - 1, false).start).toBe(NOW);
    expect(decideDue(once, NOW + HOUR, false)).toMatchObject({ start: null, missedCount: 1, next: null });
  });

  it('starts an immediate task however late', () => {
    expect(decideDue(aTask({ type: 'immediate' }), NOW + 30 * DAY, false).start).toBe(NOW);
  });

  it('says that the user held the task', () => {
    const held = hourly({ pausedAt: NOW + 1 });

    expect(decideDue(held, NOW + 2 * HOUR + 1, false).missed.map(({ reason }) => reason)).toEqual(['outage', 'paused']);
  });

  it('starts a timed task that the user held past its start, but not one that an outage made a day late', () => {
    const timed = aTask({ type: 'timed' });

    expect(decideDue({ ...timed, pausedAt: NOW - 1 }, NOW + 9 * DAY, false).start).toBe(NOW);
    expect(decideDue(timed, NOW + DAY, false)).toMatchObject({ start: null, missedCount: 1 });
  });

  it('lets one occurrence wait for the active run, and misses the further ones', () => {
    const first = decideDue(hourly(), NOW, true);
    expect(first).toMatchObject({ start: null, queue: NOW, handled: 1 });

    const second = decideDue(hourly({ queuedFor: NOW, dueAt: NOW + HOUR }), NOW + HOUR, true);
    expect(second).toMatchObject({ start: null, queue: NOW, missed: [{ at: NOW + HOUR, reason: 'overlap' }] });
  });

  it('lets none wait when the task skips overlaps', () => {
    expect(decideDue(hourly({ overlap: 'skip' }), NOW, true)).toMatchObject({
      queue: null,
      missed: [{ at: NOW, reason: 'overlap' }],
    });
  });

  it('starts the one that waited before the one that is due now', () => {
    const decided = decideDue(hourly({ queuedFor: NOW, dueAt: NOW + HOUR }), NOW + HOUR, false);

    expect(decided).toMatchObject({ start: NOW, queue: NOW + HOUR, missed: [], handled: 1 });
  });

  it('records a bounded number of missed ones and counts the rest', () => {
    const decided = decideDue(hourly(), NOW + 400 * DAY, false);

    expect(decided.missed).toHaveLength(MAX_MISSED_RECORDED);
    expect(decided.missedCount).toBe(400 * 24);
    expect(decided.missed.at(-1)?.at).toBe(NOW + 400 * DAY - HOUR);
  });
});
