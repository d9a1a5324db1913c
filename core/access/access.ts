import { type Clock, type Instant, MINUTE } from '../clock.ts';
import type { Tables } from '../tables.ts';
import { type ApiKey, hashMatches, hashOf, parseApiKey } from './api-key.ts';
import { readApiKey } from './api-key-store.ts';
import type { Caller, Role } from './role.ts';
import { readSession, type Session } from './session-store.ts';

/** How long a deleted key or session may still work in a process that has cached it. */
const TRUSTED_MS = MINUTE;
/** Most keys, and most sessions, that a process remembers. */
const MAX_REMEMBERED = 1_000;

/** The form of a session's secret: nothing else is looked up. */
const SECRET_FORM = /^[A-Za-z0-9]{32,128}$/;

/** Knows callers by their API keys, and by sessions that stand for a key. */
export interface Access {
  /** The caller of a request by its Authorization header; null when it names no valid key. */
  authenticate(authorization: string | undefined): Promise<Caller | null>;
  /** The caller of a request by the secret of its session; null when it has ended, or its key was deleted. */
  resume(secret: string): Promise<Caller | null>;
  /** The role of a key of kind `tencent`, whose signature is yet to be checked; null when there is none. */
  roleOfSigner(keyId: string): Promise<Role | null>;
  /** Evicts a deleted key, or an ended session by its hash, so that this process refuses it immediately. */
  forget(id: string): void;
}

type Ports = { tables: Tables; clock: Pick<Clock, 'now'> };

export const createAccess = ({ tables, clock }: Ports): Access => {
  const keys = memory<ApiKey>((keyId) => readApiKey(tables, keyId));
  const sessions = memory<Session>((hash) => readSession(tables, hash));

  return {
    async authenticate(authorization) {
      const [, token] = /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '') ?? [];
      const parts = token === undefined ? null : parseApiKey(token);
      if (parts === null) return null;
      const isTheirs = ({ hash }: ApiKey) => hash !== null && hashMatches(parts.secret, hash);
      const key = await keys.find(parts.keyId, clock.now(), isTheirs);
      return key === undefined ? null : { keyId: parts.keyId, role: key.role };
    },
    async resume(secret) {
      if (!SECRET_FORM.test(secret)) return null;
      const now = clock.now();
      const session = await sessions.find(hashOf(secret), now, ({ expiresAt }) => expiresAt > now);
      const key = session && (await keys.find(session.keyId, now, isBearer));
      return session && key ? { keyId: key.keyId, role: key.role, session: session.hash } : null;
    },
    async roleOfSigner(keyId) {
      return (await keys.find(keyId, clock.now(), isSigner))?.role ?? null;
    },
    forget(id) {
      keys.forget(id);
      sessions.forget(id);
    },
  };
};

const isBearer = ({ kind }: ApiKey): boolean => kind === 'bearer';
const isSigner = ({ kind }: ApiKey): boolean => kind === 'tencent';

/** Remembers rows for a while. One that does not hold is read anew: it may have been replaced. */
function memory<Row>(read: (id: string) => Promise<Row | undefined>) {
  const remembered = new Map<string, { row: Row; until: Instant }>();
  return {
    async find(id: string, now: Instant, holds: (row: Row) => boolean): Promise<Row | undefined> {
      const entry = remembered.get(id);
      if (entry !== undefined && entry.until > now && holds(entry.row)) return entry.row;
      const row = await read(id);
      if (row === undefined || !holds(row)) return undefined;
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      remembered.set(id, { row, until: now + TRUSTED_MS });
      return row;
    },
    forget(id: string): void {
      remembered.delete(id);
    },
  };
}
