import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../adapters/memory/clock.ts';
import { SystemRandom } from '../../adapters/system-random.ts';
import { createAccess } from '../../core/access/access.ts';
import { endSessions, sessionsByKey } from '../../core/access/end-sessions.ts';
import { createLastSeen, lastSeenDays } from '../../core/access/last-seen.ts';
import { adoptApiKey } from '../../core/access/manage-api-keys.ts';
import { renewSession, signIn, signOut } from '../../core/access/session.ts';
import { readSession } from '../../core/access/session-store.ts';
import { DAY, MINUTE } from '../../core/clock.ts';
import type { Tables } from '../../core/tables.ts';
import { quotaDayOf } from '../../core/warm-up/quota-day.ts';

let keys = 0;

/** A key that no other test of these tables has. */
async function setUp(tables: Tables) {
  const clock = new ManualClock(Date.UTC(2027, 0, 1, 9));
  const log = { info() {}, warn() {} };
  const dayOf = (at: number) => quotaDayOf(at, 0);
  const callLimit = { count: async () => undefined };
  const ports = { tables, clock, log, random: new SystemRandom(), callLimit, dayOf };
  const keyId = `key${++keys}`;
  const apiKey = `mr_${keyId}_${'aB3'.repeat(20)}`;
  await adoptApiKey(ports, apiKey, { name: keyId, role: 'viewer' });
  const count = async () => (await sessionsByKey(tables, clock.now())).get(keyId) ?? 0;
  return { ports, keyId, clock, count, signIn: () => signIn(ports, { apiKey }) };
}

/** Sessions of API keys, and when keys were used last, on any tables. */
export function describeSessions(tables: () => Tables): void {
  describe('sessions', () => {
    it('are read as they were begun, and counted by key', async () => {
      const { signIn, count } = await setUp(tables());
      const other = await setUp(tables());
      const { session } = await signIn();
      await signIn();
      await other.signIn();
      expect(await readSession(tables(), session.hash)).toEqual(session);
      expect([await count(), await other.count()]).toEqual([2, 1]);
    });

    it('are one session when they are renewed, and none when they are over', async () => {
      const { ports, signIn, count, clock } = await setUp(tables());
      const { session } = await signIn();
      const renewed = await renewSession(ports, session.hash);
      expect(await count()).toBe(1);
      expect((await readSession(tables(), session.hash))?.expiresAt).toBe(clock.now() + MINUTE);
      await signOut(ports, { keyId: session.keyId, session: renewed.session.hash });
      expect(await count()).toBe(0);
    });

    it('end for a key, with those that were renewed, and for no other', async () => {
      const { ports, keyId, signIn, count } = await setUp(tables());
      const other = await setUp(tables());
      const { secret } = await signIn();
      const { session } = await signIn();
      await renewSession(ports, session.hash);
      await other.signIn();
      expect(await endSessions(ports, keyId, undefined)).toHaveLength(3);
      expect([await count(), await other.count()]).toEqual([0, 1]);
      expect(await createAccess(ports).resume(secret)).toBeNull();
    });
  });

  describe('the last use of a key', () => {
    it('is a day, which never goes back', async () => {
      const { ports, keyId, clock } = await setUp(tables());
      expect(await lastSeenDays(ports, [keyId])).toEqual([null]);
      await createLastSeen(ports).note(keyId)();
      clock.advance(DAY);
      await createLastSeen(ports).note(keyId)();
      const behind = { ...ports, clock: new ManualClock(clock.now() - DAY) };
      await createLastSeen(behind).note(keyId)();
      expect(await lastSeenDays(ports, [`${keyId}x`, keyId])).toEqual([null, '2027-01-02']);
    });
  });
}
