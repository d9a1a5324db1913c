import { createHash, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../clock.ts';
import { newId } from '../ids.ts';
import type { Random } from '../random.ts';
import type { Role } from './role.ts';

/** What a key is: a text that is sent along, or a pair that signs requests as programs for Tencent Cloud do. */
export const KEY_KINDS = ['bearer', 'tencent'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

/** An API key as it is stored, never with its secret. */
export interface ApiKey {
  keyId: string;
  name: string;
  role: Role;
  kind: KeyKind;
  /**
   * SHA-256 of the secret in hex. No salt and no slow hash: the secret has over 200 random bits. Null for a key of kind
   * `tencent`, whose secret is derived from its id.
   */
  hash: string | null;
  createdAt: Instant;
}

/** A key in its two parts. */
export interface ApiKeyParts {
  keyId: string;
  secret: string;
}

/** Maximum length of the name of an API key, in characters. */
export const MAX_API_KEY_NAME_LENGTH = 100;

const KEY_ID = '[a-z0-9]{1,32}';
/** The form of the id of a key: digits, or the beginning of a hash. */
export const KEY_ID_FORM = new RegExp(`^${KEY_ID}$`);
/** The key id finds the row, the secret is checked. A bare secret is found by its hash. */
const FORM = new RegExp(`^(?:mr_(${KEY_ID})_)?([A-Za-z0-9]{32,128})$`);
const HASHED_ID_LENGTH = 16;

/** A new key. It is shown once; only `hashOf(secret)` is stored. */
export const newApiKey = (now: Instant, random: Random): string =>
  `mr_${newId(now, random)}_${random.id()}${random.id()}`;

/** Parses `mr_<keyId>_<secret>`, or a bare secret that was created elsewhere; null for anything else. */
export const parseApiKey = (apiKey: string): ApiKeyParts | null => {
  const [, keyId, secret] = FORM.exec(apiKey) ?? [];
  return secret === undefined ? null : { keyId: keyId ?? hashOf(secret).slice(0, HASHED_ID_LENGTH), secret };
};

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares in constant time, which reveals nothing about the hash. */
export const hashMatches = (secret: string, hash: string): boolean => {
  const given = Buffer.from(hashOf(secret), 'hex');
  const kept = Buffer.from(hash, 'hex');
  return given.length === kept.length && timingSafeEqual(given, kept);
};
