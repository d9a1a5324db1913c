import { createHash } from 'node:crypto';
import type { Clock, Instant } from '../clock.ts';
import { DAY, MINUTE, SECOND } from '../clock.ts';
import { idempotencyKey } from '../keys.ts';
import type { Log } from '../log.ts';
import { Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Item, Key, Tables } from '../tables.ts';

/** How long an answer is replayed. */
const KEPT_MS = DAY;
/** Twice the longest duration of an API request (30 s): after it, the first request is certainly over. */
const LEASE_MS = MINUTE;
/** Most of an answer that is kept, in bytes; a row of DynamoDB ends at 400 KB. */
const MAX_ANSWER_BYTES = 300_000;

export interface IdempotencyPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  random: Random;
  log: Log;
}

/** The replayed answer: status, JSON text and Location. */
export interface StoredAnswer {
  status: number;
  body: string | null;
  location: string | null;
}

interface IdempotentRequest {
  /** The API key that calls, and the path that it calls: each pair has its own idempotency keys. */
  keyId: string;
  path: string;
  key: string;
  /** Everything that identifies the content of the request, as JSON. */
  content: unknown;
}

export interface Idempotency {
  /**
   * Runs `act` once per request and replays its answer for 24 hours. A request that throws leaves no record and may be
   * tried again. Throws `idempotency-key-reused` for other content, `request-in-progress` while the first request runs.
   */
  once(request: IdempotentRequest, act: () => Promise<StoredAnswer>): Promise<StoredAnswer>;
}

export const createIdempotency = (ports: IdempotencyPorts): Idempotency => ({
  async once(request, act) {
    const key = idempotencyKey(digest(JSON.stringify([request.keyId, request.path, request.key])));
    const content = digest(canonicalJson(request.content));
    const owner = ports.random.id();
    const earlier = await begin(ports, key, content, owner);
    if (earlier !== undefined) return replay(earlier, content);

    let answer: StoredAnswer;
    try {
      answer = await act();
    } catch (failure) {
      await forget(ports, key, owner);
      throw failure;
    }
    await keep(ports, key, owner, answer);
    return answer;
  },
});

/** Takes the record, or returns the existing one. A record may be taken over from `freeFrom` on. */
const begin = async (ports: IdempotencyPorts, key: Key, content: string, owner: string): Promise<Item | undefined> => {
  const now = ports.clock.now();
  const freeFrom = now + LEASE_MS;
  const result = await ports.tables.write({
    kind: 'put',
    table: 'Content',
    item: { ...key, state: 'running', owner, content, freeFrom, ttl: ttlOf(freeFrom) },
    when: [{ anyOf: [{ item: 'missing' }, { attribute: 'freeFrom', is: '<=', value: now }] }],
  });
  // A refusal that shows my own owner is the answer to a write that was repeated on its way.
  if (result.ok || result.old?.owner === owner) return undefined;
  if (result.old === undefined) throw new Error('a refused idempotency record was not returned');
  return result.old;
};

const replay = (record: Item, content: string): StoredAnswer => {
  if (record.content !== content) {
    throw new Problem('idempotency-key-reused', 'this Idempotency-Key was used for another request');
  }
  if (record.state !== 'done') {
    throw new Problem('request-in-progress', 'the first request with this Idempotency-Key is still at work');
  }
  const location = typeof record.location === 'string' ? record.location : null;
  if (record.tooLarge === true) {
    throw new Problem('already-exists', `done before; the answer was too large to keep, see ${location ?? 'the list'}`);
  }
  return { status: Number(record.status), body: typeof record.body === 'string' ? record.body : null, location };
};

/** Stores the answer. The request's effect cannot be undone, so a failure here does not fail the request. */
const keep = async (ports: IdempotencyPorts, key: Key, owner: string, answer: StoredAnswer): Promise<void> => {
  const freeFrom = ports.clock.now() + KEPT_MS;
  const tooLarge = Buffer.byteLength(answer.body ?? '') > MAX_ANSWER_BYTES;
  const { status, location } = answer;
  const body = tooLarge ? null : answer.body;
  try {
    await ports.tables.write({
      kind: 'update',
      table: 'Content',
      key,
      set: { state: 'done', status, body, location, tooLarge, freeFrom, ttl: ttlOf(freeFrom) },
      when: [{ attribute: 'owner', is: '=', value: owner }],
    });
  } catch (error) {
    ports.log.error('idempotent-answer-not-stored', error);
  }
};

const forget = async (ports: IdempotencyPorts, key: Key, owner: string): Promise<void> => {
  try {
    const when = [{ attribute: 'owner', is: '=' as const, value: owner }];
    await ports.tables.write({ kind: 'delete', table: 'Content', key, when });
  } catch (error) {
    // The lease frees the key a minute later; the caller is to see the first failure.
    ports.log.error('idempotency-key-not-released', error);
  }
};

/** DynamoDB's time to live counts in seconds, and deletes up to two days late: the state is checked on read too. */
const ttlOf = (instant: Instant): number => Math.ceil(instant / SECOND);

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The order of keys does not make a different request. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? '';
