import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countsOf, progressOf } from '../../../core/runs/counts.ts';
import type { Run } from '../../../core/runs/run.ts';
import { allowedActions, editable, errorOf, holdOf, taskStatus } from '../../../core/tasks/status.ts';
import { aRun, aTask, NOW } from './task-samples.ts';

const run = (changes: Partial<Run> = {}) => aRun(changes);
const active = aTask({ activeRunId: run().runId, runId: run().runId, dueAt: null });

describe('taskStatus', () => {
  it('is that of the active run', () => {
    for (const status of ['preparing', 'sending', 'paused', 'error'] as const) {
      expect(taskStatus(active, run({ status }))).toBe(status);
    }
  });

  it('is waiting between two runs, or paused when the user holds the task', () => {
    const between = { ...active, activeRunId: null, dueAt: NOW };

    expect(taskStatus(between, run({ status: 'finished' }))).toBe('waiting');
    expect(taskStatus({ ...between, pausedAt: NOW }, run({ status: 'finished' }))).toBe('paused');
  });

  it('is how the task ended, whatever its latest run says', () => {
    expect(taskStatus(aTask({ state: 'cancelled' }), run({ status: 'finished' }))).toBe('cancelled');
    expect(taskStatus(aTask({ state: 'finished' }), undefined)).toBe('finished');
  });
});

describe('allowedActions', () => {
  it.each([
    ['preparing', ['pause', 'cancel']],
    ['sending', ['pause', 'cancel']],
    ['paused', ['pause', 'resume', 'cancel']],
    ['error', ['resume', 'cancel']],
  ] as const)('of a task that is %s are %j', (status, actions) => {
    expect(allowedActions(active, run({ status }))).toEqual(actions);
  });

  it('of a task that waits or has ended include the retry', () => {
    expect(allowedActions(aTask(), undefined)).toEqual(['pause', 'cancel', 'retry']);
    expect(allowedActions(aTask({ state: 'finished' }), undefined)).toEqual(['retry']);
    expect(allowedActions(aTask({ state: 'cancelled' }), undefined)).toEqual(['cancel', 'retry']);
  });
});

describe('editable', () => {
  it('is all while nothing has started, the name while a run goes on, nothing at the end', () => {
    expect(editable(aTask(), undefined)).toBe('all');
    expect(editable(aTask({ pausedAt: NOW }), undefined)).toBe('all');
    expect(editable(active, run({ status: 'error', snapshot: null, startedAt: null }))).toBe('all');
    expect(editable(active, run({ status: 'paused', hold: 'user' }))).toBe('name');
    expect(editable(active, run({ status: 'preparing', snapshot: null, startedAt: null }))).toBe('name');
    expect(editable(aTask({ state: 'finished' }), undefined)).toBe('none');
  });
});

describe('holdOf', () => {
  it('says why a run is held and when it goes on', () => {
    const held = run({ status: 'paused', hold: 'warm-up-quota', holdSince: NOW, wakeAt: NOW + 5, behind: '16' });

    const answered = { since: NOW, by: null, resumesAt: NOW + 5, behind: '16', lastAnswer: null };
    expect(holdOf(active, held)).toEqual({ reason: 'warm-up-quota', ...answered });
  });

  it('carries the last words of a mail server that accepts nothing, and of no other', () => {
    const refusal = { since: NOW, blockedSince: null, answer: '421 later' };
    const held = run({ status: 'paused', hold: 'mail-server', holdSince: NOW, wakeAt: NOW + 5, refusal });

    const shown = { since: NOW, by: null, resumesAt: NOW + 5, behind: null, lastAnswer: '421 later' };
    expect(holdOf(active, held)).toEqual({ reason: 'mail-server', ...shown });
    expect(holdOf(active, { ...held, hold: 'account-quota' })?.lastAnswer).toBeNull();
  });

  it('promises nothing of a hold by the user, though the row keeps when the quota was due', () => {
    const held = run({ status: 'paused', hold: 'user', holdSince: NOW, wakeAt: NOW + 5 });

    const byUser = { reason: 'user', since: NOW, by: null, resumesAt: null, behind: null, lastAnswer: null };
    expect(holdOf(active, held)).toEqual(byUser);
    expect(holdOf(aTask({ pausedAt: NOW }), undefined)?.since).toBe(NOW);
  });

  it('is null while nothing is held', () => {
    expect(holdOf(active, run())).toBeNull();
  });
});

describe('errorOf', () => {
  it('names what stops the active run', () => {
    expect(errorOf(active, run({ status: 'error', error: 'list-missing' }))).toBe('list-missing');
    expect(errorOf(active, run())).toBeNull();
  });
});

describe('countsOf', () => {
  it('shows what nobody has claimed as cached only while the run is held', () => {
    const row = { next: 500, sent: 490, failed: 5, rest: [{ from: 10, n: 5, tries: 1, notBefore: 0 }] };

    expect(countsOf(run({ ...row, status: 'paused' }))).toMatchObject({ requested: 1_000, cached: 505, inFlight: 0 });
    expect(countsOf(run(row))).toMatchObject({ requested: 1_000, cached: 0, inFlight: 505 });
  });

  it('always adds up to the requested', () => {
    const rows = fc.record({
      count: fc.nat(1_000),
      claimed: fc.double({ min: 0, max: 1, noNaN: true }),
      done: fc.double({ min: 0, max: 1, noNaN: true }),
      status: fc.constantFrom('preparing', 'sending', 'paused', 'error', 'cancelled', 'finished'),
    });
    fc.assert(
      fc.property(rows, ({ count, claimed, done, status }) => {
        const next = Math.floor(count * claimed);
        const row = run({ count, next, sent: Math.floor(next * done), status: status as Run['status'] });
        const { requested, ...parts } = countsOf(row);
        expect(Object.values(parts).reduce((sum, n) => sum + n, 0)).toBe(requested);
        expect(Math.min(...Object.values(parts))).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('progressOf', () => {
  it('is the share that has an outcome, and 1 only at the end', () => {
    expect(progressOf(run({ count: 1_200, next: 500, sent: 500, status: 'paused' }))).toBe(0.4167);
    expect(progressOf(run({ count: 1_000_000, next: 999_999, sent: 999_999 }))).toBe(0.9999);
    expect(progressOf(run({ count: 2, next: 2, sent: 1, failed: 1 }))).toBe(1);
  });

  it('is 1 for an empty list once it is frozen, 0 before', () => {
    expect(progressOf(run({ count: 0 }))).toBe(1);
    expect(progressOf(run({ count: 0, status: 'preparing', snapshot: null }))).toBe(0);
    expect(progressOf(undefined)).toBe(0);
  });
});
