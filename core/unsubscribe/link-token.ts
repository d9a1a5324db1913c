import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hash,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { type Instant, SECOND } from '../clock.ts';

/** The reader and the domain of a link, and the mail that carried it. */
export interface Unsubscriber {
  email: string;
  domain: string;
  mailId: string;
  /** When the mail was written, in whole seconds. */
  sentAt: Instant;
}

/** A signing key: everything in it derives from one secret of at least 240 random bits. */
export interface LinkKey {
  /** 0 to 65,535: every link carries it, so that its key can be found. */
  number: number;
  mac: MacKey;
  /** A key object: bytes would be converted into one for each mail, which takes longer than the rest. */
  cipher: KeyObject;
}

/** What HMAC puts before the message, and before the hash of both. */
interface MacKey {
  inner: Uint8Array;
  outer: Uint8Array;
}

const VERSION = 1;
/** Version and number of the key. */
const HEAD_BYTES = 3;
/** 128 bits of HMAC-SHA256. */
const MAC_BYTES = 16;
/** Of SHA-256. */
const BLOCK_BYTES = 64;
/** The longest address, domain and mail id stay well below this. */
const MAX_TOKEN_LENGTH = 2_000;

export const linkKey = (number: number, secret: string): LinkKey => ({
  number,
  mac: macKey(derive(secret, 'mailramp unsubscribe mac')),
  cipher: createSecretKey(derive(secret, 'mailramp unsubscribe cipher')),
});

const derive = (secret: string, purpose: string): Buffer => createHmac('sha256', secret).update(purpose).digest();

/** `key` is no longer than a block. */
function macKey(key: Buffer): MacKey {
  const padded = Buffer.concat([key], BLOCK_BYTES);
  return { inner: padded.map((byte) => byte ^ 0x36), outer: padded.map((byte) => byte ^ 0x5c) };
}

/**
 * The token of a link. The signature is also the nonce under which the contents are encrypted (SIV), so that the
 * address can be neither read in it nor guessed from it, and writing it needs no randomness
 * (docs/decisions/0010-links-to-unsubscribe.md).
 */
export function sealLinkToken(key: LinkKey, { email, domain, mailId, sentAt }: Unsubscriber): string {
  const contents = Buffer.from([email, domain, mailId, Math.floor(sentAt / SECOND).toString(36)].join('\n'));
  const head = Buffer.from([VERSION, key.number >> 8, key.number & 255]);
  const mac = macOf(key, head, contents);
  const cipher = createCipheriv('aes-256-ctr', key.cipher, mac);
  // Without `final`: a stream cipher holds nothing back.
  return Buffer.concat([head, mac, cipher.update(contents)]).toString('base64url');
}

/** The key number of a token; null when it is not a valid token. */
export function keyNumberOf(token: string): number | null {
  const bytes = bytesOf(token);
  return bytes === null ? null : bytes.readUInt16BE(1);
}

/** The contents of a token; null when this key has not signed it. */
export function openLinkToken(key: LinkKey, token: string): Unsubscriber | null {
  const bytes = bytesOf(token);
  if (bytes === null) return null;
  const head = bytes.subarray(0, HEAD_BYTES);
  const mac = bytes.subarray(HEAD_BYTES, HEAD_BYTES + MAC_BYTES);
  const decipher = createDecipheriv('aes-256-ctr', key.cipher, mac);
  const contents = decipher.update(bytes.subarray(HEAD_BYTES + MAC_BYTES));
  if (!timingSafeEqual(mac, macOf(key, head, contents))) return null;
  const [email = '', domain = '', mailId = '', sentAt = ''] = contents.toString().split('\n');
  return { email, domain, mailId, sentAt: Number.parseInt(sentAt, 36) * SECOND };
}

/**
 * The first bytes of the HMAC (RFC 2104), by two hashes in one call each: an Hmac object for each mail takes twice as
 * long, and the collector has to finalize it.
 */
const macOf = ({ mac: { inner, outer } }: LinkKey, head: Buffer, contents: Buffer): Buffer =>
  sha256(outer, sha256(inner, head, contents)).subarray(0, MAC_BYTES);

/** By way of a text, a character a byte: Node makes it in less time than a buffer. */
const sha256 = (...parts: Uint8Array[]): Buffer =>
  Buffer.from(hash('sha256', Buffer.concat(parts), 'binary'), 'binary');

/** Null for text without the shape of a token, or with another encoding than that of `sealLinkToken`. */
function bytesOf(token: string): Buffer | null {
  if (token.length > MAX_TOKEN_LENGTH) return null;
  const bytes = Buffer.from(token, 'base64url');
  const isOurs = bytes.length > HEAD_BYTES + MAC_BYTES && bytes[0] === VERSION && bytes.toString('base64url') === token;
  return isOurs ? bytes : null;
}
