import { describe, expect, it } from '@jest/globals';
import { MemoryObjects } from '../../../adapters/memory/objects.ts';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { readExclusions } from '../../../core/audience/exclusion-rows.ts';
import { freezeAudience } from '../../../core/audience/freeze.ts';
import { onlyList } from '../../../core/audience/list-choice.ts';
import {
  readUnsubscribe,
  suppress,
  suppressionsOf,
  suppressionsPage,
  unsuppress,
} from '../../../core/audience/suppressions.ts';
import { SECOND } from '../../../core/clock.ts';
import { suppressedAmong } from '../../../core/transactional/transactional-mail.ts';
import { audiencePorts, newList, START } from './audience-ports.ts';

const ann = 'ann@example.com';

describe('suppress', () => {
  it('keeps its time and takes a weightier reason when it is repeated', async () => {
    const ports = audiencePorts();
    const first = await suppress(ports, { email: ' Ann@example.com', reason: 'bounce' });
    ports.clock.advance(SECOND);
    const second = await suppress(ports, { email: ann, reason: 'complaint' });

    const expected = { email: ann, reason: 'complaint', domain: null, mailId: null, createdAt: START, expiresAt: null };
    expect(first.isNew).toBe(true);
    expect(second).toEqual({ suppression: expected, isNew: false });
    expect((await suppressionsPage(ports.tables, { limit: 10, after: null })).suppressions).toEqual([expected]);
  });

  it.each([
    ['complaint', 'bounce'],
    ['complaint', 'manual'],
    ['bounce', 'manual'],
  ] as const)('with the reason %s stays what it was when it is repeated with %s', async (reason, weaker) => {
    const ports = audiencePorts();
    const { suppression } = await suppress(ports, { email: ann, reason });
    ports.clock.advance(SECOND);

    expect(await suppress(ports, { email: ann, reason: weaker })).toEqual({ suppression, isNew: false });
    expect((await suppressionsPage(ports.tables, { limit: 10, after: null })).suppressions).toEqual([suppression]);
  });

  describe('until an instant', () => {
    const UNTIL = START + SECOND;
    const manual = { email: ann, reason: 'manual', expiresAt: UNTIL } as const;

    it('holds up to it, for single mails, lists and freezes alike', async () => {
      const ports = audiencePorts();
      await suppress(ports, manual);
      const listId = await newList(ports);
      await addRecipients(ports, listId, [{ email: ann }]);
      const lists = onlyList(listId);
      const objects = new MemoryObjects();
      const at = async (now: number) => ({
        shown: (await suppressionsOf(ports.tables, ann, now)).length,
        single: (await suppressedAmong(ports.tables, [ann], now)).size,
        excluded: (await readExclusions(ports.tables, { lists, domain: 'x.test', now }, [ann])).size,
        skipped: (await freezeAudience({ ...ports, objects }, { lists, domain: 'x.test', now, key: `s/${now}` })).skips,
      });
      expect(await at(UNTIL - 1)).toEqual({ shown: 1, single: 1, excluded: 1, skipped: 1 });
      expect(await at(UNTIL)).toEqual({ shown: 0, single: 0, excluded: 0, skipped: 0 });
    });

    it('is a new one when it is made again after it', async () => {
      const ports = audiencePorts();
      await suppress(ports, manual);
      ports.clock.advance(2 * SECOND);
      const again = await suppress(ports, { email: ann, reason: 'manual' });
      expect(again).toMatchObject({ isNew: true, suppression: { createdAt: START + 2 * SECOND, expiresAt: null } });
      const { suppressions } = await suppressionsPage(ports.tables, { limit: 10, after: null });
      expect(suppressions).toEqual([again.suppression]);
    });

    it('lasts when the address bounces before it', async () => {
      const ports = audiencePorts();
      await suppress(ports, manual);
      const { suppression } = await suppress(ports, { email: ann, reason: 'bounce' });
      expect(suppression).toMatchObject({ reason: 'bounce', expiresAt: null, createdAt: START });
      expect((await suppress(ports, manual)).suppression).toEqual(suppression);
    });

    it.each([
      { ...manual, expiresAt: START },
      { ...manual, reason: 'bounce' },
    ] as const)('is refused with %j', async (wish) => {
      await expect(suppress(audiencePorts(), wish)).rejects.toMatchObject({ errors: [{ path: '/expiresAt' }] });
    });
  });

  it('holds for an internationalized address in either spelling, and for a domain in either', async () => {
    const ports = audiencePorts();
    const bounce = await suppress(ports, { email: 'ann@xn--bcher-kva.example', reason: 'bounce' });
    expect(await suppress(ports, { email: 'Ann@BÜCHER.example', reason: 'bounce' })).toEqual({
      ...bounce,
      isNew: false,
    });
    await suppress(ports, { email: ann, reason: 'unsubscribe', domain: 'bücher.example' });
    const here = { email: ann, domain: 'xn--bcher-kva.example' };
    expect(await readUnsubscribe(ports.tables, here)).toMatchObject({ reason: 'unsubscribe' });

    await unsuppress(ports, 'ann@bücher.example');
    await expect(unsuppress(ports, 'ann@xn--bcher-kva.example')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is one suppression however many record it at once', async () => {
    const ports = audiencePorts();

    const results = await Promise.all(
      Array.from({ length: 5 }, () => suppress(ports, { email: ann, reason: 'bounce' })),
    );

    expect(results.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect((await suppressionsPage(ports.tables, { limit: 10, after: null })).suppressions).toHaveLength(1);
  });

  it.each([
    [{ email: 'nobody', reason: 'manual' }, '/email'],
    [{ email: ann, reason: 'unsubscribe' }, '/domain'],
    [{ email: ann, reason: 'unsubscribe', domain: 'x' }, '/domain'],
    [{ email: ann, reason: 'bounce', domain: 'x.test' }, '/domain'],
  ] as const)('refuses %j, naming the field', async (given, path) => {
    const ports = audiencePorts();

    await expect(suppress(ports, given)).rejects.toMatchObject({ code: 'invalid-request', errors: [{ path }] });
    expect((await suppressionsPage(ports.tables, { limit: 10, after: null })).suppressions).toEqual([]);
  });
});

describe('suppressionsPage', () => {
  it('shows the newest first, those of all domains', async () => {
    const ports = audiencePorts();
    await suppress(ports, { email: ann, reason: 'unsubscribe', domain: 'X.test' });
    ports.clock.advance(SECOND);
    await suppress(ports, { email: ann, reason: 'unsubscribe', domain: 'y.test' });
    ports.clock.advance(SECOND);
    await suppress(ports, { email: 'bob@example.com', reason: 'manual' });

    const page = await suppressionsPage(ports.tables, { limit: 2, after: null });
    const rest = await suppressionsPage(ports.tables, { limit: 2, after: page.next });

    expect([...page.suppressions, ...rest.suppressions].map(({ email, domain }) => [email, domain])).toEqual([
      ['bob@example.com', null],
      [ann, 'y.test'],
      [ann, 'x.test'],
    ]);
  });
});

describe('unsuppress', () => {
  it('takes away every suppression of the address and no other', async () => {
    const ports = audiencePorts();
    await suppress(ports, { email: ann, reason: 'bounce' });
    await suppress(ports, { email: ann, reason: 'unsubscribe', domain: 'x.test' });
    await suppress(ports, { email: ann, reason: 'unsubscribe', domain: 'y.test' });
    await suppress(ports, { email: 'bob@example.com', reason: 'manual' });

    await unsuppress(ports, 'ANN@example.com');

    const { suppressions } = await suppressionsPage(ports.tables, { limit: 10, after: null });
    expect(suppressions.map(({ email }) => email)).toEqual(['bob@example.com']);
    const audience = { now: START, lists: onlyList('1'), domain: 'x.test' };
    expect([...(await readExclusions(ports.tables, audience, [ann])).values()]).toEqual(['removed']);
  });

  it('takes away those for one reason, and no other', async () => {
    const ports = audiencePorts();
    await suppress(ports, { email: ann, reason: 'manual' });
    await suppress(ports, { email: ann, reason: 'unsubscribe', domain: 'x.test' });
    const left = async () => (await suppressionsOf(ports.tables, ann, START)).map(({ reason }) => reason);

    await expect(unsuppress(ports, ann, { reason: 'bounce' })).rejects.toMatchObject({ code: 'not-found' });
    expect(await left()).toEqual(['manual', 'unsubscribe']);
    await unsuppress(ports, ann, { reason: 'manual' });
    expect(await left()).toEqual(['unsubscribe']);
    await expect(unsuppress(ports, ann, { domain: 'x.test', reason: 'manual' })).rejects.toMatchObject({
      code: 'not-found',
    });
    await unsuppress(ports, ann, { domain: 'x.test', reason: 'unsubscribe' });
    expect(await left()).toEqual([]);
  });

  it.each([ann, 'nonsense'])('does not find %s when nothing is suppressed', async (email) => {
    const ports = audiencePorts();

    await expect(unsuppress(ports, email)).rejects.toMatchObject({ code: 'not-found' });
  });
});
