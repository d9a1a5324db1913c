import { describe, expect, it } from '@jest/globals';
import { DAY } from '../../../core/clock.ts';
import { linksFromItem, mailKeyOf } from '../../../core/insight/mail-item.ts';
import { recordMailEvents } from '../../../core/insight/record-mail-events.ts';
import { countableLink, MAX_LINK_LENGTH, MAX_LINKS, RunLinks, readRunLinks } from '../../../core/insight/run-links.ts';
import { RUN_LINKS, statisticsOfRun } from '../../../core/keys.ts';
import type { MailEvent } from '../../../core/mail/mail-event.ts';
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
  const click = (i: number, link: string | null) =>
    mailEvent(engine, 'click', mails[i] ?? { mailId: '', email: '' }, { link });
  const read = () => readRunLinks(engine.tables, runId);
  const rows = async () => (await engine.tables.query({ table: 'Campaigns', pk: statisticsOfRun(runId) })).items;
  return { engine, runId, mails, ports, record, click, read, rows };
};

const SHOP = 'https://shop.example/';
const BLOG = 'https://blog.example/a?b=c';

describe('the links of a run', () => {
  it('count each reader once, however often and in whatever order the clicks come', async () => {
    const { record, click, read } = await setUp();
    const events = [click(0, SHOP), click(0, SHOP), click(0, BLOG), click(1, BLOG)];
    await record(...events);
    await record(...events.reverse());
    for (const event of events) await record(event);
    expect(await read()).toEqual({
      items: [
        { url: BLOG, readers: 2 },
        { url: SHOP, readers: 1 },
      ],
      other: 0,
    });
  });

  it('count a second link of a reader whose first click is recorded', async () => {
    const { engine, mails, record, click, read } = await setUp();
    await record(click(0, SHOP));
    await record(click(0, BLOG));
    expect((await read()).items).toHaveLength(2);
    const item = await engine.tables.get('Mail', mailKeyOf(mails[0]?.mailId ?? ''));
    expect(item && linksFromItem(item)).toEqual([0, 1]);
  });

  it('count once what two recorders are told at the same time, under one number for both', async () => {
    const { engine, mails, ports, click, read, rows } = await setUp(60);
    await recordMailEvents(
      mails.map((mail) => mailEvent(engine, 'delivery', mail)),
      ports,
    );
    const events = mails.map((_, i) => click(i, i % 2 === 0 ? SHOP : BLOG));
    await Promise.all([
      recordMailEvents(events, ports),
      recordMailEvents(events.slice().reverse(), recorderOf(engine, { shard: 1 })),
    ]);
    expect((await read()).items.map(({ readers }) => readers)).toEqual([30, 30]);
    expect((await rows()).filter(({ sk }) => sk.startsWith(RUN_LINKS))).toHaveLength(2);
  });

  it('counts a reader once whose two recorders know of the first click', async () => {
    const { engine, mails, ports, record, click, read } = await setUp();
    await record(click(0, SHOP), click(1, BLOG));
    const { getMany } = engine.tables;
    const before = await engine.tables.getMany('Mail', [mailKeyOf(mails[0]?.mailId ?? '')]);
    await record(click(0, BLOG));
    // The other one reads the mail as it was a moment ago, once.
    engine.tables.getMany = async (...call) => {
      if (call[0] !== 'Mail') return getMany.apply(engine.tables, call);
      Reflect.deleteProperty(engine.tables, 'getMany');
      return before;
    };
    await recordMailEvents([click(0, BLOG)], { ...ports, runLinks: new RunLinks(engine.tables) });
    expect((await read()).items).toEqual([
      { url: BLOG, readers: 2 },
      { url: SHOP, readers: 1 },
    ]);
  });

  it('keep the number of a link that another recorder has given meanwhile', async () => {
    const { engine, runId } = await setUp();
    const run = { runId, firstAt: NINE };
    const [one, other] = [new RunLinks(engine.tables), new RunLinks(engine.tables)];
    expect([await one.numberOf(run, SHOP), await other.numberOf(run, SHOP)]).toEqual([0, 0]);
    expect([await one.numberOf(run, BLOG), await other.numberOf(run, 'https://c.example/')]).toEqual([1, 2]);
    expect([await one.numberOf(run, 'https://c.example/'), await other.numberOf(run, BLOG)]).toEqual([2, 1]);
  });

  it('are so many at most: readers of all others count together, each once', async () => {
    const { record, click, read, rows } = await setUp();
    const links = Array.from({ length: MAX_LINKS + 5 }, (_, i) => `https://shop.example/${i}`);
    await record(...links.map((link) => click(0, link)));
    await record(click(0, 'https://shop.example/more'), click(1, 'https://shop.example/more'));
    const { items, other } = await read();
    expect([items.length, other]).toEqual([MAX_LINKS, 2]);
    expect((await rows()).filter(({ sk }) => sk.startsWith(RUN_LINKS))).toHaveLength(MAX_LINKS);
  });

  it('go 400 days after the first mail, and hold nothing but where they lead', async () => {
    const { record, click, rows } = await setUp();
    await record(click(0, SHOP));
    const [link] = (await rows()).filter(({ sk }) => sk.startsWith(RUN_LINKS));
    expect(link).toMatchObject({ url: SHOP, number: 0, ttl: (NINE + 400 * DAY) / 1_000 });
  });

  it('are not counted for a mail outside of runs', async () => {
    const { engine, record, read } = await setUp();
    await record(mailEvent(engine, 'click', { mailId: 'mail-x1', email: 'ann@r.example' }, { link: SHOP }));
    expect(await read()).toEqual({ items: [], other: 0 });
  });
});

describe('countableLink', () => {
  const EMAIL = 'ann@r.example';

  it.each([
    [SHOP, SHOP],
    ['HTTPS://Shop.Example', SHOP],
    ['http://ann:secret@shop.example/a#b', 'http://shop.example/a#b'],
    ['https://例え.example/あ', 'https://xn--r8jz45g.example/%E3%81%82'],
  ])('takes %s', (link, counted) => {
    expect(countableLink(link, EMAIL)).toBe(counted);
  });

  it.each([
    [null],
    [''],
    ['shop.example'],
    ['mailto:shop@x.example'],
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['https://'],
    [`https://shop.example/${'x'.repeat(MAX_LINK_LENGTH)}`],
    [`https://shop.example/${'あ'.repeat(MAX_LINK_LENGTH / 2)}`],
    ['https://shop.example/?reader=ann@r.example'],
    ['https://shop.example/?reader=Ann%40R.example'],
    ['https://shop.example/?next=%2Fa%3Freader%3Dann%2540r.example'],
  ])('counts %p with all others', (link) => {
    expect(countableLink(link, EMAIL)).toBeNull();
  });
});
