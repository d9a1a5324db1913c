import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../../core/clock.ts';
import { recordMailEvents } from '../../../core/insight/record-mail-events.ts';
import { readStatistics } from '../../../core/insight/statistics.ts';
import { WORK_RUNS } from '../../../core/keys.ts';
import { readResult } from '../../../core/runs/results.ts';
import type { Run } from '../../../core/runs/run.ts';
import { runToItem } from '../../../core/runs/run-store.ts';
import { readSegment } from '../../../core/runs/segment-store.ts';
import { drop, finish } from '../../../core/runs/transitions.ts';
import { resolveDoubts } from '../../../core/sending/doubts.ts';
import { lookAgain } from '../../../core/sending/look-again.ts';
import type { Tables, Write } from '../../../core/tables.ts';
import { Engine, NINE } from '../../support/engine.ts';
import { mailEvent, mailsOf, recorderOf } from '../../support/recorder.ts';

const runItemOf = (run: Run): Write => ({ kind: 'put', table: 'Campaigns', item: runToItem(run) });

/** A run of six readers that were sent and four of whom nobody knows, finished after the first look. */
async function finished() {
  const engine = new Engine();
  await engine.addDomain();
  const readers = Array.from({ length: 10 }, (_, i) => `${i < 4 ? 'hang' : 'reader'}+${i}@r.example`);
  const runId = await engine.addRun(readers);
  await engine.settle();
  engine.clock.advance(16 * MINUTE);
  await engine.handle({ v: 1, runId });
  const mails = await mailsOf(engine, runId);
  const arrive = (...indexes: number[]) =>
    recordMailEvents(
      indexes.flatMap((i) => (mails[i] ? [mailEvent(engine, 'delivery', mails[i])] : [])),
      recorderOf(engine),
    );
  const inSight = async () =>
    (await engine.tables.query({ table: 'Campaigns', index: 'work', pk: WORK_RUNS })).items.length;
  const accepted = async () =>
    (await readStatistics(engine.tables, { from: '2026-11-24', to: '2026-11-24', domain: 'a.example' })).overall
      .accepted;
  /** A round of the reconciler, and what comes of its tokens. */
  const round = async (at: number) => {
    engine.clock.moveTo(at);
    const { tokens } = await engine.reconcile();
    await engine.settle();
    return tokens;
  };
  return { engine, runId, arrive, inSight, accepted, round };
}

describe('what stays unknown', () => {
  it('holds up no finish, and is sent on evidence that comes within the hour', async () => {
    const { engine, runId, arrive, accepted, round } = await finished();
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 6, unknown: 4, doubts: [] });
    await arrive(0, 2);

    expect(await round(NINE + 55 * MINUTE)).toBe(0);
    expect(await round(NINE + HOUR)).toBe(1);

    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 8, unknown: 2, lookAt: NINE + DAY });
    expect(await accepted()).toBe(8);
    const { results, reasons } = (await readSegment(engine.tables, runId, 0)) ?? { results: new Uint8Array() };
    expect([0, 1, 2, 3, 4].map((i) => readResult(results, i))).toEqual(['sent', 'unknown', 'sent', 'unknown', 'sent']);
    expect(Object.keys(reasons ?? {})).toEqual(['1', '3']);
  });

  it('is looked at a last time after a day, and then stays as it is', async () => {
    const { engine, runId, arrive, inSight, accepted, round } = await finished();
    await round(NINE + HOUR);
    await arrive(3);
    expect(await round(NINE + 23 * HOUR)).toBe(0);
    expect(await inSight()).toBe(1);

    expect(await round(NINE + DAY)).toBe(1);

    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 7, unknown: 3, lookAt: null });
    expect(await accepted()).toBe(7);
    expect(await inSight()).toBe(0);
  });

  it('leaves the sight of the reconciler as soon as nobody is unknown', async () => {
    const { engine, runId, arrive, inSight, round } = await finished();
    await arrive(0, 1, 2, 3);
    await round(NINE + HOUR);

    expect(await engine.run(runId)).toMatchObject({ sent: 10, unknown: 0, lookAt: null });
    expect(await inSight()).toBe(0);
  });

  it('is looked at once for both looks where the first was missed', async () => {
    const { engine, runId, arrive, inSight, round } = await finished();
    await arrive(1);
    await round(NINE + 3 * DAY);

    expect(await engine.run(runId)).toMatchObject({ sent: 7, unknown: 3, lookAt: null });
    expect(await inSight()).toBe(0);
  });

  it('counts once, however many look at the same time', async () => {
    const { engine, runId, arrive, accepted } = await finished();
    await arrive(0, 1, 2);
    engine.clock.moveTo(NINE + HOUR);
    const now = engine.clock.now();

    await Promise.all([1, 2, 3].map(() => lookAgain(runId, now, engine.ports)));

    expect(await engine.run(runId)).toMatchObject({ sent: 9, unknown: 1, lookAt: NINE + DAY });
    expect(await accepted()).toBe(9);
  });
});

describe('a later look', () => {
  it('keeps the next look of a doubt that is resolved while it looks', async () => {
    const engine = new Engine({ segmentSize: 5 });
    await engine.addDomain();
    const runId = await engine.addRun(['hang+0@r.example', 'r1@r.example']);
    await engine.settle();
    engine.clock.advance(16 * MINUTE);
    await resolveDoubts(await engine.run(runId), engine.ports);
    engine.clock.moveTo(NINE + HOUR);
    const run = await engine.run(runId);
    expect(run.lookAt).toBe(NINE + HOUR);
    // The doubt of another segment, closed half an hour ago, is resolved between the last read and the write.
    await engine.tables.write(runItemOf({ ...run, doubts: [{ serial: 0, dueAt: NINE + 45 * MINUTE }] }));
    let isFirst = true;
    const { tables } = engine.ports;
    const through: Tables = {
      get: (table, key) => tables.get(table, key),
      getMany: (table, keys) => tables.getMany(table, keys),
      query: (query) => tables.query(query),
      transact: (writes, token) => tables.transact(writes, token),
      write: async (write) => {
        if (isFirst) await tables.write(runItemOf({ ...run, doubts: [] }));
        isFirst = false;
        return await tables.write(write);
      },
    };

    await lookAgain(runId, engine.clock.now(), { ...engine.ports, tables: through });

    expect(await engine.run(runId)).toMatchObject({ doubts: [], lookAt: NINE + 75 * MINUTE });
  });

  it.each([
    ['finish', 'sending', finish],
    ['drop', 'cancelled', drop],
  ] as const)('that was the last refuses a %s that counts on another', async (_, status, end) => {
    const { engine, runId, inSight, round } = await finished();
    await round(NINE + HOUR);
    const run: Run = { ...(await engine.run(runId)), status, finishedAt: null };
    await engine.tables.write(runItemOf(run));
    const early = end(run, NINE + DAY).write;
    engine.clock.moveTo(NINE + DAY);
    await lookAgain(runId, NINE + DAY, engine.ports);

    expect(await engine.tables.write(early)).toMatchObject({ ok: false });
    const fresh = await engine.run(runId);
    expect(fresh.lookAt).toBeNull();
    expect(await engine.tables.write(end(fresh, NINE + DAY).write)).toMatchObject({ ok: true });
    expect(await inSight()).toBe(0);
  });
});
