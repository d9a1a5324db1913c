import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { HOUR, SECOND } from '../../../core/clock.ts';
import { emptyResults, writeResult } from '../../../core/runs/results.ts';
import type { Result, Segment } from '../../../core/runs/run.ts';
import { segmentToItem } from '../../../core/runs/segment-store.ts';
import { cancelTask } from '../../../core/tasks/cancel-task.ts';
import { MAX_POINTS, type Outcomes, readTimeline, TIMELINE_START } from '../../../core/tasks/timeline.ts';
import { aRun, NOW } from './task-samples.ts';
import { TaskWorld } from './task-world.ts';

const OUTCOMES = ['sent', 'failed', 'skipped', 'unknown'] as const;
const run = aRun();

interface Planned {
  results: Result[];
  closesAt: number;
  isLate: boolean;
  day: number;
}

const planned = fc.record({
  results: fc.array(fc.constantFrom<Result>(...OUTCOMES, 'none', 'deferred', 'throttled'), { maxLength: 6 }),
  closesAt: fc.integer({ min: 0, max: 50 }),
  isLate: fc.boolean(),
  day: fc.integer({ min: 1, max: 3 }),
});

const segmentOf = ({ results, closesAt, day }: Planned, serial: number, isClosed: boolean): Segment => {
  const bits = emptyResults(results.length);
  results.forEach((result, index) => {
    writeResult(bits, index, result);
  });
  return {
    runId: run.runId,
    serial,
    from: 0,
    n: results.length,
    status: isClosed ? 'done' : 'open',
    owner: 'me',
    leaseUntil: NOW + HOUR,
    day: `2027-01-0${day}`,
    tries: 0,
    windowHigh: 0,
    results: bits,
    reasons: {},
    openedAt: NOW,
    closedAt: isClosed ? NOW + closesAt * SECOND : null,
  };
};

const tablesOf = async (segments: Segment[]) => {
  const tables = new MemoryTables(new ManualClock(NOW));
  const put = (segment: Segment) => tables.write({ kind: 'put', table: 'Campaigns', item: segmentToItem(segment) });
  for (const segment of segments) await put(segment);
  return { tables, put };
};

const foldOf = (segments: Planned[]): Outcomes => {
  const all = segments.flatMap(({ results }) => results);
  const [sent = 0, failed = 0, skipped = 0, unknown = 0] = OUTCOMES.map(
    (outcome) => all.filter((result) => result === outcome).length,
  );
  return { sent, failed, skipped, unknown };
};

describe('readTimeline', () => {
  it('is the fold of the closed segments at each of its points', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(planned, { maxLength: 30 }), async (plan) => {
        const { tables } = await tablesOf(plan.map((one, serial) => segmentOf(one, serial, !one.isLate)));
        const closed = plan.filter(({ isLate }) => !isLate);

        const { points, days } = await readTimeline(tables, run);
        expect(points).toHaveLength(closed.length);
        const lastOfInstant = new Map(points.map((point) => [point.at, point]));
        for (const [at, { at: _at, ...outcomes }] of lastOfInstant)
          expect(outcomes).toEqual(foldOf(closed.filter(({ closesAt }) => NOW + closesAt * SECOND <= at)));
        for (const { day, sent } of days)
          expect(sent).toBe(foldOf(closed.filter((one) => day === `2027-01-0${one.day}`)).sent);
      }),
    );
  });

  it('comes to the same in two readings, whatever closed between them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(planned, { maxLength: 20 }),
        fc.array(planned, { maxLength: 20 }),
        async (early, later) => {
          const { tables, put } = await tablesOf(early.map((one, serial) => segmentOf(one, serial, !one.isLate)));
          const first = await readTimeline(tables, run);
          const all = [...early, ...later];
          for (const [serial, one] of all.entries()) await put(segmentOf(one, serial, true));
          const second = await readTimeline(tables, run, first.next);

          const last = [...first.points, ...second.points].at(-1) ?? TIMELINE_START.last;
          expect(last).toMatchObject(foldOf(all));
          expect(second.points).toHaveLength(all.length - first.points.length);
          const sentOn = [...first.days, ...second.days].reduce((sum, { sent }) => sum + sent, 0);
          expect(sentOn).toBe(foldOf(all).sent);
          const times = [...first.points, ...second.points].map(({ at }) => at);
          expect(times).toEqual([...times].sort((a, b) => a - b));
          expect((await readTimeline(tables, run, second.next)).points).toEqual([]);
        },
      ),
    );
  });

  it('has no more points than a chart, the last of them among them', async () => {
    const one: Planned = { results: ['sent', 'failed'], closesAt: 0, isLate: false, day: 1 };
    const { tables } = await tablesOf(
      Array.from({ length: 777 }, (_, serial) => segmentOf({ ...one, closesAt: serial }, serial, true)),
    );

    const { points } = await readTimeline(tables, run);
    expect(points).toHaveLength(MAX_POINTS);
    expect(points.at(-1)).toEqual({ at: NOW + 776 * SECOND, sent: 777, failed: 777, skipped: 0, unknown: 0 });
  });

  it('ends with the counts of a run that was cancelled, and counts who was left out once', async () => {
    const world = await TaskWorld.of(700);
    const taskId = await world.create();
    await world.settle();
    const before = await readTimeline(world.tables, await world.run(taskId));
    expect(before.points.at(-1)).toMatchObject({ sent: 500, skipped: 0 });
    await cancelTask(taskId, world.ports);
    await world.settle();

    const over = await world.run(taskId);
    const after = await readTimeline(world.tables, over, before.next);
    expect(after.points).toEqual([{ at: over.finishedAt, sent: 500, failed: 0, skipped: 200, unknown: 0 }]);
    expect((await readTimeline(world.tables, over, after.next)).points).toEqual([]);
    expect((await readTimeline(world.tables, over)).points.at(-1)).toEqual(after.points[0]);
  });
});
