import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MemoryObjects } from '../../../adapters/memory/objects.ts';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { addressHash } from '../../../core/audience/address-hash.ts';
import { createExclusions } from '../../../core/audience/exclusions.ts';
import { type ChosenPosition, freezeAudience, freezeRetry } from '../../../core/audience/freeze.ts';
import { asListChoice, type ListChoice, MAX_LISTS, storedLists } from '../../../core/audience/list-choice.ts';
import { removeMember } from '../../../core/audience/members.ts';
import { mergedByHash } from '../../../core/audience/merged-by-hash.ts';
import { createSnapshotReader } from '../../../core/audience/snapshot-store.ts';
import { suppress } from '../../../core/audience/suppressions.ts';
import { audiencePorts, newList, readers, START, withOverrides } from './audience-ports.ts';

const domain = 'news.test';
const emailOf = (reader: number): string => `reader${reader}@example.com`;

/** Lists with these readers, whose data name the list. */
async function listsOf(...groups: number[][]) {
  const ports = { ...audiencePorts(), objects: new MemoryObjects() };
  const ids: string[] = [];
  for (const [list, group] of groups.entries()) {
    const listId = await newList(ports);
    ids.push(listId);
    const recipients = group.map((reader) => ({ email: emailOf(reader), data: { list } }));
    if (recipients.length > 0) await addRecipients(ports, listId, recipients);
  }
  const freeze = async (lists: ListChoice) => {
    const { count, skips } = await freezeAudience(ports, { now: START, lists, domain, key: 's' });
    const frozen = await createSnapshotReader(ports.objects).read('s', 0, count);
    return { frozen, skips };
  };
  return { ports, ids, freeze };
}

const item = (sk: string, of: number) => ({ pk: 'x', sk, of });

describe('mergedByHash', () => {
  it('merges streams of any pages into one order, each hash once, with the item of the first stream', async () => {
    const hash = fc.string({ minLength: 2, maxLength: 2, unit: fc.constantFrom('0', '1', 'a', 'f') });
    const stream = fc.tuple(fc.uniqueArray(hash), fc.array(fc.nat(3), { minLength: 1 }));
    await fc.assert(
      fc.asyncProperty(fc.array(stream, { maxLength: 5 }), async (streams) => {
        async function* pages([hashes, sizes]: [string[], number[]], of: number) {
          const inOrder = hashes.toSorted().map((sk) => item(sk, of));
          for (let at = 0, n = 0; at < inOrder.length; n += 1) {
            // A page may be empty; the least ones take turns, so that all come to an end.
            const size = n % 2 === 0 ? (sizes[n % sizes.length] ?? 0) : 1;
            yield inOrder.slice(at, at + size);
            at += size;
          }
        }
        const merged: object[] = [];
        for await (const page of mergedByHash(streams.map(pages))) merged.push(...page);

        const all = [...new Set(streams.flatMap(([hashes]) => hashes))].sort();
        expect(merged).toEqual(
          all.map((sk) =>
            item(
              sk,
              streams.findIndex(([hashes]) => hashes.includes(sk)),
            ),
          ),
        );
      }),
    );
  });
});

describe('a freeze of several lists', () => {
  const group = fc.uniqueArray(fc.nat(30), { maxLength: 20 });

  it('is the union of the lists, with the first data, in which whoever is left out has the reason', async () => {
    const choice = fc.record({
      mailed: fc.array(group, { minLength: 1, maxLength: 4 }),
      leftOut: fc.array(group, { maxLength: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(choice, async ({ mailed, leftOut }) => {
        const { ids, freeze } = await listsOf(...mailed, ...leftOut);
        const lists = { listIds: ids.slice(0, mailed.length), excludeListIds: ids.slice(mailed.length) };

        const { frozen, skips } = await freeze(lists);

        const union = [...new Set(mailed.flat())];
        const isLeftOut = (reader: number): boolean => leftOut.some((some) => some.includes(reader));
        const expected = union.map((reader) => ({
          email: emailOf(reader),
          data: { list: mailed.findIndex((some) => some.includes(reader)) },
          skip: isLeftOut(reader) ? 'excluded-list' : null,
        }));
        expect(frozen).toEqual(expected.toSorted((a, b) => (addressHash(a.email) < addressHash(b.email) ? -1 : 1)));
        expect(skips).toBe(union.filter(isLeftOut).length);
      }),
      { numRuns: 40 },
    );
  });

  it('says that a member is suppressed or unsubscribed before it says that they are left out', async () => {
    const { ports, ids, freeze } = await listsOf([1, 2, 3], [1, 2, 3]);
    await suppress(ports, { email: emailOf(1), reason: 'bounce' });
    await suppress(ports, { email: emailOf(2), reason: 'unsubscribe', domain });

    const { frozen } = await freeze({ listIds: ids.slice(0, 1), excludeListIds: ids.slice(1) });

    const skips = Object.fromEntries(frozen.map(({ email, skip }) => [email, skip]));
    expect(skips).toEqual({
      [emailOf(1)]: 'suppressed',
      [emailOf(2)]: 'unsubscribed',
      [emailOf(3)]: 'excluded-list',
    });
  });

  it('reads the most lists that there may be in pages that are small together', async () => {
    const ports = { ...audiencePorts(), objects: new MemoryObjects() };
    const ids: string[] = [];
    for (let list = 0; list < 2 * MAX_LISTS; list += 1) {
      ids.push(await newList(ports));
      await addRecipients(ports, ids[list] ?? '', readers(50, list * 10));
    }
    const limits: (number | undefined)[] = [];
    const tables = withOverrides(ports.tables, {
      query: (query) => {
        if (query.pk.startsWith('LIST#') && query.prefix !== 'COUNT#') limits.push(query.limit);
        return ports.tables.query(query);
      },
    });
    const lists = { listIds: ids.slice(0, MAX_LISTS), excludeListIds: ids.slice(MAX_LISTS) };

    const { count, skips } = await freezeAudience({ ...ports, tables }, { now: START, lists, domain, key: 's' });

    expect([count, skips]).toEqual([(MAX_LISTS - 1) * 10 + 50, 40]);
    expect(new Set(limits)).toEqual(new Set([200]));
  });
});

describe('who leaves or joins lists after the freeze', () => {
  it('is removed only when they are in none of the lists any more', async () => {
    const { ports, ids } = await listsOf([1, 2, 3], [2, 3]);
    const frozenAt = ports.clock.now();
    await removeMember(ports, ids[0] ?? '', emailOf(1));
    await removeMember(ports, ids[0] ?? '', emailOf(2));
    await removeMember(ports, ids[0] ?? '', emailOf(3));
    await removeMember(ports, ids[1] ?? '', emailOf(3));
    const audience = { lists: { listIds: ids, excludeListIds: [] }, domain, frozenAt };

    const excluded = await createExclusions(ports.tables).check(audience, [1, 2, 3].map(emailOf), ports.clock.now());

    expect(Object.fromEntries(excluded)).toEqual({ [emailOf(1)]: 'removed', [emailOf(3)]: 'removed' });
  });

  it('is left out of the next run, and of a retry, when they come into a list that is left out', async () => {
    const { ports, ids, freeze } = await listsOf([1, 2], []);
    const lists = { listIds: ids.slice(0, 1), excludeListIds: ids.slice(1) };
    const { frozen } = await freeze(lists);
    const frozenAt = ports.clock.now();
    await addRecipients(ports, ids[1] ?? '', [{ email: emailOf(1) }]);

    const emails = frozen.map(({ email }) => email);
    expect([
      ...(await createExclusions(ports.tables).check({ lists, domain, frozenAt }, emails, ports.clock.now())),
    ]).toEqual([]);
    async function* positions(): AsyncGenerator<ChosenPosition> {
      yield { position: 0, isSent: false };
      yield { position: 1, isSent: false };
    }
    const retry = { now: START, lists, domain, key: 'retry', oldSnapshot: 's', positions: positions() };
    expect(await freezeRetry(ports, retry)).toEqual({ count: 2, skips: 1 });
    const again = await createSnapshotReader(ports.objects).read('retry', 0, 2);
    expect(again.find(({ email }) => email === emailOf(1))?.skip).toBe('excluded-list');
  });
});

describe('the stored form of a choice', () => {
  it('is the attribute of earlier versions for one list, and hides from them what they do not know', () => {
    expect(storedLists({ listIds: ['1'], excludeListIds: [] })).toEqual({ listId: '1', lists: null });
    const several = { listIds: ['1', '2'], excludeListIds: [] };
    const without = { listIds: ['1'], excludeListIds: ['2'] };
    expect(storedLists(several)).toEqual({ listId: null, lists: several });
    expect(storedLists(without)).toEqual({ listId: null, lists: without });
  });

  it('comes back as it was', () => {
    const ids = fc.array(fc.stringMatching(/^[1-9]\d{0,15}$/), { maxLength: MAX_LISTS });
    fc.assert(
      fc.property(ids, ids, (listIds, excludeListIds) => {
        const lists = { listIds, excludeListIds };
        expect(asListChoice.decode(asListChoice.encode(lists))).toEqual(lists);
      }),
    );
  });
});
