import { type Clock, DAY, HOUR, type Instant, MINUTE } from '../clock.ts';
import { commit } from '../commit.ts';
import type { Log } from '../log.ts';
import { Problem } from '../problems.ts';
import type { Random } from '../random.ts';
import type { Tables, Write } from '../tables.ts';
import { type ApiKey, hashMatches, hashOf, parseApiKey } from './api-key.ts';
import { readApiKey } from './api-key-store.ts';
import type { CallLimit } from './call-limit.ts';
import { allSessions, deletedSession, endingAt, newSession, readSession, type Session } from './session-store.ts';
import { lookUpCode } from './sign-in-codes.ts';

/** How long sessions last. */
export interface SessionLimits {
  /** From sign-in or renewal on, in milliseconds. */
  once: number;
  /** From sign-in on, however often it is renewed. */
  most: number;
}

export const SESSION_LIMITS: SessionLimits = { once: 12 * HOUR, most: 7 * DAY };

/** How long the session goes on that was renewed: calls under way carry its secret. */
export const RENEWED_LASTS = MINUTE;
/** Most sessions of a key: a further sign-in ends the one that is the nearest to its end. */
export const MAX_SESSIONS_OF_KEY = 100;
/** Several sign-ins at once may exceed the number; a transaction has room for so many. */
const MOST_ENDED = 50;

export interface SessionPorts {
  tables: Tables;
  clock: Pick<Clock, 'now'>;
  random: Random;
  log: Pick<Log, 'info'>;
  /** Sign-ins count as calls of their key. */
  callLimit: CallLimit;
  /** @default SESSION_LIMITS */
  sessionLimits?: SessionLimits;
  /** A code of this process that signs in any number of times. @default none */
  standingCode?: { code: string; keyId: string };
}

/** What signs in: a key, or a code that stands for one. */
export type Credentials = { apiKey: string } | { code: string };

/** A session with its secret, which is shown only this once. */
export interface SignedIn {
  secret: string;
  session: Session;
  key: ApiKey;
}

/** Begins a session; a code is used up by it. Throws `unauthorized` for a wrong key or code, and `rate-limited`. */
export async function signIn(ports: SessionPorts, credentials: Credentials): Promise<SignedIn> {
  const { key, uses } = await ('apiKey' in credentials
    ? byKey(ports, credentials.apiKey)
    : byCode(ports, credentials.code));
  await ports.callLimit.count(key.keyId);
  const now = ports.clock.now();
  const signedIn = sessionOf(ports, key, now, now);
  const { ok } = await commit([newSession(signedIn.session), ...uses, ...(await roomFor(ports, key))], ports);
  if (!ok) throw usedUp();
  ports.log.info('signed-in', { keyId: key.keyId });
  return signedIn;
}

/** Ends sessions of a key, so that one more keeps within their number. */
async function roomFor({ tables }: SessionPorts, { keyId }: ApiKey): Promise<Write[]> {
  const own = (await allSessions(tables)).filter((session) => session.keyId === keyId);
  return own
    .sort((a, b) => a.expiresAt - b.expiresAt)
    .slice(0, Math.min(MOST_ENDED, Math.max(0, own.length + 1 - MAX_SESSIONS_OF_KEY)))
    .map(({ hash }) => deletedSession(hash));
}

/** A new session in the place of one, which ends a minute later. Throws `unauthorized` when it has ended meanwhile. */
export async function renewSession(ports: SessionPorts, hash: string): Promise<SignedIn> {
  const old = await readSession(ports.tables, hash);
  const key = old && (await readApiKey(ports.tables, old.keyId));
  if (old === undefined || key === undefined) throw ended();
  const now = ports.clock.now();
  const signedIn = sessionOf(ports, key, now, old.signedInAt);
  const { ok } = await commit([newSession(signedIn.session), endingAt(old, now + RENEWED_LASTS)], ports);
  if (!ok) throw ended();
  return signedIn;
}

/** Ends a session; safe to repeat. */
export async function signOut(
  { tables, log }: Pick<SessionPorts, 'tables' | 'log'>,
  { keyId, session }: { keyId: string; session: string },
): Promise<void> {
  await tables.write(deletedSession(session));
  log.info('signed-out', { keyId });
}

type Proof = { key: ApiKey; uses: Write[] };

async function byKey({ tables }: SessionPorts, apiKey: string): Promise<Proof> {
  const parts = parseApiKey(apiKey);
  const key = parts === null ? undefined : await readApiKey(tables, parts.keyId);
  if (parts === null || !key?.hash || !hashMatches(parts.secret, key.hash)) {
    throw new Problem('unauthorized', 'there is no such API key, or it was deleted');
  }
  return { key, uses: [] };
}

async function byCode(ports: SessionPorts, code: string): Promise<Proof> {
  const { standingCode } = ports;
  const isStanding = standingCode !== undefined && hashMatches(code, hashOf(standingCode.code));
  const found = isStanding ? { keyId: standingCode.keyId, use: null } : await lookUpCode(ports, code);
  const key = found === null ? undefined : await readApiKey(ports.tables, found.keyId);
  if (found === null || key === undefined) throw usedUp();
  return { key, uses: found.use === null ? [] : [found.use] };
}

function sessionOf(ports: SessionPorts, key: ApiKey, now: Instant, signedInAt: Instant): SignedIn {
  const { once, most } = ports.sessionLimits ?? SESSION_LIMITS;
  const secret = ports.random.id() + ports.random.id();
  const expiresAt = Math.min(now + once, signedInAt + most);
  return { secret, key, session: { hash: hashOf(secret), keyId: key.keyId, createdAt: now, signedInAt, expiresAt } };
}

const usedUp = () =>
  new Problem(
    'unauthorized',
    'the link was used already, or is older than 2 minutes: npx mailramp console makes another',
  );

const ended = () => new Problem('unauthorized', 'the session has ended: sign in again');
