import { describe, expect, it } from '@jest/globals';
import { MemoryObjects } from '../../../adapters/memory/objects.ts';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { addressHash } from '../../../core/audience/address-hash.ts';
import { readExclusions } from '../../../core/audience/exclusion-rows.ts';
import { freezeAudience } from '../../../core/audience/freeze.ts';
import { onlyList } from '../../../core/audience/list-choice.ts';
import { countMembers, readList } from '../../../core/audience/list-store.ts';
import { deleteList } from '../../../core/audience/manage-lists.ts';
import { membersPage, removeMember } from '../../../core/audience/members.ts';
import { createSnapshotReader } from '../../../core/audience/snapshot-store.ts';
import { hashPartitions, memberPartitions, partitionIndex } from '../../../core/audience/spread.ts';
import { countsOf, DELETED_LISTS, listKey, membersOf } from '../../../core/keys.ts';
import type { Write } from '../../../core/tables.ts';
import {
  type AudiencePorts,
  audiencePorts,
  earlierList,
  newList,
  readers,
  START,
  withOverrides,
} from './audience-ports.ts';

const hashes = readers(2_000).map(({ email }) => addressHash(email));

describe.each([16, 64])('%i partitions', (partitions) => {
  it('have each hash in one of them, in which it may begin so', () => {
    const all = hashPartitions(partitions, (name) => name);
    for (const hash of hashes) {
      const holders = all.filter(({ beginnings }) => beginnings.includes(hash.slice(0, 2)));
      expect(holders).toEqual([all[partitionIndex(partitions, hash)]]);
    }
  });

  it('have all beginnings of two digits among them, in order', () => {
    const beginnings = hashPartitions(partitions, (name) => name).flatMap((partition) => partition.beginnings);
    expect(beginnings).toHaveLength(256);
    expect(new Set(beginnings).size).toBe(256);
    expect(beginnings.toSorted()).toEqual(beginnings);
  });
});

it('names the 16 partitions of earlier lists by one digit', () => {
  const namesOf = (partitions: number) => hashPartitions(partitions, (name) => name).map(({ pk }) => pk);
  expect(namesOf(16)).toEqual([...'0123456789abcdef']);
  expect([namesOf(64)[0], namesOf(64).at(-1)]).toEqual(['00', '3f']);
});

/** What a call reads: how many queries, and how many of them one after the other. */
async function queriesOf(ports: AudiencePorts, call: (tables: AudiencePorts['tables']) => Promise<unknown>) {
  const seen = { queries: 0, rounds: 0 };
  let running = 0;
  const tables = withOverrides(ports.tables, {
    query: async (query) => {
      seen.queries += 1;
      if (running === 0) seen.rounds += 1;
      running += 1;
      try {
        return await ports.tables.query(query);
      } finally {
        running -= 1;
      }
    },
  });
  await call(tables as AudiencePorts['tables']);
  return seen;
}

describe('a list of 64 partitions', () => {
  it('shows a few members after four rounds of queries, and a page of many after one', async () => {
    const ports = audiencePorts();
    const small = await newList(ports);
    const large = await newList(ports);
    await addRecipients(ports, small, readers(10));
    await addRecipients(ports, large, readers(10_000));
    const first = { limit: 50, after: null };
    expect(await queriesOf(ports, (tables) => membersPage(tables, small, first))).toEqual({ queries: 64, rounds: 4 });
    expect(await queriesOf(ports, (tables) => membersPage(tables, large, first))).toEqual({ queries: 1, rounds: 1 });
  });

  it('has a counter for each partition, so that writers of two never meet', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, readers(2_000));
    const { items } = await ports.tables.query({ table: 'Audience', pk: countsOf(listId) });
    const stored = await Promise.all(
      memberPartitions({ listId, partitions: 64 }).map(({ pk }) => ports.tables.query({ table: 'Audience', pk })),
    );
    expect(items.map(({ count }) => count)).toEqual(stored.map((page) => page.items.length));
    expect(items).toHaveLength(64);
  });
});

describe('a list of earlier days', () => {
  it('stays where it is: members are added, shown, removed, excluded and frozen there', async () => {
    const ports = { ...audiencePorts(), objects: new MemoryObjects() };
    const listId = await earlierList(ports);
    await addRecipients(ports, listId, readers(300));
    await removeMember(ports, listId, 'reader0@example.com');
    const { items } = await ports.tables.query({ table: 'Audience', pk: membersOf(listId, '0') });
    expect(items.length).toBeGreaterThan(5);
    const shown: string[] = [];
    for (let after = null, isFirst = true; isFirst || after !== null; isFirst = false) {
      const page = await membersPage(ports.tables, listId, { limit: 100, after });
      shown.push(...page.members.map(({ email }) => email));
      after = page.next as null;
    }
    const inOrder = readers(299, 1).toSorted((a, b) => (addressHash(a.email) < addressHash(b.email) ? -1 : 1));
    expect(shown).toEqual(inOrder.map(({ email }) => email));
    expect(await countMembers(ports.tables, listId)).toBe(299);
    const emails = ['reader0@example.com', 'reader1@example.com'];
    expect([
      ...(await readExclusions(ports.tables, { now: START, lists: onlyList(listId), domain: 'x.test' }, emails)),
    ]).toEqual([['reader0@example.com', 'removed']]);
    await freezeAudience(ports, { now: START, lists: onlyList(listId), domain: 'x.test', key: 'snapshots/1' });
    const frozen = await createSnapshotReader(ports.objects).read('snapshots/1', 0, 299);
    expect(frozen.map(({ email }) => email)).toEqual(shown);
  });

  it('is deleted with all that it has, also when an earlier version noted its deletion', async () => {
    const ports = audiencePorts();
    const listId = await earlierList(ports);
    await addRecipients(ports, listId, readers(300));
    const withoutPartitions = (write: Write): Write => {
      if (write.kind !== 'put' || write.item.pk !== DELETED_LISTS) return write;
      return { ...write, item: { ...write.item, partitions: undefined } };
    };
    const tables = withOverrides(ports.tables, {
      transact: (writes, token) => ports.tables.transact(writes.map(withoutPartitions), token),
    });
    await deleteList({ ...ports, tables }, listId);
    for (const { pk } of memberPartitions({ listId, partitions: 16 }))
      expect((await ports.tables.query({ table: 'Audience', pk })).items).toEqual([]);
    expect((await ports.tables.query({ table: 'Audience', pk: DELETED_LISTS })).items).toEqual([]);
    await expect(addRecipients(ports, listId, readers(1))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is not rewritten by a look at it', async () => {
    const ports = audiencePorts();
    const listId = await earlierList(ports);
    expect(await readList(ports.tables, listId)).toMatchObject({ partitions: 16 });
    expect((await ports.tables.get('Audience', listKey(listId)))?.partitions).toBeUndefined();
  });
});
