import { addressIn } from '../audience/address.ts';
import { addressHash } from '../audience/address-hash.ts';
import { type List, listsPage } from '../audience/list-store.ts';
import { removeMember } from '../audience/members.ts';
import { memberKeyIn } from '../audience/spread.ts';
import { type Suppression, suppressionsOf } from '../audience/suppressions.ts';
import type { Clock } from '../clock.ts';
import { emailsTo, otherMailKey, softBounceKey } from '../keys.ts';
import { Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Cursor, Tables } from '../tables.ts';
import { mailIdOfPlace } from '../transactional/email-store.ts';

const LISTS_PER_READ = 100;
const MAILS_PER_READ = 100;

/** What was known of a person, and is erased; and what stays. */
export interface Erasure {
  email: string;
  /** The lists that the person was a member of. */
  lists: Pick<List, 'listId' | 'name'>[];
  /** How many records of transactional mails. */
  mails: number;
  /** These stay: without them the next import would mail the person again. */
  suppressions: Suppression[];
}

interface ErasurePorts {
  tables: Tables;
  clock: Clock;
  random: Random;
}

/**
 * Erases a person from every list, with their data, and the records of transactional mails to them. Runs that are under
 * way skip them from now on. Safe to repeat: what was broken off is finished. Throws `invalid-request`.
 */
export async function erasePerson(ports: ErasurePorts, text: string): Promise<Erasure> {
  const email = addressIn('/email', text);
  return {
    email,
    lists: await leaveLists(ports, email),
    mails: await removeMails(ports, email),
    suppressions: await suppressionsOf(ports.tables, email, ports.clock.now()),
  };
}

async function leaveLists(ports: ErasurePorts, email: string): Promise<Erasure['lists']> {
  const left: Erasure['lists'] = [];
  let after: Cursor | null = null;
  do {
    const page: Awaited<ReturnType<typeof listsPage>> = await listsPage(ports.tables, { limit: LISTS_PER_READ, after });
    const keys = page.lists.map((list) => memberKeyIn(list, addressHash(email)));
    const members = keys.length === 0 ? [] : await ports.tables.getMany('Audience', keys);
    for (const [i, { listId, name }] of page.lists.entries()) {
      if (members[i] && (await leave(ports, listId, email))) left.push({ listId, name });
    }
    after = page.next;
  } while (after !== null);
  return left;
}

/** False where somebody else removed the member, or the list, a moment before. */
async function leave(ports: ErasurePorts, listId: string, email: string): Promise<boolean> {
  try {
    await removeMember(ports, listId, email);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === 'not-found') return false;
    throw error;
  }
}

async function removeMails({ tables }: ErasurePorts, email: string): Promise<number> {
  const hash = addressHash(email);
  await tables.write({ kind: 'delete', table: 'Mail', key: softBounceKey(hash) });
  let removed = 0;
  for (;;) {
    const { items } = await tables.query({ table: 'Mail', pk: emailsTo(hash), limit: MAILS_PER_READ });
    if (items.length === 0) return removed;
    for (const place of items) {
      // The place goes last: what is broken off in between is found again by it.
      await tables.write({ kind: 'delete', table: 'Mail', key: otherMailKey(mailIdOfPlace(place)) });
      await tables.write({ kind: 'delete', table: 'Mail', key: { pk: place.pk, sk: place.sk } });
      removed += 1;
    }
  }
}
