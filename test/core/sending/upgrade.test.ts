import { describe, expect, it } from '@jest/globals';
import type { SQSEvent } from 'aws-lambda';
import { DAY, HOUR } from '../../../core/clock.ts';
import { rateKey, runKey, segmentKey } from '../../../core/keys.ts';
import { claimSegment } from '../../../core/sending/claim.ts';
import { createHandler } from '../../../lambdas/sender/handler.ts';
import { Engine, NINE } from '../../support/engine.ts';

/** Old and new code side by side: rows and tokens as the other version writes them. */
describe('an upgrade during a run', () => {
  const claimed = async (engine: Engine, serials: number[]) => {
    await engine.addDomain();
    const runId = await engine.addRun(20);
    const invocation = { owner: 'old code', deadline: NINE + 1_000 };
    for (const _ of serials) await claimSegment(await engine.run(runId), invocation, engine.ports);
    return runId;
  };
  const removed = (engine: Engine, key: { pk: string; sk: string }, remove: string[]) =>
    engine.tables.write({ kind: 'update', table: 'Campaigns', key, remove });

  it('takes over the segments that a version without leases in the run row left open', async () => {
    const engine = new Engine({ segmentSize: 10, parallelism: 2 });
    const runId = await claimed(engine, [0, 1]);
    await removed(engine, runKey(runId), ['lease0', 'lease1', 'movedAt', 'skips']);

    await engine.travel(HOUR);
    await engine.handle({ v: 1, runId });

    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 20, open: 0 });
  });

  it('finds them also beside the lease of a segment that such a version closed', async () => {
    const engine = new Engine({ segmentSize: 10, parallelism: 2 });
    const runId = await claimed(engine, [0, 1]);
    await removed(engine, runKey(runId), ['lease1']);
    // The older version knows nothing of the lease that its close leaves behind.
    const close = { kind: 'update', table: 'Campaigns' } as const;
    await engine.tables.write({ ...close, key: segmentKey(runId, 0), set: { status: 'done' } });
    await engine.tables.write({ ...close, key: runKey(runId), add: { open: -1, skipped: 10 } });

    await engine.travel(HOUR);
    await engine.handle({ v: 1, runId });

    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 10, skipped: 10 });
  });

  it('sends on with a rate row that names no tables, and makes them its own', async () => {
    const engine = new Engine();
    await engine.addDomain();
    await engine.tables.write({ kind: 'put', table: 'WarmUp', item: { ...rateKey, tat: NINE } });
    const runId = await engine.addRun(10);
    await engine.settle();

    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 10 });
    expect(await engine.tables.get('WarmUp', rateKey)).toMatchObject({ tablesId: 'tables' });
  });

  it('gives a token of a newer version back to the queue, and handles the others of the batch', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(10);
    const Records = [
      { v: 2, run: runId },
      { v: 1, runId },
    ].map((token, i) => ({
      messageId: String(i),
      body: JSON.stringify(token),
    }));
    const handler = createHandler(engine.ports, engine.ports.log);

    const answer = await handler({ Records } as SQSEvent, { getRemainingTimeInMillis: () => DAY });

    expect(answer.batchItemFailures).toEqual([{ itemIdentifier: '0' }]);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 10 });
  });
});
