import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../../core/clock.ts';
import { readWarmUp } from '../../../core/domains/warm-up-view.ts';
import { recordMailEvents } from '../../../core/insight/record-mail-events.ts';
import { claimSegment } from '../../../core/sending/claim.ts';
import type { Tables } from '../../../core/tables.ts';
import type { Domain } from '../../../core/warm-up/domain.ts';
import { readDomain } from '../../../core/warm-up/domain-store.ts';
import { Engine, NINE } from '../../support/engine.ts';
import { deliverAll, mailEvent, mailsOf, recorderOf } from '../../support/recorder.ts';

const setUp = async (readers: number, domain: Partial<Domain> = {}) => {
  const engine = new Engine({ segmentSize: 500, windowSize: 50 });
  await engine.addDomain({ level: 3, ...domain });
  const runId = await engine.addRun(readers);
  await engine.settle();
  return { engine, runId, warmUp: () => readWarmUp(engine.tables, 'a.example', engine.clock.now(), 0) };
};

describe('the guard', () => {
  it('holds the runs of the domain for 24 hours at 5 % hard bounces, and keeps the level the next day', async () => {
    const { engine, runId, warmUp } = await setUp(5_000);
    const mails = await mailsOf(engine, runId);
    expect(mails).toHaveLength(2_000);
    engine.clock.advance(HOUR);
    await deliverAll(engine, mails.slice(0, 1_000), 50);
    const tripped = engine.clock.now();
    const { heldUntil, history } = await warmUp();
    expect(heldUntil).toBe(tripped + DAY);
    expect(history[0]?.changes).toEqual([
      expect.objectContaining({
        kind: 'held',
        cause: 'hard-bounces',
        until: tripped + DAY,
        figures: expect.objectContaining({ mails: 1_000, hardBounces: 50 }),
      }),
    ]);

    // What still happens to the mails of that day changes nothing more.
    engine.clock.advance(HOUR);
    await deliverAll(engine, mails.slice(1_000), 300);
    expect((await warmUp()).heldUntil).toBe(tripped + DAY);

    engine.clock.moveTo((await engine.run(runId)).wakeAt ?? 0);
    await engine.settle();
    const held = await engine.run(runId);
    expect(held).toMatchObject({ status: 'paused', hold: 'reputation', wakeAt: tripped + DAY, sent: 2_000 });
    await engine.travel(HOUR);
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ sent: 4_000 });
    expect(await engine.quota('2026-11-25')).toMatchObject({ level: 3, limit: 2_000, left: 0 });
    await engine.travel(DAY);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 5_000 });
    expect(await engine.quota('2026-11-26')).toMatchObject({ level: 4 });
  });

  it('stops a run that is sending at its next claim', async () => {
    const { engine } = await setUp(1_000);
    const first = await mailsOf(engine, (await engine.run(`1-${NINE.toString(36).padStart(9, '0')}`)).runId);
    await deliverAll(engine, first, 100);
    const second = await engine.addRun(100);
    await engine.settle();
    expect(await engine.run(second)).toMatchObject({ status: 'paused', hold: 'reputation', sent: 0, next: 0 });
  });

  it('looks at 1,000 mails or more, 0.3 % of complaints, and not at the simulator', async () => {
    const { engine, runId, warmUp } = await setUp(1_100);
    const mails = await mailsOf(engine, runId);
    await deliverAll(engine, mails.slice(0, 999), 400);
    expect((await warmUp()).heldUntil).toBeNull();

    const other = await setUp(1_000);
    const delivered = await mailsOf(other.engine, other.runId);
    await deliverAll(other.engine, delivered, 0);
    const complain = (from: number, to: number) =>
      recordMailEvents(
        delivered.slice(from, to).map((mail) => mailEvent(other.engine, 'complaint', mail)),
        recorderOf(other.engine),
      );
    await complain(0, 2);
    expect((await other.warmUp()).heldUntil).toBeNull();
    await complain(2, 3);
    expect((await other.warmUp()).heldUntil).not.toBeNull();

    const simulated = await setUp(1_000);
    const all = (await mailsOf(simulated.engine, simulated.runId)).map(({ mailId }, i) => ({
      mailId,
      email: `bounce+${i}@simulator.amazonses.com`,
    }));
    await deliverAll(simulated.engine, all, 1_000);
    expect((await simulated.warmUp()).heldUntil).toBeNull();
    const counted = await setUp(1_000);
    const same = (await mailsOf(counted.engine, counted.runId)).map(({ mailId }, i) => ({
      mailId,
      email: `bounce+${i}@simulator.amazonses.com`,
    }));
    await deliverAll(counted.engine, same, 1_000, recorderOf(counted.engine, { simulatorCounts: true }));
    expect((await counted.warmUp()).heldUntil).not.toBeNull();
  });

  it('is heeded by a claim that makes the row of a day at the very moment', async () => {
    const { engine, runId } = await setUp(1_000);
    const mails = await mailsOf(engine, runId);
    engine.clock.advance(DAY - HOUR);
    const late = await engine.addRun(100);
    engine.timers = [];
    engine.clock.advance(10 * HOUR);
    const { tables } = engine.ports;
    let isFirst = true;
    const racing: Tables = {
      get: (...args) => tables.get(...args),
      getMany: (...args) => tables.getMany(...args),
      query: (...args) => tables.query(...args),
      write: (...args) => tables.write(...args),
      transact: async (...args) => {
        if (isFirst) {
          isFirst = false;
          await deliverAll(engine, mails, 60);
        }
        return tables.transact(...args);
      },
    };
    const invocation = { owner: 'owner', deadline: engine.clock.now() + HOUR };
    const claim = await claimSegment(await engine.run(late), invocation, { ...engine.ports, tables: racing });
    expect(claim.kind).toBe('reputation');
    expect(await engine.quota('2026-11-25')).toBeUndefined();
  });

  it('keeps a level that follows the calendar a day behind', async () => {
    const { engine, runId } = await setUp(1_000, { levelRule: 'calendar-days' });
    await deliverAll(engine, await mailsOf(engine, runId), 60);
    const domain = await readDomain(engine.tables, 'a.example');
    expect(domain?.reputation).toMatchObject({ risesMissed: 1, guardedOn: '2026-11-24' });
    engine.clock.advance(DAY + HOUR);
    expect((await readWarmUp(engine.tables, 'a.example', engine.clock.now(), 0)).level).toBe(3);
    engine.clock.advance(DAY);
    expect((await readWarmUp(engine.tables, 'a.example', engine.clock.now(), 0)).level).toBe(4);
  });
});

describe('the level rule reputation', () => {
  const rule: Partial<Domain> = { levelRule: 'reputation', level: 1 };

  it('raises the level at once while 70 % of the limit is well received, and parked mail goes on', async () => {
    const { engine, runId, warmUp } = await setUp(2_100, rule);
    for (let round = 0; round < 3; round += 1) {
      await deliverAll(engine, await mailsOf(engine, runId), 0);
      await engine.settle();
    }
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 2_100 });
    expect(await warmUp()).toMatchObject({ level: 4, limit: 5_000, left: 2_900 });
    expect((await warmUp()).history[0]?.changes.map(({ kind, level }) => [kind, level])).toEqual([
      ['raised', 4],
      ['raised', 3],
      ['raised', 2],
    ]);
  });

  it('does not raise the level of a day that is not used, or not well received', async () => {
    const few = await setUp(300, rule);
    await deliverAll(few.engine, await mailsOf(few.engine, few.runId), 0);
    expect((await few.warmUp()).level).toBe(1);
    const bad = await setUp(500, rule);
    const mails = await mailsOf(bad.engine, bad.runId);
    await deliverAll(bad.engine, mails.slice(0, 27), 27);
    await deliverAll(bad.engine, mails.slice(27), 0);
    expect((await bad.warmUp()).level).toBe(1);
  });

  it('lowers the level from the next day on, and never below 1', async () => {
    const { engine, runId, warmUp } = await setUp(400, { ...rule, level: 3 });
    await deliverAll(engine, await mailsOf(engine, runId), 40);
    expect(await warmUp()).toMatchObject({ level: 3, heldUntil: null });
    expect((await warmUp()).history[0]?.changes).toEqual([
      expect.objectContaining({ kind: 'lowered', cause: 'hard-bounces', level: 2 }),
    ]);
    engine.clock.advance(DAY);
    expect((await warmUp()).level).toBe(2);
    engine.clock.advance(DAY);
    expect((await warmUp()).level).toBe(2);
  });

  it('blocks the rest of the day when more than 11 % bounce for good', async () => {
    const { engine, runId, warmUp } = await setUp(900, { ...rule, level: 1 });
    await deliverAll(engine, await mailsOf(engine, runId), 60);
    const midnight = Date.parse('2026-11-25T00:00:00Z');
    expect((await warmUp()).heldUntil).toBe(midnight);
    const second = await engine.addRun(10);
    await engine.settle();
    expect(await engine.run(second)).toMatchObject({ status: 'paused', hold: 'reputation', wakeAt: midnight });
    await engine.travel(midnight - engine.clock.now() + MINUTE);
    expect(await engine.run(second)).toMatchObject({ status: 'finished' });
  });
});
