import { createHmac } from 'node:crypto';

/** A pair that signs requests, as programs written for Tencent Cloud hold it. */
export interface SecretPair {
  secretId: string;
  secretKey: string;
}

const PREFIX = 'AKID';
/** Names what is derived, so that the same master can derive other secrets. */
const PURPOSE = 'mailramp tencent secret key 1\n';
const SECRET_KEY_LENGTH = 40;

export const secretIdOf = (keyId: string): string => `${PREFIX}${keyId}`;

/**
 * A signature is checked with the plain secret, so that a hash of it would not do. It is derived instead: a row of the
 * tables holds the id only, and a copy of the tables signs nothing without the master secret.
 */
export const secretPairOf = (master: string, keyId: string): SecretPair => ({
  secretId: secretIdOf(keyId),
  secretKey: createHmac('sha256', master).update(`${PURPOSE}${keyId}`).digest('hex').slice(0, SECRET_KEY_LENGTH),
});

/** The key that a secret id names; null when the id is none of ours. */
export const keyIdOfSecretId = (secretId: string): string | null =>
  /^AKID[a-z0-9]{1,32}$/.test(secretId) ? secretId.slice(PREFIX.length) : null;
