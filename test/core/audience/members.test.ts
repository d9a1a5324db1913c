import { describe, expect, it } from '@jest/globals';
import { addRecipients } from '../../../core/audience/add-recipients.ts';
import { countMembers } from '../../../core/audience/list-store.ts';
import { membersPage, removeMember } from '../../../core/audience/members.ts';
import { audiencePorts, newList, readers } from './audience-ports.ts';

describe('membersPage', () => {
  it.each([1, 7, 100])('shows everybody once in pages of %i', async (limit) => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, readers(200));

    const seen: string[] = [];
    let page = await membersPage(ports.tables, listId, { limit, after: null });
    for (;;) {
      seen.push(...page.members.map(({ email }) => email));
      if (!page.next) break;
      expect(page.members).toHaveLength(limit);
      page = await membersPage(ports.tables, listId, { limit, after: page.next });
    }

    expect(seen.toSorted()).toEqual(
      readers(200)
        .map(({ email }) => email)
        .toSorted(),
    );
  });

  it('ends without a cursor when the last page is just full', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, readers(10));

    expect((await membersPage(ports.tables, listId, { limit: 10, after: null })).next).toBeNull();
  });

  it('refuses a cursor that is none', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);

    await expect(membersPage(ports.tables, listId, { limit: 10, after: { hash: 'x' } })).rejects.toMatchObject({
      code: 'invalid-cursor',
    });
  });
});

describe('removeMember', () => {
  it('takes somebody off the list, however the address is written', async () => {
    const ports = audiencePorts();
    const listId = await newList(ports);
    await addRecipients(ports, listId, readers(2));

    await removeMember(ports, listId, 'Reader0@EXAMPLE.com');

    expect(await countMembers(ports.tables, listId)).toBe(1);
    const { members } = await membersPage(ports.tables, listId, { limit: 10, after: null });
    expect(members).toEqual(readers(1, 1));
  });

  it.each(['reader0@example.com', 'stranger@example.com', 'nonsense'])(
    'does not find %s a second time',
    async (email) => {
      const ports = audiencePorts();
      const listId = await newList(ports);
      await addRecipients(ports, listId, readers(2));
      await removeMember(ports, listId, 'reader0@example.com');

      await expect(removeMember(ports, listId, email)).rejects.toMatchObject({ code: 'not-found' });
      expect(await countMembers(ports.tables, listId)).toBe(1);
    },
  );
});
