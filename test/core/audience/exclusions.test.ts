import { describe, expect, it } from '@jest/globals';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { createExclusions, type ExclusionsOptions } from '../../../core/audience/exclusions.ts';
import { onlyList } from '../../../core/audience/list-choice.ts';
import { removeMember } from '../../../core/audience/members.ts';
import { suppress, unsuppress } from '../../../core/audience/suppressions.ts';
import { DAY, MINUTE, SECOND } from '../../../core/clock.ts';
import { audiencePorts, newList, readers, withOverrides } from './audience-ports.ts';

const domain = 'news.test';
const emails = readers(10).map(({ email }) => email);
const [ann = '', bob = '', cy = '', di = ''] = emails;

/** A list of ten, frozen a day ago, and the calls that were made of the tables. */
async function setUp(options: ExclusionsOptions = {}) {
  const ports = audiencePorts();
  const listId = await newList(ports);
  await addRecipients(ports, listId, readers(10));
  const frozenAt = ports.clock.now();
  ports.clock.advance(DAY);
  const calls = { query: 0, getMany: 0 };
  const tables = withOverrides(ports.tables, {
    query: (...call) => {
      calls.query += 1;
      return ports.tables.query(...call);
    },
    getMany: (...call) => {
      calls.getMany += 1;
      return ports.tables.getMany(...call);
    },
  });
  const exclusions = createExclusions(tables, options);
  const check = async (whose = emails, audience = { lists: onlyList(listId), domain, frozenAt }) =>
    Object.fromEntries(await exclusions.check(audience, whose, ports.clock.now()));
  return { ports, listId, frozenAt, calls, check };
}

describe('createExclusions', () => {
  it('says why somebody is not mailed any more', async () => {
    const { ports, listId, check } = await setUp();
    await removeMember(ports, listId, ann);
    await suppress(ports, { email: bob, reason: 'complaint' });
    await suppress(ports, { email: cy, reason: 'unsubscribe', domain });
    await suppress(ports, { email: di, reason: 'unsubscribe', domain: 'other.test' });

    expect(await check()).toEqual({ [ann]: 'removed', [bob]: 'suppressed', [cy]: 'unsubscribed' });
  });

  it('knows an exclusion 20 seconds after it was made', async () => {
    const { ports, check } = await setUp();
    expect(await check()).toEqual({});
    ports.clock.advance(SECOND);
    await suppress(ports, { email: ann, reason: 'unsubscribe', domain });

    ports.clock.advance(20 * SECOND);
    expect(await check()).toEqual({ [ann]: 'unsubscribed' });
  });

  it('finds an entry that was written two minutes after the instant in its key', async () => {
    const { ports, check } = await setUp();
    const late = ports.clock.now();
    ports.clock.advance(100 * SECOND);
    await check();
    await suppress(
      { ...ports, clock: { ...ports.clock, now: () => late } as typeof ports.clock },
      {
        email: ann,
        reason: 'manual',
      },
    );

    ports.clock.advance(21 * SECOND);
    expect(await check()).toEqual({ [ann]: 'suppressed' });
  });

  it('mails again who was taken back', async () => {
    const { ports, listId, check } = await setUp();
    await removeMember(ports, listId, ann);
    await suppress(ports, { email: bob, reason: 'manual' });
    await addRecipients(ports, listId, [{ email: ann }]);
    await unsuppress(ports, bob);

    expect(await check()).toEqual({});
  });

  it('costs three small queries in 20 seconds and no look-up while nothing happens', async () => {
    const { ports, calls, check } = await setUp();
    for (let second = 0; second < 20; second += 1) {
      await check();
      ports.clock.advance(SECOND);
    }

    expect(calls).toEqual({ query: 3, getMany: 0 });
  });

  it('shares one read among checks that run at once', async () => {
    const { calls, check } = await setUp();

    await Promise.all(Array.from({ length: 10 }, () => check()));

    expect(calls.query).toBe(3);
  });

  it('reads further back for an audience that was frozen earlier', async () => {
    const { ports, listId, frozenAt, check } = await setUp();
    await removeMember(ports, listId, ann);
    ports.clock.advance(DAY);

    expect(await check(emails, { lists: onlyList(listId), domain, frozenAt: ports.clock.now() })).toEqual({});
    expect(await check(emails, { lists: onlyList(listId), domain, frozenAt })).toEqual({ [ann]: 'removed' });
  });

  it('forgets nothing that lies between two freezes of one list', async () => {
    const { ports, listId, frozenAt, check } = await setUp();
    await check();
    ports.clock.advance(10 * MINUTE);
    await removeMember(ports, listId, ann);
    ports.clock.advance(10 * MINUTE);

    await check(emails, { lists: onlyList(listId), domain, frozenAt: ports.clock.now() });
    expect(await check(emails, { lists: onlyList(listId), domain, frozenAt })).toEqual({ [ann]: 'removed' });
  });

  it('looks everybody up once a log is too long to remember', async () => {
    const { ports, calls, check } = await setUp({ maxHashes: 3 });
    for (const { email } of readers(5, 100)) await suppress(ports, { email, reason: 'manual' });
    await suppress(ports, { email: ann, reason: 'manual' });

    expect(await check()).toEqual({ [ann]: 'suppressed' });
    ports.clock.advance(MINUTE);
    await suppress(ports, { email: bob, reason: 'manual' });
    calls.query = 0;
    expect(await check([bob, cy])).toEqual({ [bob]: 'suppressed' });
    expect(calls.query).toBe(2);
  });

  it('answers the same when it may remember next to nothing', async () => {
    const { ports, listId, check } = await setUp({ maxScopes: 1, maxHashesInAll: 0 });
    await removeMember(ports, listId, ann);
    await suppress(ports, { email: bob, reason: 'manual' });

    const answers = await Promise.all([check(), check(), check()]);
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual({ [ann]: 'removed', [bob]: 'suppressed' });
  });

  it('reads again after a read that failed', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, [{ email: ann }]);
    const frozenAt = ports.clock.now();
    await removeMember(ports, listId, ann);
    let failures = 1;
    const tables = withOverrides(ports.tables, {
      query: async (...call) => {
        if (failures-- > 0) throw new Error('lost');
        return ports.tables.query(...call);
      },
    });
    const exclusions = createExclusions(tables);
    const audience = { lists: onlyList(listId), domain, frozenAt };

    await expect(exclusions.check(audience, [ann], frozenAt)).rejects.toThrow('lost');
    expect((await exclusions.check(audience, [ann], frozenAt)).get(ann)).toBe('removed');
  });
});
