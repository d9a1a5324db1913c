import { describe, expect, it } from '@jest/globals';
import { emptyResults, writeResult } from '../../../core/runs/results.ts';
import type { Segment } from '../../../core/runs/run.ts';
import { segmentToItem } from '../../../core/runs/segment-store.ts';
import type { Tables } from '../../../core/tables.ts';
import { cancelTask } from '../../../core/tasks/cancel-task.ts';
import { countReasons, MAX_REASONS } from '../../../core/tasks/count-reasons.ts';
import { TaskWorld } from './task-world.ts';

async function runWith(reasons: string[]) {
  const world = await TaskWorld.of(1);
  const taskId = await world.create();
  await world.settle();
  const run = await world.run(taskId);
  const results = emptyResults(reasons.length);
  for (const index of reasons.keys()) writeResult(results, index, 'failed');
  const segment: Segment = {
    runId: run.runId,
    serial: 1,
    from: 1,
    n: reasons.length,
    status: 'done',
    owner: 'x',
    leaseUntil: 0,
    day: '2027-01-01',
    tries: 0,
    windowHigh: reasons.length,
    results,
    reasons: Object.fromEntries(reasons.entries()),
    openedAt: 0,
    closedAt: 1,
  };
  await world.tables.write({ kind: 'put', table: 'Campaigns', item: segmentToItem(segment) });
  return { tables: world.tables as Tables, run: { ...run, failed: reasons.length } };
}

describe('countReasons', () => {
  it('counts recipients by reason, the most frequent first, without the addresses that servers repeat', async () => {
    const { tables, run } = await runWith([
      '552 5.2.2 full',
      '550 5.1.1 <ann@r.example>: unknown',
      '550 5.1.1 <bob@r.example>: unknown',
      'missing-variable: name',
    ]);
    expect(await countReasons(tables, run)).toEqual([
      {
        outcome: 'failed',
        reason: '550 5.1.1 <…>: unknown',
        cause: { code: 'refused', variable: null },
        recipients: 2,
      },
      { outcome: 'failed', reason: '552 5.2.2 full', cause: { code: 'refused', variable: null }, recipients: 1 },
      {
        outcome: 'failed',
        reason: 'missing-variable: name',
        cause: { code: 'missing-variable', variable: 'name' },
        recipients: 1,
      },
    ]);
  });

  it('tells no more than so many reasons apart', async () => {
    const { tables, run } = await runWith(Array.from({ length: 500 }, (_, i) => `550 queue ${i}`));
    const reasons = await countReasons(tables, run);
    expect(reasons).toHaveLength(MAX_REASONS + 1);
    expect(reasons[0]).toEqual({ outcome: 'failed', reason: null, cause: null, recipients: 500 - MAX_REASONS });
  });

  it('has those whom a cancellation left out', async () => {
    const world = await TaskWorld.of(700);
    const taskId = await world.create();
    await world.settle();
    await cancelTask(taskId, world.ports);
    await world.settle();
    const run = await world.run(taskId);
    const reasons = await countReasons(world.tables, run);
    expect(reasons).toMatchObject([{ outcome: 'skipped', reason: 'cancelled', recipients: run.skipped }]);
    expect(run.skipped).toBe(200);
  });
});
