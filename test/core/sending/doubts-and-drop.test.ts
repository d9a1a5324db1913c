import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { onlyList } from '../../../core/audience/list-choice.ts';
import { DAY, MINUTE } from '../../../core/clock.ts';
import { WORK_RUNS } from '../../../core/keys.ts';
import { emptyResults, writeResult } from '../../../core/runs/results.ts';
import { type Run, runIdOf, type Segment } from '../../../core/runs/run.ts';
import { readRun, runToItem, updateRun } from '../../../core/runs/run-store.ts';
import { segmentToItem } from '../../../core/runs/segment-store.ts';
import { drop } from '../../../core/runs/transitions.ts';
import { resolveDoubts } from '../../../core/sending/doubts.ts';
import type { SendingPorts } from '../../../core/sending/ports.ts';
import type { Tables } from '../../../core/tables.ts';

const NOON = Date.UTC(2027, 0, 4, 12);
const runId = runIdOf('7', NOON);

const run: Run = {
  runId,
  taskId: '7',
  domain: 'a.example',
  lists: onlyList('1'),
  scheduledFor: NOON,
  status: 'cancelled',
  hold: null,
  holdSince: null,
  wakeAt: null,
  parkDay: null,
  behind: null,
  error: null,
  reason: null,
  snapshot: 's',
  frozenAt: NOON,
  count: 3,
  next: 1,
  rest: [],
  open: 0,
  serial: 1,
  doubts: [{ serial: 0, dueAt: NOON }],
  lookAt: null,
  sent: 0,
  failed: 0,
  skipped: 0,
  unknown: 1,
  dropped: [],
  retryOf: null,
  retryOutcomes: null,
  createdAt: NOON,
  startedAt: NOON,
  finishedAt: null,
  movedAt: null,
  leases: {},
};

/** A cancelled run with one mail in doubt, and two recipients that nobody has claimed. */
async function cancelledRun() {
  const clock = new ManualClock(NOON + MINUTE);
  const tables = new MemoryTables(clock);
  const results = emptyResults(1);
  writeResult(results, 0, 'unknown');
  const segment: Segment = {
    runId,
    serial: 0,
    from: 0,
    n: 1,
    status: 'done',
    owner: 'x',
    leaseUntil: NOON,
    day: '2027-01-04',
    tries: 0,
    windowHigh: 1,
    results,
    reasons: {},
    openedAt: NOON,
    // No later look is still to come.
    closedAt: NOON - 2 * DAY,
  };
  await tables.write({ kind: 'put', table: 'Campaigns', item: runToItem(run) });
  await tables.write({ kind: 'put', table: 'Campaigns', item: segmentToItem(segment) });
  const settle = (through: Tables) =>
    resolveDoubts(run, { clock, tables: through, random: new SeededRandom(1) } as unknown as SendingPorts);
  const inSight = async () => (await tables.query({ table: 'Campaigns', index: 'work', pk: WORK_RUNS })).items.length;
  return { tables, settle, inSight };
}

describe('a cancelled run whose last doubt is settled while what is left is dropped', () => {
  it('is dropped by a later token when the doubt was settled first, and leaves the sight of the reconciler', async () => {
    const { tables, settle, inSight } = await cancelledRun();
    const early = drop(run, NOON + MINUTE).write;
    await settle(tables);
    expect(await tables.write(early)).toMatchObject({ ok: false });

    const seen = await readRun(tables, runId);
    expect(seen && (await tables.write(drop(seen, NOON + MINUTE).write))).toMatchObject({ ok: true });
    expect(await readRun(tables, runId)).toMatchObject({ skipped: 2, unknown: 1, doubts: [] });
    expect(await inSight()).toBe(0);
  });

  it('leaves the sight of the reconciler when the drop comes between the read and the write of the settlement', async () => {
    const { tables, settle, inSight } = await cancelledRun();
    let drops = 0;
    const through: Tables = {
      get: (table, key) => tables.get(table, key),
      getMany: (table, keys) => tables.getMany(table, keys),
      query: (query) => tables.query(query),
      write: (write) => tables.write(write),
      transact: async (writes, token) => {
        drops += 1;
        if (drops === 1) await tables.write(drop(run, NOON + MINUTE).write);
        return tables.transact(writes, token);
      },
    };
    await settle(through);
    expect(await readRun(tables, runId)).toMatchObject({ skipped: 2, unknown: 1, doubts: [] });
    expect(await inSight()).toBe(0);
  });

  it('keeps a doubt that a close adds between the read and the write of the settlement', async () => {
    const { tables, settle } = await cancelledRun();
    const another = { serial: 1, dueAt: NOON + 15 * MINUTE };
    let isFirst = true;
    const through: Tables = {
      get: (table, key) => tables.get(table, key),
      getMany: (table, keys) => tables.getMany(table, keys),
      query: (query) => tables.query(query),
      write: (write) => tables.write(write),
      transact: async (writes, token) => {
        if (isFirst) await tables.write(updateRun(run, { doubts: [...run.doubts, another] }, { when: [] }));
        isFirst = false;
        return tables.transact(writes, token);
      },
    };
    await settle(through);
    expect(await readRun(tables, runId)).toMatchObject({ doubts: [another] });
  });
});
