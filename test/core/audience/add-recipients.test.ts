import { describe, expect, it } from '@jest/globals';
import { addRecipients, MAX_REFUSED_SHOWN } from '../../../core/audience/add-recipients.ts';
import { countMembers } from '../../../core/audience/list-store.ts';
import { deleteList } from '../../../core/audience/manage-lists.ts';
import { membersPage, removeMember } from '../../../core/audience/members.ts';
import { countsOf } from '../../../core/keys.ts';
import { TablesBusy } from '../../../core/tables.ts';
import { type AudiencePorts, audiencePorts, earlierList, newList, readers, withOverrides } from './audience-ports.ts';

async function allMembers(ports: AudiencePorts, listId: string) {
  const members = [];
  let after = null;
  do {
    const page: Awaited<ReturnType<typeof membersPage>> = await membersPage(ports.tables, listId, {
      limit: 100,
      after,
    });
    members.push(...page.members);
    after = page.next;
  } while (after);
  return members;
}

describe('addRecipients', () => {
  it('says what became of each, and the sum is the total', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, [{ email: 'ann@example.com' }]);

    const report = await addRecipients(ports, listId, [
      { email: ' Ann@Example.com' },
      { email: 'bob@example.com' },
      { email: 'BOB@example.com' },
      { email: 'nobody' },
      { email: `${'x'.repeat(250)}@example.com` },
      { email: 'cy@example.com', data: { text: 'x'.repeat(789) } },
      { email: 'di@example.com', data: { text: 'x'.repeat(790) } },
      { email: 'ed@example.com', data: { text: 'é'.repeat(395) } },
    ]);

    expect(report).toEqual({
      total: 8,
      added: 2,
      repeated: 2,
      invalid: 1,
      tooLong: 3,
      refused: [
        { index: 3, email: 'nobody', reason: 'no-address' },
        { index: 4, email: `${'x'.repeat(250)}@example.com`, reason: 'address-too-long' },
        { index: 6, email: 'di@example.com', reason: 'data-too-long' },
        { index: 7, email: 'ed@example.com', reason: 'data-too-long' },
      ],
    });
    expect(await countMembers(ports.tables, listId)).toBe(3);
  });

  it('names the first thousand refused, and counts all', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    const report = await addRecipients(
      ports,
      listId,
      Array.from({ length: 1_200 }, () => ({ email: 'ann@x.test; '.repeat(100) })),
    );
    expect(report).toMatchObject({ total: 1_200, invalid: 0, tooLong: 1_200 });
    expect(report.refused).toHaveLength(MAX_REFUSED_SHOWN);
    expect(report.refused[999]).toMatchObject({ index: 999, reason: 'address-too-long' });
    expect(report.refused[999]?.email).toHaveLength(320);
  });

  it('gives a repeated address its new data, the last of the call, and keeps the old where none is given', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, [
      { email: 'ann@example.com', data: { n: 1 } },
      { email: 'bob@example.com', data: { n: 1 } },
      { email: 'cy@example.com', data: { n: 1 } },
    ]);

    await addRecipients(ports, listId, [
      { email: 'ann@example.com', data: { n: 2 } },
      { email: 'ann@example.com', data: { n: 3 } },
      { email: 'ANN@example.com' },
      { email: 'bob@example.com' },
      { email: 'cy@example.com', data: null },
    ]);

    const data = Object.fromEntries((await allMembers(ports, listId)).map((member) => [member.email, member.data]));
    expect(data).toEqual({ 'ann@example.com': { n: 3 }, 'bob@example.com': { n: 1 }, 'cy@example.com': null });
  });

  it('adds nobody twice and counts exactly when calls overlap', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);

    const reports = await Promise.all([
      addRecipients(ports, listId, readers(1_500)),
      addRecipients(ports, listId, readers(1_500, 700)),
      addRecipients(ports, listId, readers(1_500, 300)),
    ]);

    expect(reports.reduce((sum, { added }) => sum + added, 0)).toBe(2_200);
    expect(await countMembers(ports.tables, listId)).toBe(2_200);
    expect(new Set((await allMembers(ports, listId)).map(({ email }) => email)).size).toBe(2_200);
  });

  it('counts exactly while members are removed', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, readers(200));

    await Promise.all([
      addRecipients(ports, listId, readers(300)),
      ...readers(50).map(({ email }) => removeMember(ports, listId, email)),
    ]);

    expect(await countMembers(ports.tables, listId)).toBe((await allMembers(ports, listId)).length);
  });

  it('writes nothing for members who do not change', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, readers(100));
    let transactions = 0;
    const tables = withOverrides(ports.tables, {
      transact: (...call) => {
        transactions += 1;
        return ports.tables.transact(...call);
      },
    });

    const report = await addRecipients({ ...ports, tables }, listId, readers(100));

    expect(report).toEqual({ total: 100, added: 0, repeated: 100, invalid: 0, tooLong: 0, refused: [] });
    expect(transactions).toBe(0);
  });

  it('takes 20,000 a call and refuses 20,001 whole', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);

    await expect(addRecipients(ports, listId, readers(20_001))).rejects.toMatchObject({ code: 'too-many-recipients' });
    expect(await countMembers(ports.tables, listId)).toBe(0);
    expect(await addRecipients(ports, listId, readers(20_000))).toMatchObject({ added: 20_000 });
  });

  it('refuses more than 5 million members, but not those who are members already', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, readers(10));
    const key = { pk: countsOf(listId), sk: 'COUNT#0' };
    await ports.tables.write({ kind: 'update', table: 'Audience', key, add: { count: 5_000_000 - 12 } });

    await expect(addRecipients(ports, listId, readers(13))).rejects.toMatchObject({ code: 'too-many-recipients' });
    expect(await addRecipients(ports, listId, readers(12))).toMatchObject({ added: 2, repeated: 10 });
  });

  it('counts in several rows, which writers of one list seldom share, together with the one row of earlier days', async () => {
    const ports = audiencePorts();
    const listId = await earlierList(ports);
    const earlier = { pk: countsOf(listId), sk: 'COUNT#0' };
    await ports.tables.write({ kind: 'put', table: 'Audience', item: { ...earlier, count: 7 } });
    const counted = new Set<string>();
    const tables = withOverrides(ports.tables, {
      transact: async (writes, token) => {
        for (const write of writes) if (write.kind === 'update' && write.add) counted.add(write.key.sk);
        return await ports.tables.transact(writes, token);
      },
    });
    for (let call = 0; call < 40; call += 1)
      await addRecipients({ ...ports, tables }, listId, [{ email: 'ann@x.test' }]);
    for (let call = 0; call < 40; call += 1) {
      await removeMember({ ...ports, tables }, listId, 'ann@x.test');
      await addRecipients({ ...ports, tables }, listId, [{ email: 'ann@x.test' }]);
    }
    expect(counted.size).toBe(5);
    expect(await countMembers(ports.tables, listId)).toBe(7 + 1);
  });

  it('counts once whatever answers get lost, side by side with others', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    const seen = new Set<string>();
    const tables = withOverrides(ports.tables, {
      transact: async (writes, token) => {
        const result = await ports.tables.transact(writes, token);
        if (seen.has(token)) return result;
        seen.add(token);
        throw new Error('no answer');
      },
    });
    const both = [readers(3_000), readers(4_000)].map((some) => addRecipients({ ...ports, tables }, listId, some));
    const reports = await Promise.all(both);
    expect(await countMembers(ports.tables, listId)).toBe(4_000);
    expect(await allMembers(ports, listId)).toHaveLength(4_000);
    expect(reports.reduce((sum, { added }) => sum + added, 0)).toBe(4_000);
  });

  it('goes on where tables that were too busy stopped it, and loses and counts nobody twice', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    let left = 7;
    const tables = withOverrides(ports.tables, {
      transact: async (writes, token) => {
        left -= 1;
        if (left < 0) throw new TablesBusy('the tables refused for 20000 ms');
        return await ports.tables.transact(writes, token);
      },
    });
    const busy = addRecipients({ ...ports, tables }, listId, readers(5_000));
    await expect(busy).rejects.toThrow(TablesBusy);
    const stored = (await allMembers(ports, listId)).length;
    expect(stored).toBeGreaterThan(0);
    expect(await countMembers(ports.tables, listId)).toBe(stored);
    expect(await addRecipients(ports, listId, readers(5_000))).toMatchObject({
      added: 5_000 - stored,
      repeated: stored,
    });
    expect(await countMembers(ports.tables, listId)).toBe(5_000);
  });

  it('does not know a list that is unknown or deleted', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await deleteList(ports, listId);

    await expect(addRecipients(ports, listId, readers(1))).rejects.toMatchObject({ code: 'not-found' });
    await expect(addRecipients(ports, '17', readers(1))).rejects.toMatchObject({ code: 'not-found' });
  });

  it('adds nobody to a list that is deleted meanwhile', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    const tables = withOverrides(ports.tables, {
      getMany: async (...call) => {
        const found = await ports.tables.getMany(...call);
        await deleteList(ports, listId);
        return found;
      },
    });

    await expect(addRecipients({ ...ports, tables }, listId, readers(1))).rejects.toMatchObject({ code: 'not-found' });
  });
});
