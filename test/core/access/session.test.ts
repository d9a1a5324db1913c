import { describe, expect, it } from '@jest/globals';
import { createAccess } from '../../../core/access/access.ts';
import { hashOf } from '../../../core/access/api-key.ts';
import { adoptApiKey, deleteApiKey } from '../../../core/access/manage-api-keys.ts';
import { MAX_SESSIONS_OF_KEY, renewSession, SESSION_LIMITS, signIn, signOut } from '../../../core/access/session.ts';
import { CODE_LASTS, createSignInCode } from '../../../core/access/sign-in-codes.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../core/clock.ts';
import { SESSIONS, signInCodeKey } from '../../../core/keys.ts';
import { memoryWorld } from '../../support/memory-world.ts';

const KEY = `mr_first_${'aB3'.repeat(20)}`;
const UNAUTHORIZED = { code: 'unauthorized' };

async function setUp() {
  const lines: object[] = [];
  const log = { info: (event: string, fields = {}) => void lines.push({ event, ...fields }), warn() {}, error() {} };
  const world = memoryWorld(Date.UTC(2027, 0, 1, 9), { log });
  const ports = { ...world, callLimit: { count: async () => undefined } };
  await adoptApiKey(ports, KEY, { name: 'first', role: 'sender' });
  const rows = async (pk: string) => (await world.tables.query({ table: 'Content', pk })).items;
  return { ports, clock: world.clock, access: createAccess(ports), lines, rows };
}

describe('signIn', () => {
  it('begins a session of 12 hours, and stores only the hash of its secret', async () => {
    const { ports, access, rows, lines } = await setUp();
    const { secret, session } = await signIn(ports, { apiKey: KEY });
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(session.expiresAt - session.createdAt).toBe(12 * HOUR);
    expect(await access.resume(secret)).toEqual({ keyId: 'first', role: 'sender', session: hashOf(secret) });
    expect(await rows(SESSIONS)).toEqual([
      {
        pk: SESSIONS,
        sk: hashOf(secret),
        keyId: 'first',
        createdAt: session.createdAt,
        signedInAt: session.createdAt,
        expiresAt: session.expiresAt,
        ttl: session.expiresAt / SECOND,
      },
    ]);
    expect(lines).toEqual([{ event: 'signed-in', keyId: 'first' }]);
  });

  it.each(['mr_first_wrong', `mr_first_${'aB4'.repeat(20)}`, `mr_other_${'aB3'.repeat(20)}`, '', 'x'.repeat(64)])(
    'refuses the key %j',
    async (apiKey) => {
      const { ports, rows } = await setUp();
      await expect(signIn(ports, { apiKey })).rejects.toMatchObject(UNAUTHORIZED);
      expect(await rows(SESSIONS)).toEqual([]);
    },
  );

  it('ends the session that is nearest to its end, once a key has a hundred', async () => {
    const { ports, clock, rows } = await setUp();
    const [first, second] = [await signIn(ports, { apiKey: KEY }), await signIn(ports, { apiKey: KEY })];
    await renewSession(ports, second.session.hash);
    for (let made = 3; made < MAX_SESSIONS_OF_KEY; made += 1) {
      clock.advance(1);
      await signIn(ports, { apiKey: KEY });
    }
    expect(await rows(SESSIONS)).toHaveLength(MAX_SESSIONS_OF_KEY);
    await signIn(ports, { apiKey: KEY });
    const left = (await rows(SESSIONS)).map(({ sk }) => sk);
    expect(left).toHaveLength(MAX_SESSIONS_OF_KEY);
    expect(left).not.toContain(second.session.hash);
    expect(left).toContain(first.session.hash);
  });

  it('takes a code once', async () => {
    const { ports, access, rows } = await setUp();
    const { code } = await createSignInCode(ports, 'first');
    expect(JSON.stringify(await rows(signInCodeKey(hashOf(code)).pk))).not.toContain(code);
    const { secret } = await signIn(ports, { code });
    expect(await access.resume(secret)).toMatchObject({ keyId: 'first' });
    await expect(signIn(ports, { code })).rejects.toMatchObject(UNAUTHORIZED);
  });

  it('gives one of two who bring the same code at the same time a session', async () => {
    const { ports, rows } = await setUp();
    const { code } = await createSignInCode(ports, 'first');
    const both = await Promise.allSettled([signIn(ports, { code }), signIn(ports, { code })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await rows(SESSIONS)).toHaveLength(1);
  });

  it('refuses a code after two minutes, one that was never made, and that of a deleted key', async () => {
    const { ports, clock } = await setUp();
    const [late, orphan] = [await createSignInCode(ports, 'first'), await createSignInCode(ports, 'gone')];
    await expect(signIn(ports, { code: orphan.code })).rejects.toMatchObject(UNAUTHORIZED);
    await expect(signIn(ports, { code: 'f'.repeat(64) })).rejects.toMatchObject(UNAUTHORIZED);
    clock.advance(CODE_LASTS);
    await expect(signIn(ports, { code: late.code })).rejects.toMatchObject(UNAUTHORIZED);
  });

  it('takes the standing code of a process any number of times', async () => {
    const { ports, clock } = await setUp();
    const local = { ...ports, standingCode: { code: 'c0de'.repeat(16), keyId: 'first' } };
    for (let i = 0; i < 3; i += 1) {
      expect((await signIn(local, { code: 'c0de'.repeat(16) })).key.keyId).toBe('first');
      clock.advance(DAY);
    }
    await expect(signIn(local, { code: 'c0df'.repeat(16) })).rejects.toMatchObject(UNAUTHORIZED);
  });

  it('counts as a call of the key, and leaves a code that it has no call for', async () => {
    const { ports } = await setUp();
    const { code } = await createSignInCode(ports, 'first');
    const count = async () => Promise.reject(new Error('too many'));
    await expect(signIn({ ...ports, callLimit: { count } }, { code })).rejects.toThrow('too many');
    expect((await signIn(ports, { code })).key.keyId).toBe('first');
  });
});

describe('a session', () => {
  it('ends after 12 hours', async () => {
    const { ports, clock, access } = await setUp();
    const { secret } = await signIn(ports, { apiKey: KEY });
    clock.advance(SESSION_LIMITS.once - 1);
    expect(await access.resume(secret)).not.toBeNull();
    clock.advance(1);
    expect(await access.resume(secret)).toBeNull();
  });

  it('goes on by renewal for 7 days after sign-in and no longer', async () => {
    const { ports, clock, access } = await setUp();
    const first = await signIn(ports, { apiKey: KEY });
    let { secret, session } = first;
    for (let hours = 10; hours < 7 * 24; hours += 10) {
      clock.advance(10 * HOUR);
      ({ secret, session } = await renewSession(ports, session.hash));
    }
    expect(session.expiresAt).toBe(first.session.createdAt + 7 * DAY);
    clock.advance(session.expiresAt - clock.now() - 1);
    expect(await access.resume(secret)).not.toBeNull();
    clock.advance(1);
    expect(await access.resume(secret)).toBeNull();
  });

  it('that was renewed ends a minute later, also where it is remembered', async () => {
    const { ports, clock, access } = await setUp();
    const { secret, session } = await signIn(ports, { apiKey: KEY });
    expect(await access.resume(secret)).not.toBeNull();
    const next = await renewSession(ports, session.hash);
    clock.advance(MINUTE - 1);
    expect(await access.resume(secret)).not.toBeNull();
    clock.advance(1);
    expect(await access.resume(secret)).toBeNull();
    expect(await access.resume(next.secret)).not.toBeNull();
    expect(next.secret).not.toBe(secret);
  });

  it('that was renewed does not live longer by a second renewal', async () => {
    const { ports, clock, access } = await setUp();
    const { secret, session } = await signIn(ports, { apiKey: KEY });
    await renewSession(ports, session.hash);
    clock.advance(MINUTE - 1);
    await renewSession(ports, session.hash);
    clock.advance(1);
    expect(await access.resume(secret)).toBeNull();
  });

  it('ends within a minute after somebody signed out, and at once where it was forgotten', async () => {
    const { ports, clock, access, lines } = await setUp();
    const elsewhere = createAccess(ports);
    const { secret, session } = await signIn(ports, { apiKey: KEY });
    expect(await elsewhere.resume(secret)).not.toBeNull();
    expect(await access.resume(secret)).not.toBeNull();
    await signOut(ports, { keyId: 'first', session: session.hash });
    access.forget(session.hash);
    expect(await access.resume(secret)).toBeNull();
    clock.advance(MINUTE);
    expect(await elsewhere.resume(secret)).toBeNull();
    await expect(renewSession(ports, session.hash)).rejects.toMatchObject(UNAUTHORIZED);
    expect(lines.at(-1)).toEqual({ event: 'signed-out', keyId: 'first' });
  });

  it('ends with its key', async () => {
    const { ports, clock, access } = await setUp();
    await adoptApiKey(ports, `mr_admin_${'aB3'.repeat(20)}`, { name: 'admin', role: 'admin' });
    const { secret, session } = await signIn(ports, { apiKey: KEY });
    expect(await access.resume(secret)).not.toBeNull();
    await deleteApiKey(ports, 'first');
    clock.advance(MINUTE);
    expect(await access.resume(secret)).toBeNull();
    await expect(renewSession(ports, session.hash)).rejects.toMatchObject(UNAUTHORIZED);
  });

  it.each(['', 'short', `${'a'.repeat(63)}#`, 'a'.repeat(129), 'SESSIONS'])(
    'is none for the secret %j',
    async (secret) => {
      const { access } = await setUp();
      expect(await access.resume(secret)).toBeNull();
    },
  );
});
