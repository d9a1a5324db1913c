import { describe, expect, it } from '@jest/globals';
import { MemoryQueue } from '../../../adapters/memory/queue.ts';
import { suppress, suppressionsPage, unsuppress } from '../../../core/audience/suppressions.ts';
import { DAY, MINUTE } from '../../../core/clock.ts';
import { changePlan } from '../../../core/domains/change-plan.ts';
import type { OutgoingMail } from '../../../core/mail/mailer.ts';
import type { UnsubscribeMessage } from '../../../core/queue.ts';
import { LinkKeys } from '../../../core/unsubscribe/link-keys.ts';
import { createUnsubscribeLinks } from '../../../core/unsubscribe/links.ts';
import { readSubscription, subscribeAgain, unsubscribe } from '../../../core/unsubscribe/subscription.ts';
import { TaskWorld } from '../tasks/task-world.ts';

const tokenIn = ({ headers }: OutgoingMail): string =>
  /\/u\/([\w-]+)>/.exec(headers['List-Unsubscribe'] ?? '')?.[1] ?? '';

/** A world in which a run over its quota is parked, and all mails of its first day. */
async function parked(members: number) {
  const world = await TaskWorld.of(members);
  const taskId = await world.create();
  await world.settle();
  const eventQueue = new MemoryQueue<UnsubscribeMessage>(world.clock);
  const ports = { ...world.ports, keys: new LinkKeys(world.ports), eventQueue };
  const unsubscribed = async () =>
    (await suppressionsPage(world.tables, { limit: 100, after: null })).suppressions.map(({ email, domain }) => [
      email,
      domain,
    ]);
  return { world, taskId, ports, unsubscribed };
}

describe('a link to unsubscribe', () => {
  it('is in every bulk mail, with the header of one click', async () => {
    const { world } = await parked(3);
    for (const { headers } of world.mailer.accepted) {
      expect(headers['List-Unsubscribe']).toMatch(/^<https:\/\/m\.test\/u\/[\w-]+>$/);
      expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click');
    }
    expect(new Set(world.mailer.accepted.map(tokenIn)).size).toBe(3);
  });

  it('names the reader, the domain and the mail that it came with', async () => {
    const { world, ports } = await parked(1);
    const [mail] = world.mailer.accepted;
    if (!mail) throw new Error('no mail');
    const shown = await readSubscription(ports, tokenIn(mail));
    expect(shown).toMatchObject({ who: { email: mail.to, domain: 'x.test', mailId: mail.mailId }, isSubscribed: true });
    expect(Math.abs((shown?.who?.sentAt ?? 0) - world.clock.now())).toBeLessThan(MINUTE);
  });

  it('changes nothing by being read', async () => {
    const { world, ports, unsubscribed } = await parked(2);
    const write = () => {
      throw new Error('nothing may be written');
    };
    const tables = {
      get: world.tables.get.bind(world.tables),
      getMany: world.tables.getMany.bind(world.tables),
      query: world.tables.query.bind(world.tables),
      write,
      transact: write,
    };
    const keys = new LinkKeys({ tables, clock: world.clock });
    for (const mail of world.mailer.accepted) await readSubscription({ ...ports, tables, keys }, tokenIn(mail));
    expect(await unsubscribed()).toEqual([]);
  });

  it('unsubscribes from its domain alone, once however often, and takes it back', async () => {
    const { world, ports, unsubscribed } = await parked(2);
    const [mail, other] = world.mailer.accepted;
    if (!mail || !other) throw new Error('no mails');
    for (let i = 0; i < 3; i += 1) {
      expect(await unsubscribe(ports, tokenIn(mail))).toMatchObject({ isSubscribed: false });
    }
    expect(await unsubscribed()).toEqual([[mail.to, 'x.test']]);
    expect(await readSubscription(ports, tokenIn(mail))).toMatchObject({ isSubscribed: false });
    expect(await readSubscription(ports, tokenIn(other))).toMatchObject({ isSubscribed: true });
    await subscribeAgain(ports, tokenIn(mail));
    await subscribeAgain(ports, tokenIn(mail));
    expect(await unsubscribed()).toEqual([]);
    expect(await readSubscription(ports, tokenIn(mail))).toMatchObject({ isSubscribed: true });
  });

  it('takes back nothing but an unsubscribe', async () => {
    const { world, ports, unsubscribed } = await parked(1);
    const [mail] = world.mailer.accepted;
    if (!mail) throw new Error('no mail');
    await suppress(ports, { email: mail.to, reason: 'complaint' });
    await suppress(ports, { email: mail.to, reason: 'unsubscribe', domain: 'other.test' });
    await unsubscribe(ports, tokenIn(mail));
    await subscribeAgain(ports, tokenIn(mail));
    expect((await unsubscribed()).sort()).toEqual(
      [
        [mail.to, null],
        [mail.to, 'other.test'],
      ].sort(),
    );
  });

  it('tells of an unsubscribe once, with its time, however often it is asked for', async () => {
    const { world, ports } = await parked(1);
    const token = tokenIn(world.mailer.accepted[0] as OutgoingMail);
    const at = world.clock.now();
    for (let i = 0; i < 50; i += 1) {
      await unsubscribe(ports, token);
      await world.travel(MINUTE);
    }
    expect(ports.eventQueue.waiting().map(({ message }) => message.unsubscribed.at)).toEqual([at]);
  });

  it('takes back only the unsubscribe that it made itself, and only for a day', async () => {
    const { world, ports, unsubscribed } = await parked(1);
    const mail = world.mailer.accepted[0] as OutgoingMail;
    const own = tokenIn(mail);
    const { load } = createUnsubscribeLinks(ports, '');
    const write = await load();
    const other = write({ email: mail.to, domain: 'x.test', mailId: 'another', sentAt: world.clock.now() }).slice(3);

    await unsubscribe(ports, own);
    expect(await readSubscription(ports, own)).toMatchObject({ isSubscribed: false, mayUndo: true });
    expect(await readSubscription(ports, other)).toMatchObject({ isSubscribed: false, mayUndo: false });
    expect(await subscribeAgain(ports, other)).toMatchObject({ isSubscribed: false, mayUndo: false });
    expect(await unsubscribe(ports, other)).toMatchObject({ isSubscribed: false, mayUndo: false });
    await world.travel(DAY);
    expect(await readSubscription(ports, own)).toMatchObject({ mayUndo: true });
    await world.travel(1);
    expect(await subscribeAgain(ports, own)).toMatchObject({ isSubscribed: false, mayUndo: false });
    expect(await unsubscribed()).toEqual([[mail.to, 'x.test']]);
  });

  it('takes back nothing that an operator entered, before it or after', async () => {
    const { world, ports, unsubscribed } = await parked(1);
    const mail = world.mailer.accepted[0] as OutgoingMail;
    const byOperator = { email: mail.to, reason: 'unsubscribe', domain: 'x.test' } as const;
    for (const order of ['after', 'before']) {
      if (order === 'before') await suppress(ports, byOperator);
      await unsubscribe(ports, tokenIn(mail));
      if (order === 'after') await suppress(ports, byOperator);
      expect(await subscribeAgain(ports, tokenIn(mail))).toMatchObject({ isSubscribed: false, mayUndo: false });
      expect(await unsubscribed()).toEqual([[mail.to, 'x.test']]);
      await unsuppress(ports, mail.to);
    }
  });

  it('is null for what nobody signed, and changes nothing as a sample', async () => {
    const { world, ports, unsubscribed } = await parked(1);
    const token = tokenIn(world.mailer.accepted[0] as OutgoingMail);
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    expect(await unsubscribe(ports, forged)).toBeNull();
    expect(await readSubscription(ports, forged)).toBeNull();
    expect(await unsubscribe(ports, 'sample')).toMatchObject({ who: null, isSubscribed: false });
    expect(await unsubscribed()).toEqual([]);
  });
});

describe('mail that is frozen already', () => {
  it('is not sent to whoever unsubscribed a minute before, and is sent to whoever took it back', async () => {
    const { world, taskId, ports } = await parked(700);
    const [gone, back] = world.mailer.accepted as [OutgoingMail, OutgoingMail];
    // The same readers once more: the quota of the day is used up, so all of it waits, frozen.
    const frozen = await world.create();
    await world.settle();
    expect(await world.run(frozen)).toMatchObject({ status: 'paused', sent: 0, count: 700 });

    await unsubscribe(ports, tokenIn(gone));
    await unsubscribe(ports, tokenIn(back));
    await subscribeAgain(ports, tokenIn(back));
    await world.travel(MINUTE);
    await changePlan(world.ports, 'x.test', { plan: 'unlimited' });
    await world.settle();

    expect(await world.run(taskId)).toMatchObject({ status: 'finished' });
    expect(await world.run(frozen)).toMatchObject({ status: 'finished', sent: 699, skipped: 1 });
    const mailed = world.mailer.accepted.filter(({ mailId }) => mailId.startsWith(frozen)).map(({ to }) => to);
    expect(mailed).not.toContain(gone.to);
    expect(mailed).toContain(back.to);
  });
});
