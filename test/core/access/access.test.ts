import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../adapters/memory/clock.ts';
import { SeededRandom } from '../../../adapters/memory/random.ts';
import { MemoryTables } from '../../../adapters/memory/tables.ts';
import { createAccess } from '../../../core/access/access.ts';
import { hashOf, parseApiKey } from '../../../core/access/api-key.ts';
import { adoptApiKey, createApiKey, deleteApiKey, listApiKeys } from '../../../core/access/manage-api-keys.ts';
import { mayActAs } from '../../../core/access/role.ts';
import { MINUTE } from '../../../core/clock.ts';
import { API_KEYS } from '../../../core/keys.ts';

const setUp = () => {
  const clock = new ManualClock(Date.UTC(2027, 0, 1, 9));
  return { clock, tables: new MemoryTables(clock), random: new SeededRandom(7) };
};

const GIVEN = `mr_first_${'aB3'.repeat(20)}`;

describe('createApiKey', () => {
  it('shows the secret once and keeps only its hash', async () => {
    const ports = setUp();
    const { apiKey } = await createApiKey(ports, { name: 'shop', role: 'sender' });
    const parts = parseApiKey(apiKey);
    expect(parts?.secret.length).toBeGreaterThanOrEqual(40);
    const { items } = await ports.tables.query({ table: 'Content', pk: API_KEYS });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ name: 'shop', role: 'sender', hash: hashOf(parts?.secret ?? '') });
    expect(JSON.stringify(items)).not.toContain(parts?.secret);
  });

  it('makes different keys in one millisecond', async () => {
    const ports = setUp();
    const keys = await Promise.all(
      Array.from({ length: 50 }, () => createApiKey(ports, { name: 'k', role: 'viewer' })),
    );
    expect(new Set(keys.map(({ keyId }) => keyId)).size).toBe(50);
  });

  it('lists keys newest first, page by page', async () => {
    const ports = setUp();
    for (const name of ['a', 'b', 'c']) {
      await createApiKey(ports, { name, role: 'viewer' });
      ports.clock.advance(1);
    }
    const first = await listApiKeys(ports, { limit: 2, after: null });
    const second = await listApiKeys(ports, { limit: 2, after: first.next });
    expect(first.keys.map(({ name }) => name)).toEqual(['c', 'b']);
    expect(second.keys.map(({ name }) => name)).toEqual(['a']);
    expect(second.next).toBeNull();
  });
});

describe('adoptApiKey', () => {
  it('stores a key that was made elsewhere, and is safe to repeat', async () => {
    const ports = setUp();
    const input = { name: 'first', role: 'admin' as const };
    const first = await adoptApiKey(ports, GIVEN, input);
    ports.clock.advance(MINUTE);
    expect(await adoptApiKey(ports, GIVEN, input)).toEqual(first);
    expect(await createAccess(ports).authenticate(`Bearer ${GIVEN}`)).toEqual({ keyId: 'first', role: 'admin' });
  });

  it('replaces the secret of a key that was renewed', async () => {
    const ports = setUp();
    const access = createAccess(ports);
    await adoptApiKey(ports, GIVEN, { name: 'first', role: 'admin' });
    await access.authenticate(`Bearer ${GIVEN}`);
    const renewed = GIVEN.replaceAll('aB3', 'xY9');
    await adoptApiKey(ports, renewed, { name: 'first', role: 'admin' });
    expect(await access.authenticate(`Bearer ${renewed}`)).not.toBeNull();
    expect(await access.authenticate(`Bearer ${GIVEN}`)).toBeNull();
  });

  it('takes a bare secret, as a secret store generates it', async () => {
    const ports = setUp();
    const secret = 'q7W'.repeat(16);
    await adoptApiKey(ports, secret, { name: 'first', role: 'admin' });
    await adoptApiKey(ports, secret, { name: 'first', role: 'admin' });
    expect(await createAccess(ports).authenticate(`Bearer ${secret}`)).toMatchObject({ role: 'admin' });
    expect(await createAccess(ports).authenticate(`Bearer ${'q7X'.repeat(16)}`)).toBeNull();
    expect((await listApiKeys(ports, { limit: 10, after: null })).keys).toHaveLength(1);
  });

  it('throws for what is not written as a key', async () => {
    await expect(adoptApiKey(setUp(), 'secret', { name: 'x', role: 'admin' })).rejects.toThrow('mr_<id>_<secret>');
  });
});

describe('deleteApiKey', () => {
  it('keeps the last admin key', async () => {
    const ports = setUp();
    const admin = await createApiKey(ports, { name: 'a', role: 'admin' });
    await createApiKey(ports, { name: 'v', role: 'viewer' });
    await expect(deleteApiKey(ports, admin.keyId)).rejects.toMatchObject({ code: 'in-use' });
    const other = await createApiKey(ports, { name: 'b', role: 'admin' });
    await deleteApiKey(ports, admin.keyId);
    await expect(deleteApiKey(ports, other.keyId)).rejects.toMatchObject({ code: 'in-use' });
  });

  it('leaves one of two admins who delete each other at once', async () => {
    const ports = setUp();
    const keys = await Promise.all(['a', 'b'].map((name) => createApiKey(ports, { name, role: 'admin' })));
    const results = await Promise.allSettled(keys.map(({ keyId }) => deleteApiKey(ports, keyId)));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await listApiKeys(ports, { limit: 10, after: null })).keys).toHaveLength(1);
  });

  it('finds nothing under an unknown id', async () => {
    await expect(deleteApiKey(setUp(), '17')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('createAccess', () => {
  it.each([
    undefined,
    '',
    'Bearer',
    'Bearer x',
    `Basic ${GIVEN}`,
    `Bearer ${GIVEN}x`,
    `Bearer mr_other_${'a'.repeat(60)}`,
  ])('does not know %s', async (header) => {
    const ports = setUp();
    await adoptApiKey(ports, GIVEN, { name: 'first', role: 'admin' });
    const access = createAccess(ports);
    await access.authenticate(`Bearer ${GIVEN}`);
    expect(await access.authenticate(header)).toBeNull();
  });

  it('takes the scheme in any case', async () => {
    const ports = setUp();
    await adoptApiKey(ports, GIVEN, { name: 'first', role: 'viewer' });
    expect(await createAccess(ports).authenticate(`bearer  ${GIVEN}`)).toEqual({ keyId: 'first', role: 'viewer' });
  });

  it('refuses a deleted key at once where it was deleted, and within a minute elsewhere', async () => {
    const ports = setUp();
    await adoptApiKey(ports, GIVEN, { name: 'first', role: 'viewer' });
    const [here, elsewhere] = [createAccess(ports), createAccess(ports)];
    for (const access of [here, elsewhere]) expect(await access.authenticate(`Bearer ${GIVEN}`)).not.toBeNull();
    await deleteApiKey(ports, 'first');
    here.forget('first');
    expect(await here.authenticate(`Bearer ${GIVEN}`)).toBeNull();
    expect(await elsewhere.authenticate(`Bearer ${GIVEN}`)).not.toBeNull();
    ports.clock.advance(MINUTE);
    expect(await elsewhere.authenticate(`Bearer ${GIVEN}`)).toBeNull();
  });
});

describe('mayActAs', () => {
  it('gives an admin the rights of a sender, and a sender those of a viewer', () => {
    expect([mayActAs('admin', 'sender'), mayActAs('sender', 'viewer'), mayActAs('viewer', 'viewer')]).toEqual([
      true,
      true,
      true,
    ]);
    expect([mayActAs('viewer', 'sender'), mayActAs('sender', 'admin')]).toEqual([false, false]);
  });
});
