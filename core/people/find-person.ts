import { parseAddress } from '../audience/address.ts';
import { addressHash } from '../audience/address-hash.ts';
import { type List, listsPage } from '../audience/list-store.ts';
import { memberFromItem } from '../audience/member-row.ts';
import { memberKeyIn } from '../audience/spread.ts';
import { type Suppression, suppressionsOf } from '../audience/suppressions.ts';
import { Problem } from '../problems.ts';
import type { Cursor, Tables } from '../tables.ts';
import { type MailsPorts, mailsTo, type PersonMail } from './mails-to.ts';

const LISTS_PER_READ = 100;
/** Lists that are looked through: each costs a read. */
const MAX_LISTS_LOOKED_AT = 2_000;
/** Lists of one person that are shown. */
export const MAX_LISTS_SHOWN = 200;

/** A list that the person is in, with their data there. */
export interface Membership extends Pick<List, 'listId' | 'name'> {
  data: Record<string, unknown> | null;
}

/** All that is known of an address. */
export interface Person {
  email: string;
  suppressions: Suppression[];
  /** Newest list first. */
  lists: Membership[];
  /** What tasks and single mails sent to it, or would have, in the last 90 days; latest first. */
  mails: PersonMail[];
  /** Whether there may be more lists or mails. */
  more: boolean;
}

/**
 * What is known of an address (docs/decisions/0104-a-person-is-looked-up.md). Somebody of whom nothing is known is
 * empty. Throws `not-found` for a text that is no address.
 */
export async function findPerson(ports: MailsPorts, text: string): Promise<Person> {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Problem('not-found', 'this is not an e-mail address');
  const email = parsed.address;
  const [suppressions, lists, mails] = await Promise.all([
    suppressionsOf(ports.tables, email, ports.clock.now()),
    listsWith(ports.tables, email),
    mailsTo(ports, email),
  ]);
  return { email, suppressions, lists: lists.found, mails: mails.found, more: lists.more || mails.more };
}

/** The lists that an address is in: of each list the one row is read that the address would have. */
async function listsWith(tables: Tables, email: string): Promise<{ found: Membership[]; more: boolean }> {
  const hash = addressHash(email);
  const found: Membership[] = [];
  let after: Cursor | null = null;
  for (let lookedAt = 0; lookedAt < MAX_LISTS_LOOKED_AT; lookedAt += LISTS_PER_READ) {
    const page: Awaited<ReturnType<typeof listsPage>> = await listsPage(tables, { limit: LISTS_PER_READ, after });
    const keys = page.lists.map((list) => memberKeyIn(list, hash));
    const items = keys.length === 0 ? [] : await tables.getMany('Audience', keys);
    for (const [i, { listId, name }] of page.lists.entries()) {
      const item = items[i];
      if (!item) continue;
      if (found.length === MAX_LISTS_SHOWN) return { found, more: true };
      const { data } = memberFromItem(item);
      found.push({ listId, name, data: data === null ? null : JSON.parse(data) });
    }
    after = page.next;
    if (after === null) return { found, more: false };
  }
  return { found, more: true };
}
