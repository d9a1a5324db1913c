import { describe, expect, it } from '@jest/globals';
import { DAY, MINUTE, SECOND } from '../../../core/clock.ts';
import { quotaKey, segmentKey } from '../../../core/keys.ts';
import type { RunToken } from '../../../core/queue.ts';
import { needOfOlder } from '../../../core/runs/need.ts';
import { writeResult } from '../../../core/runs/results.ts';
import type { Run } from '../../../core/runs/run.ts';
import { runOrder, updateRun } from '../../../core/runs/run-store.ts';
import { claimSegment } from '../../../core/sending/claim.ts';
import { closeSegment } from '../../../core/sending/close.ts';
import { finishRun } from '../../../core/sending/finish.ts';
import { handleToken } from '../../../core/sending/handle-token.ts';
import { wakeRun } from '../../../core/sending/park.ts';
import { type Tables, TablesBusy } from '../../../core/tables.ts';
import { Engine, NINE } from '../../support/engine.ts';
import { forceRun } from '../../support/force-run.ts';

/** The tables, but for some calls. */
const through = (tables: Tables, changed: Partial<Tables>): Tables => ({
  get: (table, key) => tables.get(table, key),
  getMany: (table, keys) => tables.getMany(table, keys),
  query: (query) => tables.query(query),
  write: (write) => tables.write(write),
  transact: (writes, token) => tables.transact(writes, token),
  ...changed,
});

const TODAY = '2026-11-24';

/** A day of 100 mails of which some are left. */
const openDay = (engine: Engine, left: number) =>
  engine.tables.write({
    kind: 'put',
    table: 'WarmUp',
    item: {
      ...quotaKey('a.example', TODAY),
      domain: 'a.example',
      level: 1,
      limit: 100,
      left,
      sent: 100 - left,
      other: 0,
    },
  });

/** Conditions that matter in one moment only: each test brings that moment about. */
describe('a fence of the protocol', () => {
  const invocation = { owner: 'me', deadline: NINE + 2 * DAY };

  it('stops a sender whose segment was closed by somebody else, before its next window', async () => {
    const engine: Engine = new Engine(
      { windowSize: 2, parallelism: 1 },
      {
        script: async ({ mailId }) => {
          const serial = Number(mailId.split('-').at(-2));
          const key = segmentKey(mailId.split('-').slice(0, -2).join('-'), serial);
          await engine.tables.write({ kind: 'update', table: 'Campaigns', key, set: { status: 'done' } });
          return undefined;
        },
      },
    );
    await engine.addDomain();
    const runId = await engine.addRun(10);
    await handleToken({ v: 1, runId }, invocation, engine.ports);
    expect(engine.mailer.handOvers).toBe(2);
    expect(await engine.tables.get('Campaigns', segmentKey(runId, 0))).toMatchObject({ status: 'done', windowHigh: 2 });
  });

  it.each([
    ['the rate that the window had is over', 6 * SECOND, 2 * DAY],
    ['there is no time left for the window', 4 * SECOND, 15 * SECOND],
  ])('hands nothing over where tables held up the write-ahead and %s', async (_, heldUp, left) => {
    const engine = new Engine({ windowSize: 5, parallelism: 1 });
    await engine.addDomain();
    const runId = await engine.addRun(5);
    const { tables, clock } = engine;
    const slow = through(tables, {
      write: async (write) => {
        if (write.kind === 'update' && write.set?.windowHigh !== undefined) clock.advance(heldUp);
        return await tables.write(write);
      },
    });
    const deadline = clock.now() + left;
    await handleToken({ v: 1, runId }, { owner: 'me', deadline }, { ...engine.ports, tables: slow });
    expect(engine.mailer.handOvers).toBe(0);
    // The owner knows that nobody was attempted.
    expect(await engine.run(runId)).toMatchObject({ open: 0, unknown: 0, rest: [expect.objectContaining({ n: 5 })] });
  });

  it('sends one window of a segment after a pause that comes between the claim and that window', async () => {
    const engine = new Engine({ segmentSize: 30, windowSize: 10, parallelism: 1 });
    await engine.addDomain();
    const runId = await engine.addRun(50);
    let statusReads = 0;
    const tables = through(engine.tables, {
      get: async (table, key) => {
        if (table === 'Campaigns') statusReads += 1;
        return await engine.tables.get(table, key);
      },
    });
    const contents = {
      load: async (run: Run) => {
        await forceRun(engine.tables, runId, { status: 'paused', hold: 'user' });
        statusReads = 0;
        return await engine.ports.contents.load(run);
      },
    };

    await handleToken({ v: 1, runId }, invocation, { ...engine.ports, tables, contents });

    expect(engine.mailer.accepted).toHaveLength(10);
    expect(await engine.run(runId)).toMatchObject({ status: 'paused', sent: 10, open: 0, next: 30 });
    // Before the second window, for the close, and to see whether there is more to claim.
    expect(statusReads).toBe(3);
  });

  it('comes back soon where the tables refuse to the end, for five minutes; then the queue ends it', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(10);
    const busy = through(engine.tables, { transact: () => Promise.reject(new TablesBusy('refused')) });
    const ports = { ...engine.ports, tables: busy };
    const began = engine.clock.now();
    let token: RunToken = { v: 1, runId };
    engine.timers = [];
    while (engine.clock.now() < began + 5 * MINUTE) {
      await handleToken(token, invocation, ports);
      const [next] = engine.timers.splice(0);
      if (!next) throw new Error('the token is lost');
      expect(next).toEqual({ at: engine.clock.now() + 10 * SECOND, token: { v: 1, runId, busySince: began } });
      token = next.token;
      engine.clock.moveTo(next.at);
    }
    await expect(handleToken(token, invocation, ports)).rejects.toThrow(TablesBusy);
    expect(engine.timers).toEqual([]);
    await handleToken(token, invocation, engine.ports);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 10 });
  });

  it('keeps a pause that the user made between the look at a due run and its wake', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(10, { status: 'paused', hold: 'warm-up-quota', wakeAt: NINE - SECOND });
    const seen = await engine.run(runId);
    await forceRun(engine.tables, runId, { hold: 'user' });
    expect(await wakeRun(seen, engine.ports)).toMatchObject({ status: 'paused', hold: 'user' });
    expect(await engine.run(runId)).toMatchObject({ status: 'paused', hold: 'user' });
  });

  it('wakes no run before its time, not even by the second', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const wakeAt = NINE + SECOND;
    const runId = await engine.addRun(10, { status: 'paused', hold: 'warm-up-quota', wakeAt });
    await engine.handle({ v: 1, runId });
    expect(await engine.run(runId)).toMatchObject({ status: 'paused', wakeAt });
    expect(await wakeRun({ ...(await engine.run(runId)), wakeAt: NINE }, engine.ports)).toMatchObject({ wakeAt });
    expect(await engine.run(runId)).toMatchObject({ status: 'paused', wakeAt });
    await engine.travel(SECOND);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 10 });
  });

  it('does not wake a run early when midnight comes while it looks for what the day has left', async () => {
    const engine = new Engine();
    await engine.addDomain();
    engine.clock.moveTo(Date.parse('2026-11-24T23:59:50Z'));
    const parked = { status: 'paused', hold: 'warm-up-quota', parkDay: '2026-11-24', behind: '7' } as const;
    const runId = await engine.addRun(10, { ...parked, wakeAt: engine.clock.now() + DAY });
    const { tables, clock } = engine;
    const slow = through(tables, {
      query: async (query) => {
        clock.advance(11 * SECOND);
        return await tables.query(query);
      },
    });
    await wakeRun(await engine.run(runId), { ...engine.ports, tables: slow });
    expect(await engine.run(runId)).toMatchObject(parked);
  });

  it('claims nothing beyond the segments that a run may have open, by a look that is old', async () => {
    const engine = new Engine({ parallelism: 2 });
    await engine.addDomain();
    const runId = await engine.addRun(10);
    const seen = await engine.run(runId);
    await forceRun(engine.tables, runId, { open: 2 });
    expect(await claimSegment(seen, invocation, engine.ports)).toEqual({ kind: 'not-now' });
    expect(await engine.run(runId)).toMatchObject({ open: 2, next: 0 });
  });

  it('does not finish a run with positions that nobody has claimed', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(10);
    expect(await finishRun(await engine.run(runId), engine.ports)).toBe(false);
    expect(await engine.run(runId)).toMatchObject({ status: 'sending' });
  });

  it('charges a claim to the day of its one look at the clock, though midnight comes before its write', async () => {
    const engine = new Engine();
    await engine.addDomain();
    engine.clock.moveTo(Date.parse('2026-11-24T23:59:57.900Z'));
    const runId = await engine.addRun(10);
    const { tables, clock } = engine;
    const slow = through(tables, {
      query: async (query) => {
        clock.advance(3 * SECOND);
        return await tables.query(query);
      },
    });
    const claim = await claimSegment(await engine.run(runId), invocation, { ...engine.ports, tables: slow });
    expect(claim).toMatchObject({ kind: 'claimed', segment: { day: '2026-11-24', n: 10 } });
    expect(await engine.quota('2026-11-24')).toMatchObject({ sent: 10 });
    expect(await engine.quota('2026-11-25')).toBeUndefined();
  });

  it('hands nothing over in the last two seconds of the day of the grant', async () => {
    const engine: Engine = new Engine(
      { windowSize: 2 },
      {
        script: () => {
          engine.clock.moveTo(Math.max(engine.clock.now(), Date.parse('2026-11-24T23:59:58.100Z')));
          return undefined;
        },
      },
    );
    await engine.addDomain();
    engine.clock.moveTo(Date.parse('2026-11-24T23:59:50Z'));
    const runId = await engine.addRun(10);
    await handleToken({ v: 1, runId }, invocation, engine.ports);
    expect(engine.mailer.handOvers).toBe(1);
    expect(await engine.run(runId)).toMatchObject({ sent: 1, open: 0, status: 'sending' });
  });

  it('keeps the doubts of another close that comes between the read and the write of a close', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(10);
    const claim = await claimSegment(await engine.run(runId), invocation, engine.ports);
    if (claim.kind !== 'claimed') throw new Error('nothing was claimed');
    writeResult(claim.segment.results, 0, 'unknown');
    const another = { serial: 7, dueAt: NINE };
    const { tables } = engine;
    let isFirst = true;
    const overtaken = through(tables, {
      transact: async (writes, token) => {
        if (isFirst) await tables.write(updateRun(claim.run, { doubts: [another] }, { when: [] }));
        isFirst = false;
        return await tables.transact(writes, token);
      },
    });
    await closeSegment(claim.segment, 'owner', { ...engine.ports, tables: overtaken });
    const { doubts, open, unknown } = await engine.run(runId);
    expect({ serials: doubts.map(({ serial }) => serial), open, unknown }).toEqual({
      serials: [7, 0],
      open: 0,
      unknown: 1,
    });
  });

  it('does not read the run for a close that puts nobody back and leaves no doubt, and does for any other', async () => {
    const engine = new Engine({ segmentSize: 10 });
    await engine.addDomain();
    const runId = await engine.addRun(20);
    const [first, second] = [
      await claimSegment(await engine.run(runId), invocation, engine.ports),
      await claimSegment(await engine.run(runId), invocation, engine.ports),
    ];
    if (first.kind !== 'claimed' || second.kind !== 'claimed') throw new Error('nothing was claimed');
    let reads = 0;
    const tables = through(engine.tables, {
      get: async (table, key) => {
        reads += 1;
        return await engine.tables.get(table, key);
      },
    });
    for (let index = 0; index < 10; index += 1) writeResult(first.segment.results, index, 'sent');
    await closeSegment(first.segment, 'owner', { ...engine.ports, tables }, { known: first.run });
    expect(reads).toBe(0);
    writeResult(second.segment.results, 0, 'unknown');
    await engine.tables.write(updateRun(second.run, { doubts: [{ serial: 7, dueAt: NINE }] }, { when: [] }));
    await closeSegment(second.segment, 'owner', { ...engine.ports, tables }, { known: second.run });
    expect(reads).toBe(1);
    const { doubts, open, sent, unknown } = await engine.run(runId);
    expect({ serials: doubts.map(({ serial }) => serial), open, sent, unknown }).toEqual({
      serials: [7, 1],
      open: 0,
      sent: 10,
      unknown: 1,
    });
  });

  it('takes over with a write-ahead that arrives after the segment was read: its window is unknown', async () => {
    const engine = new Engine({ windowSize: 2, parallelism: 1 });
    await engine.addDomain();
    const runId = await engine.addRun(10);
    const claim = await claimSegment(await engine.run(runId), { owner: 'dead', deadline: NINE }, engine.ports);
    if (claim.kind !== 'claimed') throw new Error('nothing was claimed');
    const key = segmentKey(runId, claim.segment.serial);
    await engine.tables.write({ kind: 'update', table: 'Campaigns', key, set: { windowHigh: 2 } });
    engine.clock.advance(DAY);
    await closeSegment(claim.segment, 'take-over', engine.ports);
    expect(await engine.tables.get('Campaigns', key)).toMatchObject({ status: 'done', windowHigh: 2 });
    expect(await engine.run(runId)).toMatchObject({ open: 0, unknown: 2, sent: 0 });
  });

  it('reserves nothing for an older run that the user has cancelled, while its last segment is still open', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const parkDay = '2026-11-24';
    const older = await engine.addRun(400, { status: 'cancelled', open: 1, parkDay });
    const seen = await engine.run(older);
    const index = { parkedPk: seen.domain, parkedSk: runOrder(seen) };
    await forceRun(engine.tables, older, index);
    engine.clock.advance(SECOND);
    const younger = await engine.run(await engine.addRun(300));
    expect(await needOfOlder(engine.tables, younger, parkDay, 0, 1_000)).toEqual({ mails: 0, oldest: null });
  });

  it('leaves to an older run what it got back after it was read, without reading it for each claim', async () => {
    const engine = new Engine({ segmentSize: 10 });
    await engine.addDomain({ plan: 'custom', steps: [100] });
    await openDay(engine, 100);
    const older = await engine.run(await engine.addRun(40, { parkDay: TODAY, next: 40, open: 1 }));
    await forceRun(engine.tables, older.runId, { parkedPk: older.domain, parkedSk: runOrder(older) });
    engine.clock.advance(SECOND);
    const younger = await engine.addRun(300);
    const reads: string[] = [];
    const counted = through(engine.tables, {
      getMany: async (table, keys) => {
        reads.push(...keys.map(({ sk }) => sk));
        return await engine.tables.getMany(table, keys);
      },
    });
    const ports = { ...engine.ports, tables: counted };
    const claim = async () => await claimSegment(await engine.run(younger), invocation, ports);
    // It needs nothing now, and may need 40.
    for (let claimed = 0; claimed < 5; claimed += 1) {
      expect(await claim()).toMatchObject({ kind: 'claimed', segment: { n: 10 } });
      await forceRun(engine.tables, younger, { open: 0 });
    }
    expect(reads).toHaveLength(1);
    await forceRun(engine.tables, older.runId, { next: 0, open: 0 });
    expect(await claim()).toMatchObject({ kind: 'claimed', segment: { n: 10 } });
    await forceRun(engine.tables, younger, { open: 0 });
    expect(await claim()).toMatchObject({ kind: 'no-quota', need: { oldest: older.taskId } });
    expect(await engine.quota(TODAY)).toMatchObject({ left: 40 });
  });

  it('wakes no run early for what is left of the day, while an older one needs that', async () => {
    const engine = new Engine();
    await engine.addDomain({ plan: 'custom', steps: [100] });
    await openDay(engine, 50);
    const older = await engine.run(await engine.addRun(50, { parkDay: TODAY }));
    await forceRun(engine.tables, older.runId, { parkedPk: older.domain, parkedSk: runOrder(older) });
    engine.clock.advance(SECOND);
    const parked = { status: 'paused', hold: 'warm-up-quota', parkDay: TODAY, behind: older.taskId } as const;
    const runId = await engine.addRun(30, { ...parked, wakeAt: NINE + DAY });
    expect(await wakeRun(await engine.run(runId), engine.ports)).toMatchObject({ status: 'paused' });
    await forceRun(engine.tables, older.runId, { next: 1 });
    expect(await wakeRun(await engine.run(runId), engine.ports)).toMatchObject({ status: 'sending' });
  });

  it('parks no run of which another sender has taken or sent the rest meanwhile', async () => {
    const engine = new Engine();
    await engine.addDomain({ plan: 'custom', steps: [100] });
    await openDay(engine, 50);
    const older = await engine.run(await engine.addRun(90, { parkDay: TODAY }));
    await forceRun(engine.tables, older.runId, { parkedPk: older.domain, parkedSk: runOrder(older) });
    engine.clock.advance(SECOND);
    const runId = await engine.addRun(30);
    const seen = await engine.run(runId);
    const claim = () => claimSegment(seen, invocation, engine.ports);
    expect(await claim()).toMatchObject({ kind: 'no-quota' });
    await forceRun(engine.tables, runId, { next: 30, open: 1 });
    expect(await claim()).toEqual({ kind: 'not-now' });
    await forceRun(engine.tables, runId, { next: 30, open: 0 });
    expect(await claim()).toMatchObject({ kind: 'nothing-left' });
  });

  it('lets one of two parked runs that began at the same instant go first, by its id, and not each wait for the other', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const parked = { status: 'paused', hold: 'warm-up-quota', wakeAt: NINE, parkDay: '2026-11-24' } as const;
    const runs = [];
    for (const size of [300, 400]) {
      const run = await engine.run(await engine.addRun(size, parked));
      const index = { parkedPk: run.domain, parkedSk: runOrder(run) };
      await forceRun(engine.tables, run.runId, index);
      runs.push(run);
    }
    const needs = [];
    for (const run of runs) needs.push((await needOfOlder(engine.tables, run, '2026-11-24', 0, 1_000)).mails);
    expect(needs).toEqual([0, 300]);
  });
});
