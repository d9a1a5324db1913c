import { type Clock, type Instant, MINUTE } from '../clock.ts';
import type { Tables } from '../tables.ts';
import { type ApiKey, hashMatches, parseApiKey } from './api-key.ts';
import { readApiKey } from './api-key-store.ts';
import type { Caller } from './role.ts';

/** How long a deleted key may still work in a process that has cached it. */
const TRUSTED_MS = MINUTE;
/** Most keys that a process remembers. */
const MAX_REMEMBERED = 1_000;

/** Knows callers by their API keys. */
export interface Access {
  /** The caller of a request by its Authorization header; null when it names no valid key. */
  authenticate(authorization: string | undefined): Promise<Caller | null>;
  /** Evicts a deleted key, so that this process refuses it immediately. */
  forget(keyId: string): void;
}

export const createAccess = (ports: { tables: Tables; clock: Pick<Clock, 'now'> }): Access => {
  const remembered = new Map<string, { key: ApiKey; until: Instant }>();

  const recall = (keyId: string, secret: string, now: Instant): ApiKey | undefined => {
    const entry = remembered.get(keyId);
    return entry !== undefined && entry.until > now && hashMatches(secret, entry.key.hash) ? entry.key : undefined;
  };

  const lookUp = async (keyId: string, secret: string, now: Instant): Promise<ApiKey | undefined> => {
    const key = await readApiKey(ports.tables, keyId);
    if (key === undefined || !hashMatches(secret, key.hash)) return undefined;
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(keyId, { key, until: now + TRUSTED_MS });
    return key;
  };

  return {
    async authenticate(authorization) {
      const [, token] = /^Bearer +(\S+)$/i.exec(authorization?.trim() ?? '') ?? [];
      const parts = token === undefined ? null : parseApiKey(token);
      if (parts === null) return null;
      const { keyId, secret } = parts;
      const now = ports.clock.now();
      const key = recall(keyId, secret, now) ?? (await lookUp(keyId, secret, now));
      return key === undefined ? null : { keyId, role: key.role };
    },
    forget(keyId) {
      remembered.delete(keyId);
    },
  };
};
