import { createHash, timingSafeEqual } from 'node:crypto';
import type { Instant } from '../clock.ts';
import { newId } from '../ids.ts';
import type { Random } from '../random.ts';
import type { Role } from './role.ts';

/** An API key as it is stored: the hash of its secret, never the secret. */
export interface ApiKey {
  keyId: string;
  name: string;
  role: Role;
  /** SHA-256 of the secret in hex. No salt and no slow hash: the secret has over 200 random bits. */
  hash: string;
  createdAt: Instant;
}

/** A key in its two parts. */
export interface ApiKeyParts {
  keyId: string;
  secret: string;
}

/** The key id tells where to look, the secret is what is checked. A bare secret is looked for under its hash. */
const FORM = /^(?:mr_([a-z0-9]{1,32})_)?([A-Za-z0-9]{32,128})$/;
const HASHED_ID_LENGTH = 16;

/** A new key. It is shown once; `hashOf(secret)` is what is kept. */
export const newApiKey = (now: Instant, random: Random): string =>
  `mr_${newId(now, random)}_${random.id()}${random.id()}`;

/** Takes apart `mr_<keyId>_<secret>`, or a bare secret that was made elsewhere; null when it is neither. */
export const parseApiKey = (apiKey: string): ApiKeyParts | null => {
  const [, keyId, secret] = FORM.exec(apiKey) ?? [];
  return secret === undefined ? null : { keyId: keyId ?? hashOf(secret).slice(0, HASHED_ID_LENGTH), secret };
};

export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Compares in a time that does not tell how much of the hash was right. */
export const hashMatches = (secret: string, hash: string): boolean => {
  const given = Buffer.from(hashOf(secret), 'hex');
  const kept = Buffer.from(hash, 'hex');
  return given.length === kept.length && timingSafeEqual(given, kept);
};
