import { describe, expect, it } from '@jest/globals';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { DAY, HOUR, iso, MINUTE } from '../../../core/clock.ts';
import { type ForecastOptions, type ForecastRun, forecast } from '../../../core/forecast/forecast.ts';
import { Forecasts } from '../../../core/forecast/forecast-domain.ts';
import { NO_LIMITS } from '../../../core/rate/account.ts';
import { readResult } from '../../../core/runs/results.ts';
import { segmentsPage } from '../../../core/runs/segment-store.ts';
import type { Domain } from '../../../core/warm-up/domain.ts';
import { Engine, NINE } from '../../support/engine.ts';
import { sampleDomain } from '../../support/sample-domain.ts';

type Days = { day: string; planned: number }[];

const forecasts = (engine: Engine) =>
  new Forecasts({ ...engine.ports, account: NO_LIMITS, references: { list: async () => undefined } });

/** How many mails of a run were really sent on which quota day. */
async function sentOn(engine: Engine, runId: string): Promise<Days> {
  const days = new Map<string, number>();
  const { segments } = await segmentsPage(engine.tables, runId, { limit: 1_000, after: null });
  for (const { day, n, results } of segments) {
    const sent = Array.from({ length: n }, (_, i) => readResult(results, i)).filter((each) => each === 'sent').length;
    days.set(day, (days.get(day) ?? 0) + sent);
  }
  return [...days].sort().map(([day, planned]) => ({ day, planned }));
}

/** Numbers from 0 to below 1 that a seed decides. */
const diceOf = (seed: string) => {
  const random = new SeededRandom(seed);
  return (below: number) =>
    Math.floor((Number.parseInt(random.id().replaceAll('-', '').slice(0, 8), 16) / 2 ** 32) * below);
};

/** So many mails of a run that begins now. */
const begun = (mails: number, engine: Engine) => ({ mails, at: engine.clock.now(), without: null });

const PLANS: Partial<Domain>[] = [
  { plan: 'custom', steps: [100, 150, 300, 700, 1_000] },
  { plan: 'custom', steps: [250] },
  { plan: 'standard' },
  { plan: 'conservative', level: 2 },
];

describe('forecast', () => {
  it.each(['one', 'two', 'three'])('says of 20 random campaigns on 3 domains what then happens (%s)', async (seed) => {
    const dice = diceOf(`forecast ${seed}`);
    const engine = new Engine({ parallelism: 1 });
    const domains = ['a.example', 'b.example', 'c.example'];
    for (const domain of domains) {
      await engine.addDomain({
        domain,
        ...PLANS[dice(PLANS.length)],
        levelRule: dice(2) === 0 ? 'sending-days' : 'calendar-days',
        parkUntil: dice(2) === 0 ? 'after-24h' : 'daily-anchor',
      });
    }
    const campaigns: { runId: string; days: Days; finishesOn: string | null }[] = [];
    for (let i = 0; i < 20; i += 1) {
      // Within the day, so that no campaign begins in the seconds around midnight in which nothing is claimed.
      const [days, minutes] = [dice(3), 10 + dice(23 * 60)];
      const at = Math.floor(engine.clock.now() / DAY) * DAY + days * DAY + minutes * MINUTE;
      await engine.travel(Math.max(MINUTE, at - engine.clock.now()));
      const domain = domains[dice(3)] ?? '';
      const readers = 20 + dice(1_500);
      const { days: mine, finishesOn } = await forecasts(engine).ofNewRun(domain, begun(readers, engine));
      const planned = mine.map(({ day, planned: mails }) => ({ day, planned: mails }));
      campaigns.push({ runId: await engine.addRun(readers, { domain }), days: planned, finishesOn });
    }
    await engine.travel(200 * DAY);

    const happened = [];
    for (const { runId } of campaigns) {
      const days = await sentOn(engine, runId);
      expect((await engine.run(runId)).status).toBe('finished');
      happened.push({ runId, days, finishesOn: days.at(-1)?.day ?? null });
    }
    expect(campaigns).toEqual(happened);
    // Else it would show little.
    expect(campaigns.filter(({ days }) => days.length > 1).length).toBeGreaterThan(5);
  });

  it('says the same of a run that is under way as it said before', async () => {
    const engine = new Engine({ parallelism: 1 });
    await engine.addDomain({ plan: 'custom', steps: [100, 200] });
    const first = await engine.addRun(450);
    await engine.travel(HOUR);
    const { finishesOn } = await forecasts(engine).ofNewRun('a.example', begun(300, engine));
    const second = await engine.addRun(300);

    for (let day = 0; day < 3; day += 1) {
      await engine.travel(DAY);
      expect(await forecasts(engine).finishesOn(await engine.run(second))).toBe(finishesOn);
    }
    await engine.travel(10 * DAY);
    expect((await sentOn(engine, second)).at(-1)?.day).toBe(finishesOn);
    expect(await forecasts(engine).finishesOn(await engine.run(first))).toBeNull();
  });

  it('tells nothing of a run that waits for its user', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(600, { status: 'paused', hold: 'user' });
    expect(await forecasts(engine).finishesOn(await engine.run(runId))).toBeNull();
  });

  it('sends through midnight where the rate is low, within a few windows of what then happens', async () => {
    const engine = new Engine({ rate: 10, parallelism: 1, windowSize: 10, segmentSize: 200 });
    await engine.addDomain({ plan: 'custom', steps: [20_000] });
    // 20 minutes before midnight there is time for 12,000.
    await engine.travel(15 * HOUR - 20 * MINUTE);
    const { days } = await forecasts(engine).ofNewRun('a.example', begun(15_000, engine));
    const runId = await engine.addRun(15_000);
    await engine.travel(3 * HOUR);

    const happened = await sentOn(engine, runId);
    expect(happened.map(({ day }) => day)).toEqual(days.map(({ day }) => day));
    for (const [i, { planned }] of happened.entries()) {
      expect(Math.abs(planned - (days[i]?.planned ?? 0))).toBeLessThanOrEqual(50);
    }
  });
});

const domain = (changes: Partial<Domain> = {}): Domain =>
  sampleDomain('a.example', NINE, { plan: 'custom', steps: [100, 200, 400], ...changes });

const run = (changes: Partial<ForecastRun> = {}): ForecastRun => ({
  order: '1',
  mails: 350,
  at: NINE,
  startedAt: NINE,
  wakeAt: null,
  parkDay: null,
  ...changes,
});

const options = (changes: Partial<ForecastOptions> = {}): ForecastOptions => ({
  now: NINE,
  offsetMinutes: 0,
  domain: domain(),
  days: [],
  rate: 1_000,
  account: null,
  ...changes,
});

const planned = (runs: ForecastRun[], changes: Partial<ForecastOptions> = {}) =>
  forecast(runs, options(changes)).map(({ days, finishesAt }) => [
    days.map((each) => `${each.day.slice(-2)}: ${each.planned}`),
    finishesAt === null ? null : iso(finishesAt).slice(0, 10),
  ]);

describe('forecast by its rules', () => {
  it('counts what is used of today', () => {
    const today = { domain: 'a.example', day: '2026-11-24', level: 1, limit: 100, left: 30, granted: 70, other: 0 };
    expect(planned([run()], { days: [today] })).toEqual([[['24: 30', '25: 200', '26: 120'], '2026-11-26']]);
  });

  it('lets parked mail go first', () => {
    const parked = run({
      order: '0',
      mails: 250,
      at: NINE + 20 * HOUR,
      wakeAt: NINE + 20 * HOUR,
      parkDay: '2026-11-24',
    });
    const today = { domain: 'a.example', day: '2026-11-24', level: 1, limit: 100, left: 0, granted: 100, other: 0 };
    expect(planned([run(), parked], { days: [today] })).toEqual([
      [['26: 350'], '2026-11-26'],
      [['25: 200', '26: 50'], '2026-11-26'],
    ]);
  });

  it('waits for the end of a hold by the reputation', () => {
    const held = domain({ reputation: { heldUntil: NINE + 30 * HOUR } });
    expect(planned([run({ mails: 50 })], { domain: held })).toEqual([[['25: 50'], '2026-11-25']]);
  });

  it("stays within the account's own limit, and within what it has left today", () => {
    const account = { perDay: 150, used: 120 };
    expect(planned([run()], { account })).toEqual([[['24: 30', '25: 150', '26: 150', '27: 20'], '2026-11-27']]);
  });

  it('names no end that lies years away', () => {
    expect(planned([run({ mails: 1_001 })], { domain: domain({ steps: [1] }) })[0]?.[1]).toBeNull();
  });

  it('has nothing to do where nobody is to be mailed', () => {
    expect(planned([run({ mails: 0 })])).toEqual([[[], '2026-11-24']]);
  });
});
