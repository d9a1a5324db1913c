import { type Clock, type Instant, MINUTE } from '../clock.ts';
import { signInCodeKey } from '../keys.ts';
import type { Random } from '../random.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Tables, Write } from '../tables.ts';
import { hashOf } from './api-key.ts';

/** How long a code lets somebody sign in: the time that a browser takes to open a link. */
export const CODE_LASTS = 2 * MINUTE;

/** The form of a code: two ids of the machine's randomness. */
export const SIGN_IN_CODE_FORM = /^[A-Za-z0-9]{32,128}$/;

const row = rowOf<{ keyId: string; validUntil: Instant; ttl: number }>('sign-in code');

/** A link with a code, for a browser. */
export const signInLink = (publicUrl: string, code: string): string => `${publicUrl}/console/sign-in#code=${code}`;

/** A code that signs in once as a key. Only its hash is stored: a key never stands in an address or in a history. */
export async function createSignInCode(
  { tables, clock, random }: { tables: Pick<Tables, 'write'>; clock: Pick<Clock, 'now'>; random: Random },
  keyId: string,
): Promise<{ code: string; validUntil: Instant }> {
  const code = random.id() + random.id();
  const validUntil = clock.now() + CODE_LASTS;
  await tables.write({
    kind: 'put',
    table: 'Content',
    item: row.item(signInCodeKey(hashOf(code)), { keyId, validUntil, ttl: ttlAt(validUntil) }),
  });
  return { code, validUntil };
}

/** Whom a code signs in, and the write that uses it up and is refused when it was used already; null: nobody. */
export async function lookUpCode(
  { tables, clock }: { tables: Pick<Tables, 'get'>; clock: Pick<Clock, 'now'> },
  code: string,
): Promise<{ keyId: string; use: Write } | null> {
  const key = signInCodeKey(hashOf(code));
  const item = await tables.get('Content', key);
  if (item === undefined) return null;
  const r = row.reader(item);
  if (r.instant('validUntil') <= clock.now()) return null;
  return {
    keyId: r.text('keyId'),
    use: { kind: 'delete', table: 'Content', key, when: [{ item: 'exists' }] },
  };
}
