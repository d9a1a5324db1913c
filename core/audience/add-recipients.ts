import { memberKey } from '../keys.ts';
import { Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Item, Tables, Write } from '../tables.ts';
import { parseAddress } from './address.ts';
import { addressHash, DIGITS } from './address-hash.ts';
import { addToCount, countMembers, listNotFound, MAX_LIST_MEMBERS, requireList } from './list-store.ts';

/** The most recipients that one call adds. */
const MAX_RECIPIENTS_PER_CALL = 20_000;
/** The most bytes of one recipient's data, as JSON. */
const MAX_DATA_BYTES = 800;
/** Members a transaction writes; its 100th write is the counter. */
const MEMBERS_PER_TRANSACTION = 99;
/** How often a transaction is built anew because others changed the same members in between. */
const MAX_TRIES = 8;

export interface AddRecipientsPorts {
  tables: Tables;
  random: Random;
}

/** `data` left out keeps what a member has; null takes it away. */
export interface NewRecipient {
  email: string;
  data?: Record<string, unknown> | null;
}

/** What became of the recipients of a call: `total` is the sum of the others. */
export interface AddReport {
  total: number;
  added: number;
  /** Members already, or repeated in the call; they have the new data now. */
  repeated: number;
  /** No e-mail address. */
  invalid: number;
  /** An address over 254 bytes, or data over 800 bytes. */
  tooLong: number;
}

/** A member to be: `data` is JSON, undefined to keep what there is. */
interface Candidate {
  hash: string;
  email: string;
  data: string | null | undefined;
}

/**
 * Adds recipients to a list, in partitions side by side. Safe to repeat: who is a member already takes the new data,
 * the last of the call. Throws `not-found`, and `too-many-recipients` over 20 000 a call or 5 million in the list;
 * two calls at once may exceed the latter by what one of them adds.
 */
export async function addRecipients(
  ports: AddRecipientsPorts,
  listId: string,
  recipients: NewRecipient[],
): Promise<AddReport> {
  if (recipients.length > MAX_RECIPIENTS_PER_CALL) {
    throw tooMany(`at most ${MAX_RECIPIENTS_PER_CALL} recipients a call; there are ${recipients.length}`);
  }
  await requireList(ports.tables, listId);
  const { candidates, invalid, tooLong } = sift(recipients);
  await requireRoom(ports.tables, listId, candidates);
  const added = await Promise.all(
    DIGITS.map((digit) => addToPartition(ports, listId, digit, inPartition(candidates, digit))),
  );
  const total = recipients.length;
  const addedInAll = added.reduce((sum, n) => sum + n, 0);
  return { total, added: addedInAll, repeated: total - invalid - tooLong - addedInAll, invalid, tooLong };
}

const tooMany = (message: string): Problem =>
  new Problem('too-many-recipients', message, { errors: [{ path: '/recipients', message }] });

const inPartition = (candidates: Candidate[], digit: string): Candidate[] =>
  candidates.filter(({ hash }) => hash.startsWith(digit));

/** The valid ones, each address once. */
function sift(recipients: NewRecipient[]): { candidates: Candidate[]; invalid: number; tooLong: number } {
  const byEmail = new Map<string, Candidate>();
  let invalid = 0;
  let tooLong = 0;
  for (const { email: text, data: given } of recipients) {
    const parsed = parseAddress(text);
    const data = given ? JSON.stringify(given) : given;
    if (!parsed.ok && parsed.problem === 'invalid') invalid += 1;
    else if (!parsed.ok || (data && Buffer.byteLength(data) > MAX_DATA_BYTES)) tooLong += 1;
    else {
      const email = parsed.address;
      const earlier = byEmail.get(email);
      if (!earlier) byEmail.set(email, { hash: addressHash(email), email, data });
      else if (data !== undefined) earlier.data = data;
    }
  }
  return { candidates: [...byEmail.values()], invalid, tooLong };
}

/** Only near the limit is it worth reading who is new. */
async function requireRoom(tables: Tables, listId: string, candidates: Candidate[]): Promise<void> {
  const room = MAX_LIST_MEMBERS - (await countMembers(tables, listId));
  if (candidates.length <= room) return;
  let fresh = 0;
  for (const chunk of chunksOf(candidates, 100)) {
    fresh += (await readMembers(tables, listId, chunk)).filter((member) => member === undefined).length;
  }
  if (fresh > room) throw tooMany(`a list has at most ${MAX_LIST_MEMBERS} members; there is room for ${room}`);
}

const readMembers = (tables: Tables, listId: string, chunk: Candidate[]): Promise<(Item | undefined)[]> =>
  tables.getMany(
    'Audience',
    chunk.map(({ hash }) => memberKey(listId, hash)),
  );

async function addToPartition(
  ports: AddRecipientsPorts,
  listId: string,
  digit: string,
  candidates: Candidate[],
): Promise<number> {
  let added = 0;
  // One after another, because all of them change the partition's one counter.
  for (const chunk of chunksOf(candidates, MEMBERS_PER_TRANSACTION))
    added += await addChunk(ports, listId, digit, chunk);
  return added;
}

async function addChunk(ports: AddRecipientsPorts, listId: string, digit: string, chunk: Candidate[]): Promise<number> {
  for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
    const members = await readMembers(ports.tables, listId, chunk);
    const added = members.filter((member) => member === undefined).length;
    const changes = chunk.flatMap((candidate, i) => memberWrite(listId, candidate, members[i]));
    if (changes.length === 0) return 0;
    const result = await ports.tables.transact([addToCount(listId, digit, added), ...changes], ports.random.id());
    if (result.ok) return added;
    if (result.refusals[0]) throw listNotFound(listId);
  }
  throw new Error(`list ${listId} is being changed by too many others at once`);
}

/** No write at all where nothing changes. */
function memberWrite(listId: string, { hash, email, data }: Candidate, member: Item | undefined): Write[] {
  const key = memberKey(listId, hash);
  if (!member) {
    const item = { ...key, email, data: data ?? undefined };
    return [{ kind: 'put', table: 'Audience', item, when: [{ item: 'missing' }] }];
  }
  if (data === undefined || data === (member.data ?? null)) return [];
  const change = data === null ? { remove: ['data'] } : { set: { data } };
  return [{ kind: 'update', table: 'Audience', key, ...change, when: [{ item: 'exists' }] }];
}

function* chunksOf<T>(all: T[], size: number): Generator<T[]> {
  for (let at = 0; at < all.length; at += size) yield all.slice(at, at + size);
}
