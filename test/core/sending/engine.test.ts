import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import { changePlan } from '../../../core/domains/change-plan.ts';
import { readWarmUp } from '../../../core/domains/warm-up-view.ts';
import { readResult } from '../../../core/runs/results.ts';
import { segmentsPage } from '../../../core/runs/segment-store.ts';
import { Engine, NINE } from '../../support/engine.ts';
import { forceRun } from '../../support/force-run.ts';

const unique = (list: string[]) => new Set(list).size;

describe('a run over the quota of its day', () => {
  it('sends the limit, parks the rest for 24 hours and ends the next day', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(1_200);
    await engine.settle();

    const parked = await engine.run(runId);
    expect(parked).toMatchObject({
      status: 'paused',
      hold: 'warm-up-quota',
      sent: 500,
      open: 0,
      leases: {},
      behind: null,
    });
    expect(parked.count - parked.next).toBe(700);
    expect(parked.wakeAt).toBeGreaterThanOrEqual(NINE + DAY);
    expect(parked.wakeAt).toBeLessThan(NINE + DAY + 5 * SECOND);

    await engine.travel(DAY - 2 * MINUTE);
    expect(engine.mailer.accepted).toHaveLength(500);
    await engine.travel(5 * MINUTE);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 1_200, hold: null });
    expect(unique(engine.sentTo())).toBe(1_200);
    expect(await engine.quota('2026-11-25')).toMatchObject({ level: 2, limit: 1_000, left: 300, sent: 700 });
  });

  it('takes 500, 1,000, 2,000, 5,000 and 1,500 for 10,000 readers, with one schedule a day', async () => {
    const engine = new Engine({ segmentSize: 500, windowSize: 50 });
    await engine.addDomain();
    await engine.addRun(10_000);
    await engine.travel(5 * DAY);
    const { history } = await readWarmUp(engine.tables, 'a.example', engine.clock.now(), 0);
    expect(history.map(({ sent }) => sent).reverse()).toEqual([500, 1_000, 2_000, 5_000, 1_500]);
    expect(unique(engine.sentTo())).toBe(10_000);
    expect(engine.schedules).toHaveLength(4);
  });

  it('follows custom steps and repeats the last one', async () => {
    const engine = new Engine();
    await engine.addDomain({ plan: 'custom', steps: [10, 20] });
    await engine.addRun(50);
    await engine.travel(3 * DAY);
    const { history } = await readWarmUp(engine.tables, 'a.example', engine.clock.now(), 0);
    expect(history.map(({ sent }) => sent).reverse()).toEqual([10, 20, 20]);
  });

  it('goes on at the time of day of its first start with daily-anchor', async () => {
    const engine = new Engine({ rate: 1 });
    await engine.addDomain({ parkUntil: 'daily-anchor' });
    const runId = await engine.addRun(600);
    await engine.travel(HOUR);
    expect((await engine.run(runId)).holdSince).toBeGreaterThan(NINE + MINUTE);
    expect((await engine.run(runId)).wakeAt).toBe(NINE + DAY);
  });
});

describe('runs of one domain', () => {
  it('share its quota and leave another domain alone', async () => {
    const engine = new Engine();
    await engine.addDomain();
    await engine.addDomain({ domain: 'b.example' });
    const first = await engine.addRun(400);
    engine.clock.advance(1);
    const second = await engine.addRun(300);
    engine.clock.advance(1);
    const other = await engine.addRun(450, { domain: 'b.example' });
    await engine.settle();
    expect((await engine.run(first)).status).toBe('finished');
    expect(await engine.run(second)).toMatchObject({ status: 'paused', sent: 100, count: 300 });
    expect(await engine.run(other)).toMatchObject({ status: 'finished', sent: 450 });
    await engine.travel(DAY + MINUTE);
    expect(await engine.run(second)).toMatchObject({ status: 'finished', sent: 300 });
  });

  it('keep for an older parked run what it needs of the day', async () => {
    const engine = new Engine();
    await engine.addDomain();
    engine.clock.moveTo(NINE + 6 * HOUR);
    const a = await engine.addRun(2_000);
    await engine.settle();
    expect(await engine.run(a)).toMatchObject({ sent: 500 });
    engine.clock.moveTo(Date.parse('2026-11-25T00:10:00Z'));
    const b = await engine.addRun(5_000);
    await engine.settle();
    expect(await engine.run(b)).toMatchObject({ status: 'paused', sent: 0, behind: (await engine.run(a)).taskId });
    await engine.travel(15 * HOUR);
    expect(await engine.run(a)).toMatchObject({ sent: 1_500, status: 'paused' });
    expect(await engine.run(b)).toMatchObject({ sent: 0 });
  });

  it('take the surplus over what an older parked run needs at once', async () => {
    const engine = new Engine();
    await engine.addDomain();
    engine.clock.moveTo(NINE + 6 * HOUR);
    const a = await engine.addRun(800);
    await engine.settle();
    engine.clock.moveTo(Date.parse('2026-11-25T00:10:00Z'));
    const b = await engine.addRun(5_000);
    await engine.settle();
    expect(await engine.run(b)).toMatchObject({ status: 'paused', sent: 700 });
    await engine.travel(15 * HOUR);
    expect(await engine.run(a)).toMatchObject({ status: 'finished', sent: 800 });
  });

  it('go on the same day when the older run in the way is paused by its user', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const a = await engine.addRun(2_000);
    await engine.settle();
    engine.clock.moveTo(NINE + 16 * HOUR);
    const b = await engine.addRun(300);
    await engine.settle();
    const wakeAt = (await engine.run(b)).wakeAt;
    expect(await engine.run(b)).toMatchObject({ status: 'paused', sent: 0 });
    await forceRun(engine.tables, a, { status: 'paused', hold: 'user' });
    await engine.reconcile();
    await engine.settle();
    expect(await engine.run(b)).toMatchObject({ status: 'finished', sent: 300, wakeAt });
  });
});

describe('a change of the plan during a hold', () => {
  it('lets the run go on at once when the new plan has no limit', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(3_000);
    await engine.settle();
    await changePlan(engine.ports, 'a.example', { plan: 'unlimited' });
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 3_000 });
  });

  it('never lowers the limit of the day below what is granted', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(3_000);
    await engine.settle();
    await changePlan(engine.ports, 'a.example', { plan: 'custom', steps: [10] });
    expect(await engine.quota('2026-11-24')).toMatchObject({ limit: 500, left: 0, sent: 500 });
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'paused', sent: 500 });
  });
});

describe('recipients', () => {
  it('who are refused use no quota, who are busy are tried again, who are unknown never', async () => {
    const engine = new Engine();
    await engine.addDomain({ plan: 'custom', steps: [3] });
    const runId = await engine.addRun(['reject+1@x.example', 'busy+1@x.example', 'hang+1@x.example', 'a@x.example']);
    await engine.travel(MINUTE);
    expect(await engine.run(runId)).toMatchObject({ status: 'sending', sent: 2, failed: 1, unknown: 1 });
    expect(await engine.quota('2026-11-24')).toMatchObject({ left: 0, sent: 3 });
    await engine.travel(16 * MINUTE);
    await engine.reconcile();
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 2, failed: 1, unknown: 1 });
    expect(engine.mailer.handOvers).toBe(5);
  });

  it('who are always busy fail after six hand-overs', async () => {
    const busy = { kind: 'deferred', reason: '451 no' } as const;
    const engine = new Engine({}, { script: () => busy });
    await engine.addDomain();
    const runId = await engine.addRun(1);
    await engine.travel(HOUR);
    expect(engine.mailer.handOvers).toBe(6);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', failed: 1 });
  });

  it('who are excluded after the freeze are skipped and use no quota', async () => {
    const engine = new Engine();
    await engine.addDomain({ plan: 'custom', steps: [1] });
    engine.excluded.set('a@x.example', 'unsubscribed');
    const runId = await engine.addRun(['a@x.example', 'b@x.example']);
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 1, skipped: 1 });
    expect(engine.sentTo()).toEqual(['b@x.example']);
  });

  it('become sent when a mail event proves an unknown hand-over', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(['hang+1@x.example', 'hang+2@x.example']);
    await engine.settle();
    await engine.tables.write({ kind: 'put', table: 'Mail', item: { pk: `MAIL#${runId}#0`, sk: '1' } });
    await engine.travel(16 * MINUTE);
    await engine.reconcile();
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 1, unknown: 1 });
  });
});

describe('a mailer that throws against its contract', () => {
  it('leaves one recipient unknown and hands nobody over twice', async () => {
    const engine = new Engine(
      {},
      {
        script: (mail) => {
          if (mail.to.startsWith('r3.')) throw new Error('broken');
          return undefined;
        },
      },
    );
    await engine.addDomain();
    const runId = await engine.addRun(20);
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ sent: 19, unknown: 1, open: 0 });
    expect(unique(engine.sentTo())).toBe(19);
    expect(engine.mailer.handOvers).toBe(20);
  });
});

describe('a sender that is throttled', () => {
  it('waits and fails nobody', async () => {
    let throttled = 3;
    const engine = new Engine(
      {},
      { script: () => (throttled-- > 0 ? { kind: 'throttled', reason: 'Maximum sending rate exceeded' } : undefined) },
    );
    await engine.addDomain();
    const runId = await engine.addRun(40);
    await engine.travel(MINUTE);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 40, failed: 0 });
    expect(unique(engine.sentTo())).toBe(40);
  });

  it('stops the run with the reason when the account may not send', async () => {
    const engine = new Engine(
      {},
      { script: () => ({ kind: 'blocked', code: 'sending-disabled', reason: 'account paused' }) },
    );
    await engine.addDomain();
    const runId = await engine.addRun(40);
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ status: 'error', error: 'sending-disabled', sent: 0, open: 0 });
    expect(await engine.quota('2026-11-24')).toMatchObject({ left: 500, sent: 0 });
  });
});

describe('tokens', () => {
  it('do not grow in number while a slow account makes them wait', async () => {
    const engine = new Engine({ rate: 10 });
    await engine.addDomain();
    await engine.addRun(400);
    let most = 0;
    for (let second = 0; second < 60; second += 1) {
      await engine.travel(SECOND);
      most = Math.max(most, engine.timers.length);
    }
    expect(engine.mailer.accepted).toHaveLength(400);
    expect(most).toBeLessThanOrEqual(2);
  });
});

describe('near midnight', () => {
  it('nothing is claimed in the last two seconds, and the rest goes on in the new day', async () => {
    const engine = new Engine();
    await engine.addDomain();
    engine.clock.moveTo(Date.parse('2026-11-24T23:59:58.500Z'));
    const runId = await engine.addRun(10);
    await engine.settle();
    expect(engine.mailer.handOvers).toBe(0);
    await engine.travel(5 * SECOND);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 10 });
    expect(await engine.quota('2026-11-24')).toBeUndefined();
  });

  it('nothing is claimed in the first two seconds, in which it is yesterday for a clock that is behind', async () => {
    const engine = new Engine();
    await engine.addDomain();
    engine.clock.moveTo(Date.parse('2026-11-25T00:00:00.400Z'));
    const runId = await engine.addRun(10);
    await engine.settle();
    expect(engine.mailer.handOvers).toBe(0);
    await engine.travel(2 * SECOND);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 10 });
  });

  it('mails that midnight overtakes are given back to the day that granted them', async () => {
    const engine = new Engine({ rate: 10 });
    await engine.addDomain();
    engine.clock.moveTo(Date.parse('2026-11-24T23:59:55Z'));
    const runId = await engine.addRun(100);
    await engine.travel(MINUTE);
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 100 });
    const before = await engine.quota('2026-11-24');
    const after = await engine.quota('2026-11-25');
    expect(Number(before?.sent) + Number(after?.sent)).toBe(100);
    expect(before).toMatchObject({ left: 500 - Number(before?.sent) });
  });

  it('at most one window of a segment is written ahead and not sent, so that a crash puts no more in doubt', async () => {
    const engine = new Engine({ rate: 10 });
    await engine.addDomain();
    engine.clock.moveTo(Date.parse('2026-11-24T23:59:55Z'));
    const runId = await engine.addRun(100);
    await engine.travel(MINUTE);
    const { segments } = await segmentsPage(engine.tables, runId, { limit: 100, after: null });
    const [overtaken] = segments.filter(({ day, windowHigh, n }) => day === '2026-11-24' && windowHigh < n);
    const written = Array.from({ length: overtaken?.windowHigh ?? 0 }, (_, index) => index);
    const unsent = written.filter((index) => overtaken && readResult(overtaken.results, index) === 'none');
    expect(overtaken?.windowHigh).toBeGreaterThan(0);
    expect(unsent.length).toBeLessThanOrEqual(10);
  });
});

describe('the reconciler', () => {
  it('finds a run whose token was lost, and says when it will find work again', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const runId = await engine.addRun(600);
    engine.timers = [];
    expect(await engine.reconcile()).toMatchObject({ tokens: 1 });
    await engine.settle();
    const { wakeAt } = await engine.run(runId);
    expect(await engine.reconcile()).toEqual({ tokens: 0, nextAt: wakeAt });
  });
});
