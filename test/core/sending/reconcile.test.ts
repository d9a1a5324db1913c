import { describe, expect, it } from '@jest/globals';
import type { LogFields } from '../../../core/log.ts';
import { reconcileRuns } from '../../../core/sending/reconcile.ts';
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

  it('tells nothing while every run is finished', async () => {
    const engine = new Engine();
    await engine.addDomain();
    await engine.addRun(3);
    await engine.settle();

    expect(await told(engine)).toEqual([]);
  });
});
