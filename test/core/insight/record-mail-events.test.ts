import { describe, expect, it } from '@jest/globals';
import { addressHash } from '../../../core/audience/address-hash.ts';
import { GLOBAL_SCOPE } from '../../../core/audience/exclusion-log.ts';
import { DAY, MINUTE } from '../../../core/clock.ts';
import { deliveryFromItem, mailKeyOf } from '../../../core/insight/mail-item.ts';
import { recordMailEvents } from '../../../core/insight/record-mail-events.ts';
import { readStatistics } from '../../../core/insight/statistics.ts';
import { softBounceKey, statisticsOf, suppressionKey } from '../../../core/keys.ts';
import type { MailEvent } from '../../../core/mail/mail-event.ts';
import { drawShard } from '../../../core/mail/statistics-store.ts';
import { readFigures } from '../../../core/warm-up/reputation-store.ts';
import { Engine } from '../../support/engine.ts';
import { FULL, mailEvent, mailsOf, recorderOf } from '../../support/recorder.ts';

const DAY_OF_TEST = '2026-11-24';

const setUp = async (readers: number | string[] = 10) => {
  const engine = new Engine();
  await engine.addDomain();
  const runId = await engine.addRun(readers);
  await engine.settle();
  const mails = await mailsOf(engine, runId);
  const ports = recorderOf(engine);
  const record = (...events: MailEvent[]) => recordMailEvents(events, ports);
  const of = (i: number) => mails[i] ?? { mailId: '', email: '' };
  const overall = async () =>
    (await readStatistics(engine.tables, { from: DAY_OF_TEST, to: DAY_OF_TEST, domain: 'a.example' })).overall;
  const suppression = (email: string) =>
    engine.tables.get('Audience', suppressionKey(GLOBAL_SCOPE, addressHash(email)));
  return { engine, runId, mails, ports, record, of, overall, suppression };
};

describe('recordMailEvents', () => {
  it('counts every fact of a mail once, however often and in whatever order its events come', async () => {
    const { engine, record, of, overall } = await setUp();
    const events = (['send', 'delivery', 'open', 'open', 'click', 'complaint', 'delay'] as const).map((type) =>
      mailEvent(engine, type, of(0)),
    );
    await record(...events);
    await record(...events.reverse());
    for (const event of events) await record(event);
    expect(await overall()).toMatchObject({
      requested: 10,
      accepted: 10,
      delivered: 1,
      opened: 1,
      clicked: 1,
      complained: 1,
      bounced: 0,
    });
    const item = await engine.tables.get('Mail', mailKeyOf(of(0).mailId));
    expect(item?.ttl).toBe((engine.clock.now() + 90 * DAY) / 1_000);
    expect(item && deliveryFromItem(item)).toMatchObject({ status: 'complained', bouncedAt: null });
  });

  it.each([
    ['at once', (delivery: MailEvent, bounce: MailEvent) => [[delivery, bounce]]],
    ['in order', (delivery: MailEvent, bounce: MailEvent) => [[delivery], [bounce]]],
    ['the other way round', (delivery: MailEvent, bounce: MailEvent) => [[bounce], [delivery], [bounce]]],
  ])('keeps a delivered mail delivered after a transient bounce, told %s', async (_name, batchesOf) => {
    const { engine, record, of, overall } = await setUp();
    const batches = batchesOf(
      mailEvent(engine, 'delivery', of(0)),
      mailEvent(engine, 'bounce', of(0), { bounce: FULL }),
    );
    for (const batch of batches) await record(...batch);
    expect(await overall()).toMatchObject({ delivered: 1, bounced: 0 });
    const item = await engine.tables.get('Mail', mailKeyOf(of(0).mailId));
    expect(item && deliveryFromItem(item)).toMatchObject({ status: 'delivered', bounce: { kind: 'transient' } });
  });

  it('lets a permanent bounce outweigh a delivery', async () => {
    const { engine, record, of, overall } = await setUp();
    await record(mailEvent(engine, 'bounce', of(0)));
    await record(mailEvent(engine, 'delivery', of(0)));
    expect(await overall()).toMatchObject({ delivered: 1, bounced: 1 });
  });

  it('counts delivery and transient bounce alike when two recorders are told one each', async () => {
    const { engine, ports, mails, overall } = await setUp(40);
    await recordMailEvents(
      mails.map((mail) => mailEvent(engine, 'open', mail)),
      ports,
    );
    await Promise.all([
      recordMailEvents(
        mails.map((mail) => mailEvent(engine, 'delivery', mail)),
        ports,
      ),
      recordMailEvents(
        mails.map((mail) => mailEvent(engine, 'bounce', mail, { bounce: FULL })),
        ports,
      ),
    ]);
    expect(await overall()).toMatchObject({ delivered: 40, bounced: 0 });
  });

  it.each(['reply', 'report'] as const)('takes a %s as evidence of the mail and of nothing else', async (type) => {
    const { engine, record, of, overall, suppression } = await setUp();
    await record(mailEvent(engine, 'delivery', of(0)), mailEvent(engine, type, of(0)));
    await record(mailEvent(engine, type, of(1)));
    expect(await overall()).toMatchObject({ delivered: 1, bounced: 0, complained: 0 });
    expect(await suppression(of(0).email)).toBeUndefined();
    expect(await engine.tables.get('Mail', mailKeyOf(of(1).mailId))).toBeDefined();
  });

  it('tells webhooks once that the reader of a mail unsubscribed', async () => {
    const { engine, of, ports } = await setUp();
    const published: MailEvent[] = [];
    const publishing = { ...ports, publishMails: async (events: MailEvent[]) => void published.push(...events) };
    const first = mailEvent(engine, 'unsubscribe', of(0));
    await recordMailEvents([first], publishing);
    await recordMailEvents([{ ...first, at: first.at + MINUTE }], publishing);
    expect(published).toEqual([first]);
    // The queue may hand the first one over again.
    await recordMailEvents([first], publishing);
    expect(published).toEqual([first, first]);
  });

  it('knows from any event of SES when a mail was sent, which SES does not report by itself', async () => {
    const { engine, record, of } = await setUp();
    const event = mailEvent(engine, 'delivery', of(0));
    await record({ ...event, sentAt: event.at - 5_000 });
    await record(mailEvent(engine, 'unsubscribe', of(1)));
    const deliveries = await engine.tables.getMany(
      'Mail',
      [of(0), of(1)].map(({ mailId }) => mailKeyOf(mailId)),
    );
    expect(deliveries.map((item) => item && deliveryFromItem(item).sentAt)).toEqual([event.at - 5_000, null]);
  });

  it('counts once what two recorders are told at the same time', async () => {
    const { engine, ports, mails, overall } = await setUp(60);
    const events = mails.map((mail) => mailEvent(engine, 'delivery', mail));
    await Promise.all([recordMailEvents(events, ports), recordMailEvents(events.slice().reverse(), ports)]);
    expect(await overall()).toMatchObject({ accepted: 60, delivered: 60 });
  });

  it('adds up the rows of all recorders, those of earlier versions too, and counts a batch that is repeated once', async () => {
    const { engine, mails, overall } = await setUp();
    const events = mails.map((mail) => mailEvent(engine, 'delivery', mail));
    await recordMailEvents(events.slice(0, 4), recorderOf(engine, { shard: 0 }));
    await recordMailEvents(events.slice(2, 7), recorderOf(engine, { shard: 17 }));
    await recordMailEvents(events, recorderOf(engine, { shard: 99 }));
    await recordMailEvents(events, recorderOf(engine, { shard: 3 }));

    expect(await overall()).toMatchObject({ accepted: 10, delivered: 10 });
    const rows = await engine.tables.query({ table: 'Mail', pk: statisticsOf('a.example') });
    expect(rows.items.map(({ sk, delivered }) => [sk, delivered])).toEqual([
      [`${DAY_OF_TEST}#0`, 4],
      [`${DAY_OF_TEST}#17`, 3],
      [`${DAY_OF_TEST}#99`, 3],
    ]);
  });

  it('gives recorders rows enough for the send rate', () => {
    const drawn = (rate: number, fraction: number) => drawShard(rate, { fraction: () => fraction });
    expect([drawn(14, 0), drawn(14, 0.999), drawn(1_000, 0.999), drawn(5_000, 0.999)]).toEqual([0, 3, 19, 99]);
  });

  it('records a batch of hundreds, whose addresses all bounce for now', async () => {
    const { engine, record, mails, overall } = await setUp(300);
    await record(...mails.map((mail) => mailEvent(engine, 'bounce', mail, { bounce: FULL })));
    expect(await overall()).toMatchObject({ accepted: 300, bounced: 300, delivered: 0 });
  });

  it('passes over mails that are not of this stack, and keeps those outside of runs out of the statistics', async () => {
    const { engine, record, overall, suppression } = await setUp();
    const foreign = { mailId: '9-00mf3k2o0-0-1', email: 'x@y.example' };
    const test = { mailId: 'test-abc-0', email: 'tester@y.example' };
    await record(mailEvent(engine, 'bounce', foreign), mailEvent(engine, 'bounce', test));
    expect(await engine.tables.get('Mail', mailKeyOf(foreign.mailId))).toBeUndefined();
    expect(await engine.tables.get('Mail', mailKeyOf(test.mailId))).toMatchObject({ bouncedAt: engine.clock.now() });
    expect(await suppression(test.email)).toMatchObject({ reason: 'bounce' });
    expect(await overall()).toMatchObject({ bounced: 0 });
  });

  it('counts mail outside of runs apart, on the quota day of its hand-over', async () => {
    const { engine, record, of, overall } = await setUp();
    const sentAt = engine.clock.now();
    const single = { mailId: 'mail-abc', email: 'ann@y.example' };
    engine.clock.advance(DAY);
    const delivery = { ...mailEvent(engine, 'delivery', single), sentAt };
    await record(delivery, { ...mailEvent(engine, 'open', single), sentAt }, mailEvent(engine, 'delivery', of(0)));
    await record(delivery);
    const days = async (kind: 'bulk' | 'other' | 'all') =>
      (await readStatistics(engine.tables, { from: DAY_OF_TEST, to: '2026-11-30', domain: 'a.example', kind })).days;
    expect(await days('other')).toMatchObject([{ day: DAY_OF_TEST, delivered: 1, opened: 1 }]);
    expect(await days('all')).toMatchObject([{ day: DAY_OF_TEST, accepted: 10, delivered: 2, opened: 1 }]);
    expect(await overall()).toMatchObject({ accepted: 10, delivered: 1, opened: 0 });
    expect((await readFigures(engine.tables, 'a.example', DAY_OF_TEST))?.mails).toBe(1);
  });
});

describe('suppression', () => {
  it('is for who bounced for good or complained, and for nobody of the simulator', async () => {
    const { engine, record, of, suppression, overall } = await setUp([
      'gone@r.example',
      'angry@r.example',
      'full@r.example',
      'bounce+1@simulator.amazonses.com',
    ]);
    await record(
      mailEvent(engine, 'bounce', of(0)),
      mailEvent(engine, 'complaint', of(1)),
      mailEvent(engine, 'bounce', of(2), { bounce: FULL }),
      mailEvent(engine, 'bounce', of(3)),
    );
    expect(await suppression('gone@r.example')).toMatchObject({ reason: 'bounce' });
    expect(await suppression('angry@r.example')).toMatchObject({ reason: 'complaint' });
    expect(await suppression('full@r.example')).toBeUndefined();
    expect(await suppression('bounce+1@simulator.amazonses.com')).toBeUndefined();
    expect(await overall()).toMatchObject({ bounced: 3, complained: 1 });
  });

  it('is not made again by a repeated event after it was taken back', async () => {
    const { engine, record, of, suppression } = await setUp();
    const bounce = mailEvent(engine, 'bounce', of(0));
    await record(bounce);
    await engine.tables.write({
      kind: 'delete',
      table: 'Audience',
      key: suppressionKey(GLOBAL_SCOPE, addressHash(of(0).email)),
    });
    await record(bounce);
    expect(await suppression(of(0).email)).toBeUndefined();
  });

  it('comes with the fifth transient bounce in a row, which a delivery ends', async () => {
    const email = 'full@r.example';
    const { engine, mails, record, suppression } = await setUp(Array.from({ length: 12 }, () => email));
    const next = async (type: 'bounce' | 'delivery') => {
      engine.clock.advance(MINUTE);
      const mail = mails.pop();
      if (mail) await record(mailEvent(engine, type, mail, type === 'bounce' ? { bounce: FULL } : {}));
    };
    for (let i = 0; i < 4; i += 1) await next('bounce');
    await next('delivery');
    expect(await engine.tables.get('Mail', softBounceKey(addressHash(email)))).toMatchObject({ count: 0 });
    for (let i = 0; i < 4; i += 1) await next('bounce');
    expect(await suppression(email)).toBeUndefined();
    await next('bounce');
    expect(await suppression(email)).toMatchObject({ reason: 'bounce' });
  });
});

describe('a hand-over that nobody knows the end of', () => {
  it('is sent on the evidence of an event, also in the statistics, and unknown without', async () => {
    const engine = new Engine();
    await engine.addDomain();
    const readers = Array.from({ length: 10 }, (_, i) => `${i < 4 ? 'hang' : 'reader'}+${i}@r.example`);
    const runId = await engine.addRun(readers);
    await engine.settle();
    expect(await engine.run(runId)).toMatchObject({ sent: 6, unknown: 4 });
    const range = { from: DAY_OF_TEST, to: DAY_OF_TEST, domain: 'a.example' };
    expect((await readStatistics(engine.tables, range)).overall).toMatchObject({ requested: 10, accepted: 6 });

    const mails = await mailsOf(engine, runId);
    const events = mails.slice(0, 3).map((mail) => mailEvent(engine, 'send', mail));
    await recordMailEvents(events, recorderOf(engine));
    engine.clock.advance(16 * MINUTE);
    await engine.handle({ v: 1, runId });
    expect(await engine.run(runId)).toMatchObject({ status: 'finished', sent: 9, unknown: 1 });
    expect((await readStatistics(engine.tables, range)).overall).toMatchObject({ requested: 10, accepted: 9 });
  });
});
