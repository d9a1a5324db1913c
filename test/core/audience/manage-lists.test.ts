import { describe, expect, it } from '@jest/globals';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { countMembers, listsPage, readList } from '../../../core/audience/list-store.ts';
import { createList, deleteList, removeDeletedMembers } from '../../../core/audience/manage-lists.ts';
import { memberPartitions, NEW_LIST_PARTITIONS } from '../../../core/audience/spread.ts';
import { DAY, SECOND } from '../../../core/clock.ts';
import { countsOf, DELETED_LISTS } from '../../../core/keys.ts';
import { type Tables, TablesBusy } from '../../../core/tables.ts';
import { audiencePorts, newList, readers, withOverrides } from './audience-ports.ts';

async function membersLeft(tables: Tables, listId: string): Promise<number> {
  const pages = await Promise.all(
    memberPartitions({ listId, partitions: NEW_LIST_PARTITIONS }).map(({ pk }) =>
      tables.query({ table: 'Audience', pk }),
    ),
  );
  return pages.reduce((sum, { items }) => sum + items.length, 0);
}

describe('createList', () => {
  it('makes lists that are shown newest first', async () => {
    const ports = audiencePorts();
    for (const name of ['first', 'second', 'third']) {
      await createList(ports, { name, description: null });
      ports.clock.advance(1);
    }

    const page = await listsPage(ports.tables, { limit: 2, after: null });
    const rest = await listsPage(ports.tables, { limit: 2, after: page.next });

    expect([...page.lists, ...rest.lists].map(({ name }) => name)).toEqual(['third', 'second', 'first']);
    expect(rest.next).toBeNull();
  });

  it('draws another id when one is taken', async () => {
    const ports = audiencePorts();
    const ids = ['same', 'a', 'same', 'b', 'c'];
    const random = { id: () => ids.shift() ?? ports.random.id(), fraction: () => 0 };

    const first = await createList({ ...ports, random }, { name: 'first', description: null });
    const second = await createList({ ...ports, random }, { name: 'second', description: null });

    expect(second.listId).not.toBe(first.listId);
    expect((await readList(ports.tables, first.listId))?.name).toBe('first');
  });
});

describe('deleteList', () => {
  it('removes the list and its members', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, readers(2_500));

    await deleteList(ports, listId);

    expect(await readList(ports.tables, listId)).toBeUndefined();
    expect(await membersLeft(ports.tables, listId)).toBe(0);
    expect((await ports.tables.query({ table: 'Audience', pk: DELETED_LISTS })).items).toEqual([]);
    await expect(deleteList(ports, listId)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('leaves rows in which nobody can be counted any more, and which go after a day', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await deleteList(ports, listId);
    const { items } = await ports.tables.query({ table: 'Audience', pk: countsOf(listId) });
    expect(items).toHaveLength(80);
    for (const { count, ttl } of items)
      expect([count, ttl]).toEqual([0, Math.ceil((ports.clock.now() + DAY) / SECOND)]);
    expect(await countMembers(ports.tables, listId)).toBe(0);
  });

  it('has deleted the list although the tables are too busy for its members, which the reconciler removes', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, readers(500));
    const tables = withOverrides(ports.tables, {
      transact: async (writes, token) => {
        if (writes.every(({ kind }) => kind === 'delete')) throw new TablesBusy('the tables refused for 20000 ms');
        return await ports.tables.transact(writes, token);
      },
    });
    await deleteList({ ...ports, tables }, listId);
    expect(await readList(ports.tables, listId)).toBeUndefined();
    expect(await membersLeft(ports.tables, listId)).toBe(500);
    expect(await removeDeletedMembers(ports, 20_000)).toBe(500);
  });

  it('refuses while an unfinished task uses it', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    const task = { taskId: '7', name: 'News', status: 'paused' };
    const tasksUsing = async (reference: { listId: string }) => (reference.listId === listId ? [task] : []);

    await expect(deleteList({ ...ports, tasksUsing }, listId)).rejects.toMatchObject({
      code: 'in-use',
      usedBy: [task],
    });
    expect(await readList(ports.tables, listId)).toBeDefined();
  });
});

describe('removeDeletedMembers', () => {
  it('goes on where the last call stopped, and tells what it removed', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, readers(20_000));
    await addRecipients(ports, listId, readers(5_000, 20_000));
    await deleteList(ports, listId);
    const left = await membersLeft(ports.tables, listId);
    expect(left).toBeGreaterThan(0);

    expect(await removeDeletedMembers(ports, 10_000)).toBe(left);
    expect(await removeDeletedMembers(ports, 10_000)).toBe(0);
    expect(await membersLeft(ports.tables, listId)).toBe(0);
  });
});
