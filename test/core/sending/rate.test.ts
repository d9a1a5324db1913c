import { describe, expect, it } from '@jest/globals';
import { type Instant, MINUTE, SECOND } from '../../../core/clock.ts';
import { RateGate } from '../../../core/rate/rate.ts';
import { BURST } from '../../../core/rate/slot.ts';
import { Engine, NINE } from '../../support/engine.ts';
import { forceRun } from '../../support/force-run.ts';

/** Other senders, who use up the rate. */
const useUp = async (engine: Engine): Promise<void> => {
  const gate = new RateGate(engine.tables, engine.ports.settings.rate, {
    identity: async () => engine.tablesId,
  });
  while ((await gate.reserve(engine.ports.settings.windowSize, engine.clock.now())).kind === 'granted');
};

const rowOfRate = async (engine: Engine) => await engine.tables.get('WarmUp', { pk: 'RATE', sk: 'ACCOUNT' });

describe('a sender that finds the rate used up', () => {
  it('claims nothing, and takes a place in the line', async () => {
    const engine = new Engine({ rate: 14, windowSize: 14, parallelism: 1 });
    await engine.addDomain();
    const runId = await engine.addRun(100);
    await useUp(engine);
    await engine.settle();

    expect(engine.sentTo()).toEqual([]);
    expect(await engine.run(runId)).toMatchObject({ serial: 0, open: 0, tokenAt: NINE + SECOND });
    expect(engine.timers).toEqual([{ at: NINE + SECOND, token: { v: 1, runId } }]);
    expect(await engine.quota('2026-11-24')).toBeUndefined();

    await engine.travel(MINUTE);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 100 });
  });

  it('waits as long as the windows of those before it in the line take', async () => {
    const engine = new Engine({ rate: 10, windowSize: 10, parallelism: 1 });
    await engine.addDomain();
    await useUp(engine);
    for (let i = 0; i < 300; i += 1) await engine.addRun(20);
    await engine.addRun(5);
    await engine.settle();

    expect(engine.timers).toHaveLength(301);
    expect(engine.timers.at(-2)?.at).toBe(NINE + 300 * SECOND);
    expect((await rowOfRate(engine))?.line).toBe(NINE + 300 * SECOND + SECOND / 2);
  });

  it('waits no longer than a queue delays', async () => {
    const engine = new Engine({ rate: 1, windowSize: 1, parallelism: 1 });
    await engine.addDomain();
    await useUp(engine);
    for (let i = 0; i < 1_000; i += 1) await engine.addRun(1);
    await engine.settle();

    expect(Math.max(...engine.timers.map(({ at }) => at))).toBe(NINE + 15 * MINUTE);
  });

  it('forgets a token of a run that somebody sends', async () => {
    const engine = new Engine({ rate: 14, windowSize: 14, parallelism: 2 });
    await engine.addDomain();
    const runId = await engine.addRun(100);
    await useUp(engine);
    await forceRun(engine.tables, runId, { open: 1, leases: { 0: NINE + 5 * MINUTE } });
    await engine.settle();

    expect(engine.timers).toEqual([]);
  });

  it('takes one place for a run, however many tokens come', async () => {
    const engine = new Engine({ rate: 14, windowSize: 14, parallelism: 1 });
    await engine.addDomain();
    const runId = await engine.addRun(100);
    await useUp(engine);
    await engine.settle();
    const line = (await rowOfRate(engine))?.line;
    for (let i = 0; i < 5; i += 1) await engine.handle({ v: 1, runId });

    expect(engine.timers).toHaveLength(1);
    expect((await rowOfRate(engine))?.line).toBe(line);
  });

  it('gets no further token from the reconciler while its own is on the way, and one once that is lost', async () => {
    const engine = new Engine({ rate: 14, windowSize: 14, parallelism: 1 });
    await engine.addDomain();
    const runId = await engine.addRun(100);
    await useUp(engine);
    await engine.settle();
    engine.timers = [];
    const now = engine.clock.now();

    expect(await engine.reconcile()).toEqual({ tokens: 0, nextAt: now + 5 * MINUTE });
    engine.clock.advance(5 * SECOND);
    expect(await engine.reconcile()).toMatchObject({ tokens: 1 });
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'finished' });
  });

  it('leaves after its segment while another uses the rate, too', async () => {
    const engine: Engine = new Engine(
      { rate: 14, windowSize: 14, segmentSize: 28, parallelism: 1 },
      {
        script: async () => {
          if (engine.mailer.handOvers === 28) await useUp(engine);
          return undefined;
        },
      },
    );
    await engine.addDomain();
    const runId = await engine.addRun(100);
    await engine.settle();

    expect(await engine.run(runId)).toMatchObject({ status: 'sending', sent: 28, open: 0 });
    expect(engine.timers).toHaveLength(1);
  });
});

describe('a sender that has claimed', () => {
  /** Tokens on their way when it hands its first mail over, others having reserved so many windows. */
  const tokensBeside = async (rate: number, windows: number): Promise<number | null> => {
    let tokens: number | null = null;
    const engine: Engine = new Engine(
      { rate, windowSize: 50, parallelism: 2 },
      {
        script: () => {
          tokens ??= engine.timers.length;
          return undefined;
        },
      },
    );
    await engine.addDomain();
    const runId = await engine.addRun(1_000);
    engine.timers = [];
    const gate = new RateGate(engine.tables, rate, { identity: async () => engine.tablesId });
    for (let i = 0; i < windows; i += 1) await gate.reserve(50, engine.clock.now());
    await engine.handle({ v: 1, runId });
    return tokens;
  };

  it('calls one more while the clock of the rate is at most an eighth of a second ahead after its window', async () => {
    expect(await tokensBeside(5_000, 0)).toBe(1);
    expect(await tokensBeside(5_000, 11)).toBe(1);
    expect(await tokensBeside(5_000, 12)).toBe(0);
  });

  it('calls none on a slow account, once others use the rate', async () => {
    expect(await tokensBeside(200, 0)).toBe(1);
    expect(await tokensBeside(200, 1)).toBe(0);
  });
});

describe('a window', () => {
  it('is handed over at the pace of its slot', async () => {
    const instants: Instant[] = [];
    const engine: Engine = new Engine(
      { rate: 14, windowSize: 14, parallelism: 1 },
      {
        script: () => {
          instants.push(engine.clock.now());
          return undefined;
        },
      },
    );
    await engine.addDomain();
    await engine.addRun(140);
    await engine.settle();

    expect(instants).toHaveLength(140);
    for (const [i, at] of instants.entries()) {
      const inQuarter = instants.filter((other, j) => j >= i && other < at + BURST).length;
      expect(inQuarter).toBeLessThanOrEqual(Math.ceil((14 * 2 * BURST) / SECOND));
    }
    // No time is lost between windows.
    expect((instants.at(-1) ?? 0) - NINE).toBeLessThanOrEqual(10 * SECOND);
  });

  it('ends with the first throttled mail, and gives back the others in one piece', async () => {
    const script = (_: unknown, attempt: number) =>
      engine.mailer.handOvers > 4 && attempt === 1 ? ({ kind: 'throttled', reason: 'slow down' } as const) : undefined;
    const engine: Engine = new Engine({ rate: 14, windowSize: 14, parallelism: 1 }, { script });
    await engine.addDomain();
    const runId = await engine.addRun(14);
    await engine.settle();

    // A few more are out before the answer is there.
    expect(engine.mailer.handOvers).toBeLessThan(10);
    expect(await engine.run(runId)).toMatchObject({ sent: 4, rest: [{ from: 4, n: 10 }] });
  });

  it('is not handed over at all once midnight has come while it was paced', async () => {
    const engine = new Engine({ rate: 1, windowSize: 1, parallelism: 1 });
    await engine.addDomain();
    const runId = await engine.addRun(1);
    // In time for a claim, but its mail may go three quarters of a second later, and not in the day's last two seconds.
    engine.clock.moveTo(Date.parse('2026-11-24T23:59:57.900Z'));
    await engine.settle();

    expect(engine.sentTo()).toEqual([]);
    expect(await engine.run(runId)).toMatchObject({ sent: 0, open: 0 });
  });
});
