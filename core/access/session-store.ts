import type { Instant } from '../clock.ts';
import { SESSIONS, sessionKey } from '../keys.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Cursor, Item, Page, Tables, Write } from '../tables.ts';

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
  return item && sessionFromItem(item);
};

const sessionFromItem = (item: Item): Session => {
  const r = row.reader(item);
  return {
    hash: item.sk,
    keyId: r.text('keyId'),
    createdAt: r.instant('createdAt'),
    signedInAt: r.instant('signedInAt'),
    expiresAt: r.instant('expiresAt'),
  };
};

/** Every session that is stored, also those at their end: at most `MAX_SESSIONS_OF_KEY` for each key. */
export const allSessions = async (tables: Pick<Tables, 'query'>): Promise<Session[]> => {
  const found: Session[] = [];
  let after: Cursor | null = null;
  do {
    const page: Page = await tables.query({ table: 'Content', pk: SESSIONS, after });
    found.push(...page.items.map(sessionFromItem));
    after = page.next;
  } while (after !== null);
  return found;
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
