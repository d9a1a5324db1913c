import { describe, expect, it } from '@jest/globals';
import { HOUR, SECOND } from '../../../core/clock.ts';
import { withinAccount } from '../../../core/rate/settings.ts';
import { holdStack, readStackHold, unholdStack } from '../../../core/rate/stack-hold.ts';
import { Engine } from '../../support/engine.ts';

const hold = (engine: Engine) => holdStack(engine);
const release = (engine: Engine) => unholdStack({ tables: engine.tables, identity: async () => engine.tablesId });

describe('a stack that is held', () => {
  it('claims nothing and sends nothing, and goes on after the release', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(120);
    await hold(engine);

    await engine.travel(HOUR);
    expect(engine.sentTo()).toEqual([]);
    expect(await engine.run(runId)).toMatchObject({ status: 'sending', next: 0, open: 0, serial: 0 });

    await release(engine);
    await engine.reconcile();
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 120 });
  });

  it('begins no window once the hold is acknowledged, and gives back what was claimed', async () => {
    // A faster account reserves windows ahead (window-slots.test.ts).
    const engine = new Engine({ rate: 500 }, { script: () => ({ kind: 'accepted', response: 'ok' }) });
    await engine.addDomain();
    const runId = await engine.addRun(100);
    const { reserve } = engine.ports.rateGate;
    // The slot of the first window is reserved before the claim.
    let windows = 1;
    engine.ports.rateGate.reserve = async (...order) => {
      windows += 1;
      if (windows === 3) await hold(engine);
      return await reserve.apply(engine.ports.rateGate, order);
    };

    await engine.settle();

    expect(engine.sentTo()).toHaveLength(20);
    expect(await engine.run(runId)).toMatchObject({ status: 'sending', sent: 20, open: 0 });
    expect(await engine.quota('2026-11-24')).toMatchObject({ left: 480, sent: 20 });
  });

  it('shows since when, also after a second hold', async () => {
    const engine = new Engine();
    const since = engine.clock.now();
    await hold(engine);
    engine.clock.moveTo(since + SECOND);
    await hold(engine);

    const ports = { tables: engine.tables, identity: async () => 'tables' };
    expect(await readStackHold(ports)).toEqual({ reason: 'hold-all', since, by: null });
    await release(engine);
    expect(await readStackHold(ports)).toBeNull();
  });

  it('is one whose tables are other ones than those that sent', async () => {
    const engine = new Engine();
    await engine.addDomain();
    await engine.addRun(10);
    await engine.settle();
    engine.tablesId = 'a copy';
    const runId = await engine.addRun(10);
    await engine.settle();

    expect(engine.sentTo()).toHaveLength(10);
    expect(await engine.ports.rateGate.stackHold()).toEqual({ reason: 'restored', since: null, by: null });
    await release(engine);
    await engine.reconcile();
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'finished' });
  });
});

describe("the account's quota for 24 hours", () => {
  const limits = { rate: null, sandbox: false, sendingEnabled: true };

  it('bounds what is claimed, and parks the rest until it may have room again', async () => {
    const engine = new Engine();
    await engine.addDomain();
    engine.limits = { ...limits, day: { perDay: 200, used: 50 } };
    const runId = await engine.addRun(300);
    await engine.settle();

    expect(engine.sentTo()).toHaveLength(150);
    const resumesAt = engine.clock.now() + HOUR;
    expect(await engine.run(runId)).toMatchObject({ status: 'paused', hold: 'account-quota', wakeAt: resumesAt });

    engine.limits = { ...limits, day: { perDay: 200, used: 0 } };
    engine.clock.moveTo(resumesAt);
    await engine.reconcile();
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 300 });
  });
});

describe('steps of an account that is slower than the setting', () => {
  it('are those of its own rate', () => {
    const engine = new Engine({ rate: 1_000, segmentSize: 500, windowSize: 50, parallelism: 3 });
    expect(withinAccount(engine.ports.settings, 1)).toMatchObject({
      rate: 1,
      segmentSize: 20,
      windowSize: 1,
      parallelism: 1,
    });
    expect(withinAccount(engine.ports.settings, null)).toBe(engine.ports.settings);
  });
});
