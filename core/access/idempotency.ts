import { createHash } from 'node:crypto';
import type { Clock, Instant } from '../clock.ts';
import { DAY, MINUTE } from '../clock.ts';
import { idempotencyKey } from '../keys.ts';
import type { Log } from '../log.ts';
import { Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import { rowOf, ttlAt } from '../row.ts';
import type { Item, Key, Tables } from '../tables.ts';

/** Maximum length of an Idempotency-Key, in characters. */
export const MAX_IDEMPOTENCY_KEY_LENGTH = 255;
/** How long a request may be repeated: its answer is replayed, and nothing is done a second time. */
export const REPEATED_WITHIN = DAY;
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

const STATES = ['running', 'done'] as const;

/** The record of a request: who carries it out, and its answer once there is one. */
interface RequestRow {
  state: (typeof STATES)[number];
  /** A random id of the attempt. */
  owner: string;
  /** Digest of the content of the request. */
  content: string;
  /** When another attempt may take the record over. */
  freeFrom: Instant;
  ttl: number;
  /** The answer; null while the request is running, and where the answer has none. */
  status: number | null;
  body: string | null;
  location: string | null;
  /** The answer was too large to be kept. */
  tooLarge: boolean;
}

const row = rowOf<RequestRow>('idempotency record');

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

const RUNNING = { state: 'running', status: null, body: null, location: null, tooLarge: false } as const;

/** Takes the record, or returns the existing one. A record may be taken over from `freeFrom` on. */
const begin = async (ports: IdempotencyPorts, key: Key, content: string, owner: string): Promise<Item | undefined> => {
  const now = ports.clock.now();
  const freeFrom = now + LEASE_MS;
  const result = await ports.tables.write({
    kind: 'put',
    table: 'Content',
    item: row.item(key, { ...RUNNING, owner, content, freeFrom, ttl: ttlAt(freeFrom) }),
    when: [{ anyOf: [{ item: 'missing' }, row.is('freeFrom', '<=', now)] }],
  });
  // A refusal that shows my own owner is the answer to a write that was repeated on its way.
  if (result.ok) return undefined;
  if (result.old === undefined) throw new Error('a refused idempotency record was not returned');
  return row.reader(result.old).text('owner') === owner ? undefined : result.old;
};

const replay = (record: Item, content: string): StoredAnswer => {
  const r = row.reader(record);
  if (r.text('content') !== content) {
    throw new Problem('idempotency-key-reused', 'this Idempotency-Key was used for another request');
  }
  if (r.oneOf('state', STATES) !== 'done') {
    throw new Problem('request-in-progress', 'the first request with this Idempotency-Key is still in progress');
  }
  const location = r.textOrNull('location');
  if (r.flag('tooLarge')) {
    throw new Problem(
      'already-exists',
      `this request is already done; its answer was too large to keep: see ${location ?? 'the list'}`,
    );
  }
  return { status: r.number('status'), body: r.textOrNull('body'), location };
};

/** Stores the answer. The request's effect cannot be undone, so a failure here does not fail the request. */
const keep = async (ports: IdempotencyPorts, key: Key, owner: string, answer: StoredAnswer): Promise<void> => {
  const freeFrom = ports.clock.now() + REPEATED_WITHIN;
  const tooLarge = Buffer.byteLength(answer.body ?? '') > MAX_ANSWER_BYTES;
  const { status, location } = answer;
  const body = tooLarge ? null : answer.body;
  try {
    await ports.tables.write({
      kind: 'update',
      table: 'Content',
      key,
      ...row.change({ state: 'done', status, body, location, tooLarge, freeFrom, ttl: ttlAt(freeFrom) }),
      when: [row.is('owner', '=', owner)],
    });
  } catch (error) {
    ports.log.error('idempotent-answer-not-stored', error);
  }
};

const forget = async (ports: IdempotencyPorts, key: Key, owner: string): Promise<void> => {
  try {
    await ports.tables.write({ kind: 'delete', table: 'Content', key, when: [row.is('owner', '=', owner)] });
  } catch (error) {
    // The lease frees the key a minute later; the caller is to see the first failure.
    ports.log.error('idempotency-key-not-released', error);
  }
};

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The order of keys does not make a different request. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_name, part) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  ) ?? '';
