import { describe, expect, it } from '@jest/globals';
import { DAY } from '../../../core/clock.ts';
import type { LogFields } from '../../../core/log.ts';
import { reconcileRuns } from '../../../core/sending/reconcile.ts';
import type { Item } from '../../../core/tables.ts';
import { Engine } from '../../support/engine.ts';

async function told(engine: Engine): Promise<unknown[]> {
  const lines: unknown[] = [];
  const info = (event: string, fields?: LogFields) => void lines.push({ event, ...fields });
  await reconcileRuns({ ...engine.ports, log: { ...engine.ports.log, info } });
  return lines;
}

describe('a round of the reconciler', () => {
  it('tells how many runs are unfinished, how much is parked, and what their domains have left today', async () => {
    const engine = new Engine();
    await engine.addDomain();
    await engine.addRun(700);
    await engine.settle();
    await engine.addRun(40, { status: 'paused', hold: 'user' });

    expect(await told(engine)).toEqual([{ event: 'work', runs: 2, parked: 200, quotaLeft: 0 }]);
  });

  it('sends no token to a run behind another while its day has nothing left, and one as soon as it has', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const day = '2026-11-24';
    const wakeAt = engine.clock.now() + DAY;
    await engine.addRun(700);
    await engine.settle();
    const held = { status: 'paused', hold: 'warm-up-quota', parkDay: day, behind: '1', wakeAt } as const;
    const runId = await engine.addRun(40, held);
    engine.timers = [];

    await engine.reconcile();
    expect(engine.timers).toEqual([]);

    const quota = await engine.quota(day);
    await engine.tables.write({ kind: 'put', table: 'WarmUp', item: { ...quota, left: 3 } as Item });
    await engine.reconcile();
    expect(engine.timers.map(({ token }) => token.runId)).toContain(runId);
  });

  it('tells nothing while every run is finished', async () => {
    const engine = new Engine();
    await engine.addDomain();
    await engine.addRun(3);
    await engine.settle();

    expect(await told(engine)).toEqual([]);
  });
});
