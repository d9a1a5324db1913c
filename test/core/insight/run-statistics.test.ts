import { describe, expect, it } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../../core/clock.ts';
import { recordMailEvents } from '../../../core/insight/record-mail-events.ts';
import { readRunEvents } from '../../../core/insight/run-statistics.ts';
import { runStatisticsKey, statisticsOfRun } from '../../../core/keys.ts';
import type { MailEvent } from '../../../core/mail/mail-event.ts';
import { mailIdOf } from '../../../core/runs/run.ts';
import { Engine, NINE } from '../../support/engine.ts';
import { mailEvent, mailsOf, recorderOf } from '../../support/recorder.ts';

const setUp = async (readers = 10) => {
  const engine = new Engine();
  await engine.addDomain();
  const runId = await engine.addRun(readers);
  await engine.settle();
  const mails = await mailsOf(engine, runId);
  const ports = recorderOf(engine, { shard: 0 });
  const record = (...events: MailEvent[]) => recordMailEvents(events, ports);
  const of = (i: number) => mails[i] ?? { mailId: '', email: '' };
  const at = (hours: number) => ({ at: NINE + hours * HOUR });
  const read = () => readRunEvents(engine.tables, runId);
  return { engine, runId, mails, ports, record, of, at, read };
};

describe('the statistics of a run', () => {
  it('count every fact of a mail once, however often and in whatever order its events come', async () => {
    const { engine, record, of, read } = await setUp();
    const events = (['delivery', 'open', 'open', 'click', 'complaint', 'unsubscribe'] as const).map((type) =>
      mailEvent(engine, type, of(0)),
    );
    await record(...events);
    await record(...events.reverse());
    for (const event of events) await record(event);
    expect((await read()).counts).toEqual({
      delivered: 1,
      opened: 1,
      clicked: 1,
      bounced: 0,
      complained: 1,
      unsubscribed: 1,
    });
  });

  it('take a transient bounce back when the mail turns out to be delivered', async () => {
    const { engine, record, of, read } = await setUp();
    const bounce = { kind: 'transient', status: '4.2.2', isSpam: false } as const;
    await record(mailEvent(engine, 'bounce', of(0), { bounce }));
    expect((await read()).counts).toMatchObject({ delivered: 0, bounced: 1 });
    await record(mailEvent(engine, 'delivery', of(0)));
    expect((await read()).counts).toMatchObject({ delivered: 1, bounced: 0 });
  });

  it('have opens and clicks by the hour since the first mail, each at its first event', async () => {
    const { engine, record, of, at, read } = await setUp();
    await record(mailEvent(engine, 'open', of(0), at(0.5)), mailEvent(engine, 'open', of(0), at(5)));
    await record(mailEvent(engine, 'open', of(1), at(5.9)), mailEvent(engine, 'click', of(1), at(6)));
    await record(mailEvent(engine, 'click', of(1), at(3)));
    // A clock that is slow, and a reader who comes late.
    await record(mailEvent(engine, 'open', of(2), at(-1)), mailEvent(engine, 'open', of(3), at(71.99)));
    await record(mailEvent(engine, 'open', of(4), at(72)));
    const { hours, counts, firstAt } = await read();
    expect(firstAt).toBe(NINE);
    expect(counts).toMatchObject({ opened: 5, clicked: 1 });
    const visited = hours.flatMap((hour, i) =>
      hour.opened + hour.clicked > 0 ? [[i, hour.opened, hour.clicked]] : [],
    );
    expect(visited).toEqual([
      [0, 2, 0],
      [5, 1, 0],
      [6, 0, 1],
      [71, 1, 0],
    ]);
  });

  it('add up what two recorders are told at the same time, in rows of their own', async () => {
    const { engine, runId, mails, ports, read } = await setUp(60);
    const events = mails.map((mail) => mailEvent(engine, 'open', mail));
    await Promise.all([
      recordMailEvents(events, ports),
      recordMailEvents(events.slice().reverse(), { ...recorderOf(engine), shard: 1 }),
    ]);
    expect((await read()).counts.opened).toBe(60);
    const { items } = await engine.tables.query({ table: 'Campaigns', pk: statisticsOfRun(runId) });
    expect(items.reduce((sum, item) => sum + Number(item.opened ?? 0), 0)).toBe(60);
  });

  it('count once what is recorded again because the answer of the tables was lost', async () => {
    const { engine, record, mails, read } = await setUp();
    const events = mails.map((mail) => mailEvent(engine, 'click', mail));
    const transact = engine.tables.transact.bind(engine.tables);
    engine.tables.transact = async (...call) => {
      await transact(...call);
      throw new Error('no answer');
    };
    await expect(record(...events)).rejects.toThrow('no answer');
    Reflect.deleteProperty(engine.tables, 'transact');
    await record(...events);
    expect((await read()).counts.clicked).toBe(10);
    expect((await read()).hours[0]).toEqual({ opened: 0, clicked: 10 });
  });

  it('are one row a batch of a run, which goes 400 days after the first mail', async () => {
    const { engine, runId, mails, record } = await setUp();
    await record(...mails.map((mail) => mailEvent(engine, 'delivery', mail)));
    engine.clock.advance(MINUTE);
    await record(...mails.map((mail) => mailEvent(engine, 'open', mail)));
    const { items } = await engine.tables.query({ table: 'Campaigns', pk: statisticsOfRun(runId) });
    expect(items).toEqual([
      {
        ...runStatisticsKey(runId, 0),
        runId,
        firstAt: NINE,
        ttl: (NINE + 400 * DAY) / 1_000,
        delivered: 10,
        opened: 10,
        o0: 10,
      },
    ]);
  });

  it('know nothing of a run that is not here', async () => {
    const { engine, record, at } = await setUp();
    const foreign = mailIdOf('99-abcdefghi', 0, 0);
    await record(mailEvent(engine, 'open', { mailId: foreign, email: 'ann@r.example' }, at(1)));
    const { items } = await engine.tables.query({ table: 'Campaigns', pk: statisticsOfRun('99-abcdefghi') });
    expect(items).toEqual([]);
  });
});
