import { describe, expect, it } from '@jest/globals';
import { addressHash } from '../../../core/audience/address-hash.ts';
import { createExclusions } from '../../../core/audience/exclusions.ts';
import { onlyList } from '../../../core/audience/list-choice.ts';
import { emailsTo, otherMailKey, softBounceKey } from '../../../core/keys.ts';
import { newEmailWrites } from '../../../core/transactional/email-store.ts';
import { audienceRoutesIn } from '../../../lambdas/compose/audience.ts';
import { memoryWorld } from '../../support/memory-world.ts';
import { callerOf } from '../http/requests.ts';

const NOW = Date.UTC(2027, 0, 5, 9);
const ANN = 'ann@example.com';

async function setUp() {
  const world = memoryWorld(NOW);
  const call = callerOf(world, audienceRoutesIn(world), 'admin');
  const listIds: string[] = [];
  for (const name of ['Readers', 'Friends', 'Others']) {
    const { listId } = (await call('POST', '/v1/lists', { name })).json as { listId: string };
    const recipients = [{ email: 'bob@example.com' }, ...(name === 'Others' ? [] : [{ email: ANN, data: { name } }])];
    await call('POST', `/v1/lists/${listId}/recipients`, { recipients });
    listIds.push(listId);
  }
  const record = async (mailId: string, email: string) => {
    const mail = { mailId, domain: 'x.test', from: 'a@x.test', email, subject: 'Hi', at: NOW };
    for (const write of newEmailWrites({ ...mail, outcome: 'sent', reason: null, via: 'api' }))
      await world.tables.write(write);
  };
  await record('mail-1', ANN);
  await record('mail-2', ANN);
  await record('mail-3', 'bob@example.com');
  await world.tables.write({
    kind: 'put',
    table: 'Mail',
    item: { ...softBounceKey(addressHash(ANN)), count: 2, lastAt: NOW },
  });
  return { world, call, listIds };
}

describe('POST /v1/erasures', () => {
  it('erases a person everywhere, says what was erased, and keeps their suppressions and everybody else', async () => {
    const { world, call, listIds } = await setUp();
    await call('POST', '/v1/suppressions', { email: ANN, reason: 'complaint' });
    const erased = await call('POST', '/v1/erasures', { email: ' Ann@Example.com' });

    expect(erased).toMatchObject({
      status: 200,
      json: { email: ANN, mails: 2, suppressions: [{ email: ANN, reason: 'complaint' }] },
    });
    const { lists } = erased.json as { lists: { name: string }[] };
    expect(lists.map(({ name }) => name).sort()).toEqual(['Friends', 'Readers']);
    for (const listId of listIds) {
      expect((await call('GET', `/v1/lists/${listId}/recipients`)).json).toMatchObject({
        items: [{ email: 'bob@example.com' }],
      });
      expect((await call('GET', `/v1/lists/${listId}`)).json).toMatchObject({ count: 1 });
    }
    const { tables } = world;
    expect((await tables.query({ table: 'Mail', pk: emailsTo(addressHash(ANN)) })).items).toEqual([]);
    for (const key of [otherMailKey('mail-1'), otherMailKey('mail-2'), softBounceKey(addressHash(ANN))])
      expect(await tables.get('Mail', key)).toBeUndefined();
    expect(await tables.get('Mail', otherMailKey('mail-3'))).toBeDefined();
  });

  it('lets a run that is under way skip the person', async () => {
    const { world, call, listIds } = await setUp();
    await call('POST', '/v1/erasures', { email: ANN });
    const audience = { lists: onlyList(listIds[0] ?? ''), domain: 'x.test', frozenAt: NOW - 1 };
    const excluded = await createExclusions(world.tables).check(audience, [ANN, 'bob@example.com'], NOW);
    expect([...excluded]).toEqual([[ANN, 'removed']]);
  });

  it('can be repeated, and finds nobody then', async () => {
    const { call } = await setUp();
    await call('POST', '/v1/erasures', { email: ANN });
    expect((await call('POST', '/v1/erasures', { email: ANN })).json).toEqual({
      email: ANN,
      lists: [],
      mails: 0,
      suppressions: [],
    });
  });

  it('needs an address, and an admin', async () => {
    const { world, call } = await setUp();
    expect(await call('POST', '/v1/erasures', { email: 'nobody' })).toMatchObject({
      status: 400,
      json: { errors: [{ path: '/email' }] },
    });
    const asSender = callerOf(world, audienceRoutesIn(world), 'sender');
    expect((await asSender('POST', '/v1/erasures', { email: ANN })).status).toBe(403);
  });
});
