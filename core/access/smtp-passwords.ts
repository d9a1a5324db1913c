import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { type Clock, type Instant, MINUTE } from '../clock.ts';
import { smtpPasswordKey } from '../keys.ts';
import { invalidField } from '../problems.ts';
import { rowOf } from '../row.ts';
import type { Item, Tables } from '../tables.ts';

/**
 * Passwords with which the address of a sender hands in mail by SMTP. People choose them, so that a slow hash keeps
 * them: scrypt with N 2^15, r 8, p 1, as OWASP recommends.
 * https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
 */

const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const HASH_BYTES = 32;
const SALT_BYTES = 16;
/** A password that was right is not hashed again for a while: that takes 50 ms. */
const REMEMBERED_FOR = MINUTE;
const MAX_REMEMBERED = 1_000;

interface SmtpPassword {
  /** In hex. */
  salt: string;
  hash: string;
  createdAt: Instant;
}

const row = rowOf<SmtpPassword>('SMTP password');

const hashOf = (password: string, salt: string): Promise<Buffer> => {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  scrypt(password, Buffer.from(salt, 'hex'), HASH_BYTES, COST, (error, hash) =>
    error ? reject(error) : resolve(hash),
  );
  return promise;
};

const passwordFromItem = (item: Item): SmtpPassword => {
  const r = row.reader(item);
  return { salt: r.text('salt'), hash: r.text('hash'), createdAt: r.instant('createdAt') };
};

/** Whether a text may be a password: 10 to 64 characters, with two digits, lower-case and upper-case letters each. */
export const isSmtpPassword = (text: string): boolean =>
  /^[!-~]{10,64}$/.test(text) && [/\d/g, /[a-z]/g, /[A-Z]/g].every((kind) => new Set(text.match(kind)).size >= 2);

/** Throws `invalid-request`, which never repeats the password. */
function checkSmtpPassword(text: string): void {
  if (isSmtpPassword(text)) return;
  const rule =
    'must have 10 to 64 printable ASCII characters, among them two different digits, lower-case and upper-case letters each';
  throw invalidField('/password', rule, 'format', { format: 'smtp-password' });
}

/** A password that fits the rule: 40 letters and digits. */
export function newSmtpPassword(): string {
  for (;;) {
    const text = randomBytes(60)
      .toString('base64')
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 40);
    if (isSmtpPassword(text)) return text;
  }
}

/** Sets the password of an address. False when it is the one that it has already. */
export async function setSmtpPassword(
  { tables, clock }: { tables: Tables; clock: Pick<Clock, 'now'> },
  address: string,
  password: string,
): Promise<boolean> {
  checkSmtpPassword(password);
  if (await isPasswordOf(tables, address, password)) return false;
  const salt = randomBytes(SALT_BYTES).toString('hex');
  const hash = (await hashOf(password, salt)).toString('hex');
  const item = row.item(smtpPasswordKey(address), { salt, hash, createdAt: clock.now() });
  await tables.write({ kind: 'put', table: 'Content', item });
  return true;
}

/** Safe to repeat. */
export async function removeSmtpPassword({ tables }: { tables: Tables }, address: string): Promise<void> {
  await tables.write({ kind: 'delete', table: 'Content', key: smtpPasswordKey(address) });
}

/** Of up to 100 addresses, those that have a password. */
export async function withSmtpPassword(tables: Tables, addresses: string[]): Promise<Set<string>> {
  if (addresses.length === 0) return new Set();
  const rows = await tables.getMany('Content', addresses.map(smtpPasswordKey));
  return new Set(addresses.filter((_, i) => rows[i] !== undefined));
}

async function isPasswordOf(tables: Tables, address: string, password: string): Promise<boolean> {
  const item = await tables.get('Content', smtpPasswordKey(address));
  if (item === undefined) return false;
  const { salt, hash } = passwordFromItem(item);
  const kept = Buffer.from(hash, 'hex');
  const given = await hashOf(password, salt);
  return kept.length === given.length && timingSafeEqual(kept, given);
}

/** Checks passwords, and remembers those that were right for a minute, which is how long a removed one still works. */
export function createSmtpLogin({ tables, clock }: { tables: Tables; clock: Pick<Clock, 'now'> }) {
  const right = new Map<string, Instant>();
  return async (address: string, password: string): Promise<boolean> => {
    const name = `${address} ${password}`;
    const until = right.get(name) ?? 0;
    if (until > clock.now()) return true;
    if (!isSmtpPassword(password) || !(await isPasswordOf(tables, address, password))) return false;
    if (right.size >= MAX_REMEMBERED) right.clear();
    right.set(name, clock.now() + REMEMBERED_FOR);
    return true;
  };
}
