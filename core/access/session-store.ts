import type { Instant } from '../clock.ts';
import { sessionKey } from '../keys.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Tables, Write } from '../tables.ts';

/** Somebody who signed in with a browser, as an API key. */
export interface Session {
  /** SHA-256 of the session's secret in hex; the secret itself is in the browser's cookie alone. */
  hash: string;
  keyId: string;
  createdAt: Instant;
  /** When the key or the code was shown that this session and those before it go back to. */
  signedInAt: Instant;
  /** From then on it stands for nobody. */
  expiresAt: Instant;
}

type SessionRow = Omit<Session, 'hash'> & { ttl: number };

const row = rowOf<SessionRow>('session');

export const readSession = async (tables: Pick<Tables, 'get'>, hash: string): Promise<Session | undefined> => {
  const item = await tables.get('Content', sessionKey(hash));
  if (item === undefined) return undefined;
  const r = row.reader(item);
  return {
    hash,
    keyId: r.text('keyId'),
    createdAt: r.instant('createdAt'),
    signedInAt: r.instant('signedInAt'),
    expiresAt: r.instant('expiresAt'),
  };
};

export const newSession = ({ hash, ...session }: Session): Write => ({
  kind: 'put',
  table: 'Content',
  item: row.item(sessionKey(hash), { ...session, ttl: ttlAt(session.expiresAt) }),
  when: [{ item: 'missing' }],
});

/** Lets a session end at `at`, unless it ends before. */
export const endingAt = (session: Session, at: Instant): Write => {
  const expiresAt = Math.min(session.expiresAt, at);
  return {
    kind: 'update',
    table: 'Content',
    key: sessionKey(session.hash),
    ...row.change({ expiresAt, ttl: ttlAt(expiresAt) }),
    when: [{ item: 'exists' }],
  };
};

export const deletedSession = (hash: string): Write => ({ kind: 'delete', table: 'Content', key: sessionKey(hash) });
