import { describe, expect, it } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import { runKey } from '../../../core/keys.ts';
import type { HandOver, OutgoingMail } from '../../../core/mail/mailer.ts';
import { apply, resume } from '../../../core/runs/transitions.ts';
import type { Tables } from '../../../core/tables.ts';
import { Engine, NINE } from '../../support/engine.ts';

const DENIED: HandOver = { kind: 'blocked', code: 'sending-disabled', reason: 'AccessDenied: no right', mayPass: true };
const AWAY: HandOver = { kind: 'throttled', reason: 'connect ECONNREFUSED 127.0.0.1:25' };

/** An engine whose mail server answers with what `answer` gives, and accepts where that is nothing. */
async function engineWith(answer: (since: number, mail: OutgoingMail) => HandOver | undefined) {
  const engine: Engine = new Engine(
    { windowSize: 5, segmentSize: 10, parallelism: 1 },
    { script: (mail) => answer(engine.clock.now() - NINE, mail) },
  );
  await engine.addDomain();
  return engine;
}

const until = (end: number, answer: HandOver) => (since: number) => (since < end ? answer : undefined);

describe('a refusal of all mails that may pass', () => {
  it('stops nothing when it passes within a minute, and costs nobody a mail', async () => {
    const engine = await engineWith(until(50 * SECOND, DENIED));
    const runId = await engine.addRun(12);
    await engine.travel(50 * SECOND);
    expect(await engine.run(runId)).toMatchObject({ status: 'sending', sent: 0, failed: 0, open: 0 });
    expect(await engine.quota('2026-11-24')).toMatchObject({ left: 500, sent: 0 });

    await engine.travel(MINUTE);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 12, refusal: null });
  });

  it('stops the run with an error after a minute, in which it was tried several times', async () => {
    const engine = await engineWith(() => DENIED);
    const runId = await engine.addRun(12);
    await engine.travel(59 * SECOND);
    expect(await engine.run(runId)).toMatchObject({ status: 'sending' });
    expect(engine.mailer.handOvers).toBeGreaterThan(5);

    await engine.travel(MINUTE);
    expect(await engine.run(runId)).toMatchObject({
      status: 'error',
      error: 'sending-disabled',
      sent: 0,
      rest: [{ n: 10 }],
    });
  });

  it('has a minute again after a resume, and after a mail was accepted', async () => {
    const engine = await engineWith((since, { to }) =>
      since < 2 * MINUTE || (to.startsWith('r3.') && since < 150 * SECOND) ? DENIED : undefined,
    );
    const runId = await engine.addRun(12);
    await engine.travel(119 * SECOND);
    const stopped = await engine.run(runId);
    expect(stopped.status).toBe('error');

    await apply(resume(stopped, engine.clock.now()), engine.ports);
    await engine.ports.sendQueue.send({ v: 1, runId });
    await engine.travel(20 * SECOND);
    expect(await engine.run(runId)).toMatchObject({ status: 'sending' });
    await engine.travel(MINUTE);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 12 });
  });

  it('stops a run whose one mail is blocked again and again, though others are accepted', async () => {
    const engine = await engineWith((_, { to }) => (to.startsWith('r0.') ? DENIED : undefined));
    const runId = await engine.addRun(12);
    await engine.travel(2 * MINUTE);
    const stopped = await engine.run(runId);
    expect(stopped.status).toBe('error');
    expect(stopped.sent).toBeGreaterThan(0);
    // After a refusal that is meant for all, the others of its window are not attempted.
    expect(stopped.sent).toBeLessThan(5);
  });

  it('counts its minute anew when another sender had a mail accepted while the note was written', async () => {
    const engine = await engineWith(() => DENIED);
    const runId = await engine.addRun(10, {
      refusal: { since: NINE - HOUR, blockedSince: NINE - HOUR, answer: 'old' },
    });
    let isFirst = true;
    const { tables } = engine;
    const racing: Tables = {
      get: (...given) => tables.get(...given),
      getMany: (...given) => tables.getMany(...given),
      query: (query) => tables.query(query),
      write: (write) => tables.write(write),
      transact: async (writes, token) => {
        const isClose = writes.some((write) => write.kind === 'update' && write.set?.status === 'done');
        if (isClose && isFirst) {
          isFirst = false;
          await tables.write({ kind: 'update', table: 'Campaigns', key: runKey(runId), remove: ['refusal'] });
        }
        return await tables.transact(writes, token);
      },
    };
    Object.assign(engine.ports, { tables: racing });
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'sending', refusal: { blockedSince: NINE } });
  });
});

/** Does `meanwhile` once, just before a write that gives a run this status. */
function racing(tables: Tables, status: string, meanwhile: () => Promise<unknown>): Tables {
  let isFirst = true;
  return {
    get: (...given) => tables.get(...given),
    getMany: (...given) => tables.getMany(...given),
    query: (query) => tables.query(query),
    transact: (...given) => tables.transact(...given),
    write: async (write) => {
      if (isFirst && write.kind === 'update' && write.set?.status === status) {
        isFirst = false;
        await meanwhile();
      }
      return await tables.write(write);
    },
  };
}

describe('a refusal that is over while a sender decides about it', () => {
  it.each([
    { answer: DENIED, refusal: { since: NINE - HOUR, blockedSince: NINE - HOUR, answer: 'old' }, status: 'error' },
    { answer: AWAY, refusal: { since: NINE - HOUR, blockedSince: null, answer: 'old' }, status: 'paused' },
  ])('does not bring the run to $status', async ({ answer, refusal, status }) => {
    const engine = await engineWith(() => answer);
    const runId = await engine.addRun(10, { refusal });
    const { tables } = engine;
    const accept = () => tables.write({ kind: 'update', table: 'Campaigns', key: runKey(runId), remove: ['refusal'] });
    Object.assign(engine.ports, { tables: racing(tables, status, accept) });
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'sending', hold: null, error: null });

    // The run goes on, and is stopped once the refusal has lasted.
    await engine.travel(3 * MINUTE);
    expect(await engine.run(runId)).toMatchObject({ status });
  });
});

describe('a mail server that accepts nothing', () => {
  it('holds the run after two minutes, says why and until when, and tries again with growing waits', async () => {
    const engine = await engineWith(until(2 * HOUR, AWAY));
    const runId = await engine.addRun(12);
    await engine.travel(MINUTE);
    expect(await engine.run(runId)).toMatchObject({ status: 'sending', hold: null });

    await engine.travel(2 * MINUTE);
    const held = await engine.run(runId);
    expect(held).toMatchObject({ status: 'paused', hold: 'mail-server', holdSince: NINE, open: 0, sent: 0 });
    expect(held.refusal?.answer).toBe('connect ECONNREFUSED 127.0.0.1:25');
    expect(held.wakeAt).toBeLessThanOrEqual(engine.clock.now() + 4 * MINUTE);

    const before = engine.mailer.handOvers;
    await engine.travel(HOUR);
    const later = await engine.run(runId);
    expect(later).toMatchObject({ status: 'paused', hold: 'mail-server', holdSince: NINE });
    expect((later.wakeAt ?? 0) - engine.clock.now()).toBeLessThanOrEqual(15 * MINUTE);
    // A window of five each time, at most.
    expect(engine.mailer.handOvers - before).toBeLessThanOrEqual(7 * 5);
    expect(engine.timers.length).toBeLessThanOrEqual(1);
  });

  it('is asked again within 15 minutes of its return, by the delayed token or by the reconciler', async () => {
    for (const isTokenLost of [false, true]) {
      const engine = await engineWith(until(HOUR, AWAY));
      const runId = await engine.addRun(12);
      await engine.travel(HOUR);
      if (isTokenLost) engine.timers = [];
      await engine.travel(15 * MINUTE);
      if (isTokenLost) await engine.reconcile();
      await engine.travel(SECOND);
      expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 12, hold: null, refusal: null });
    }
  });

  it('holds a run since the first window of which it accepted nothing', async () => {
    const engine = await engineWith((since, { to }) =>
      since < 10 * MINUTE && to.startsWith('r1.') ? AWAY : undefined,
    );
    const runId = await engine.addRun(12);
    await engine.travel(MINUTE);
    const sending = await engine.run(runId);
    expect(sending.status).toBe('sending');
    expect(sending.sent).toBeGreaterThan(0);
    expect(sending.sent).toBeLessThan(5);
    await engine.travel(5 * MINUTE);
    expect(await engine.run(runId)).toMatchObject({ status: 'paused', hold: 'mail-server' });
    expect((await engine.run(runId)).holdSince).toBeGreaterThan(NINE);
  });

  it('does not hold a run of which another segment is open', async () => {
    const engine = await engineWith(() => AWAY);
    const runId = await engine.addRun(12, {
      open: 1,
      leases: { 7: NINE + HOUR },
      refusal: { since: NINE - HOUR, blockedSince: null, answer: 'old' },
    });
    const { parallelism, ...settings } = engine.ports.settings;
    Object.assign(engine.ports, { settings: { ...settings, parallelism: parallelism + 1 } });
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'sending', hold: null, open: 1 });
  });

  it("yields to a user's pause, and a user's resume tries at once", async () => {
    const engine = await engineWith(until(HOUR, AWAY));
    const runId = await engine.addRun(12);
    await engine.travel(5 * MINUTE);
    const held = await engine.run(runId);
    engine.clock.moveTo(NINE + HOUR);
    await apply(resume(held, engine.clock.now()), engine.ports);
    await engine.ports.sendQueue.send({ v: 1, runId });
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 12 });
  });
});
