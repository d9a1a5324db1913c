import type { Clock, Instant } from '../clock.ts';
import type { Log } from '../log.ts';
import { Problem } from '../problems.ts';
import { sideBySide } from '../side-by-side.ts';
import type { Tables } from '../tables.ts';
import { AGAIN, tries } from '../tries.ts';
import { readApiKey } from './api-key-store.ts';
import { RENEWED_LASTS } from './session.ts';
import { allSessions, deletedSession, readSession, type Session } from './session-store.ts';

/** Sessions that are renewed while they are ended leave another each, which the next look finds. */
const TRIES = 5;

export interface EndSessionsPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  log: Pick<Log, 'info'>;
}

/**
 * Ends the sessions of a key that began with a sign-in before this call, but not the one that calls, and answers their
 * hashes. Whoever has the key may sign in again. Throws `not-found`.
 */
export async function endSessions(
  { tables, clock, log }: EndSessionsPorts,
  keyId: string,
  callingSession: string | undefined,
): Promise<string[]> {
  const key = await readApiKey(tables, keyId);
  if (key === undefined) throw new Problem('not-found', `there is no API key ${keyId}`);
  const now = clock.now();
  const own = callingSession === undefined ? undefined : await readSession(tables, callingSession);
  const isOwn = (session: Session): boolean => own?.keyId === keyId && session.signedInAt === own.signedInAt;
  const ended: string[] = [];
  await tries(TRIES, `the end of the sessions of API key ${keyId}`, async () => {
    const left = (await allSessions(tables)).filter(
      (session) => session.keyId === keyId && session.signedInAt <= now && !isOwn(session),
    );
    if (left.length === 0) return undefined;
    await sideBySide(left, ({ hash }) => tables.write(deletedSession(hash)));
    ended.push(...left.map(({ hash }) => hash));
    return AGAIN;
  });
  log.info('sessions-ended', { keyId, sessions: ended.length });
  return ended;
}

/** How many browsers are signed in as each key. What ends within a minute was renewed, or is as good as over. */
export async function sessionsByKey(tables: Pick<Tables, 'query'>, now: Instant): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const { keyId, expiresAt } of await allSessions(tables)) {
    if (expiresAt > now + RENEWED_LASTS) counts.set(keyId, (counts.get(keyId) ?? 0) + 1);
  }
  return counts;
}
