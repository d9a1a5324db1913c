import { useQuery } from '@tanstack/react-query';
import { isRenewalDue } from '../logic/session-life.ts';
import type { Role, Session } from './answers.ts';
import { gate, isSignedOut, sessionless } from './client.ts';
import { dropDrafts } from './drafts.ts';
import { dropExports } from './exports.ts';
import { dropAddresses } from './last-addresses.ts';
import { dropMappings } from './last-mappings.ts';
import { untouchedFor } from './live.ts';
import { productNow, setProductTime } from './product-clock.ts';
import { queryClient } from './queries.ts';
import { dropTaskDrafts } from './task-drafts.ts';

const KEY = ['session'];
/** How often a page looks whether its session is to be renewed. */
const LOOK_MS = 60_000;

/** What the tabs of a browser tell each other of the session that they share. */
type Told = { what: 'signed-in' | 'signed-out' } | { what: 'renewed'; expiresAt: string };
const channel = new BroadcastChannel('mailramp-session');
const tellTabs = (told: Told): void => channel.postMessage(told);

/** The session; null when nobody is signed in, undefined while that is not known. */
export function useSession(): { session: Session | null | undefined; error: Error | null } {
  const { data, error } = useQuery({ queryKey: KEY, queryFn: readSession, staleTime: 60_000 });
  return { session: data, error };
}

/** The session of a page that only signed-in users see. */
export function useSignedIn(): Session {
  const { session } = useSession();
  if (!session) throw new Error('the page is shown without a session');
  return session;
}

const known = (): Session | null | undefined => queryClient.getQueryData<Session | null>(KEY);

/** Whoever has a page open is asked over it when the session has ended, and stays there. */
async function readSession(): Promise<Session | null> {
  for (;;) {
    try {
      return await fetchSession();
    } catch (error) {
      if (!isSignedOut(error)) throw error;
      if (!known()) return null;
      await gate.pass(error);
    }
  }
}

async function fetchSession(): Promise<Session> {
  const session = await sessionless.get<Session>('/v1/session');
  setProductTime(session.now);
  return session;
}

export type Credentials = { apiKey: string } | { code: string };

/** Throws the `ApiProblem` 401 of a wrong key or code. */
export async function signIn(credentials: Credentials): Promise<void> {
  await sessionless.post('/v1/sessions', credentials);
  await begin();
  tellTabs({ what: 'signed-in' });
}

/** What waited for a sign-in goes on, by whoever has signed in. */
async function begin(): Promise<void> {
  const before = known();
  const session = await fetchSession();
  queryClient.setQueryData(KEY, session);
  gate.open();
  const isOther = Boolean(before) && before?.keyId !== session.keyId;
  void queryClient.invalidateQueries({ predicate: ({ state }) => isOther || state.status === 'error' });
}

/** Signs out, and drops what was typed here: it is for its writer alone. Throws when the server does not answer. */
export async function signOut(): Promise<void> {
  await sessionless.delete('/v1/session').catch((error: unknown) => {
    if (!isSignedOut(error)) throw error;
  });
  dropAddresses();
  dropTaskDrafts();
  dropExports();
  dropMappings();
  await dropDrafts().catch(() => undefined);
  tellTabs({ what: 'signed-out' });
  leave();
}

/** Loaded anew, so that nothing of the last user stays in memory. */
const leave = (): void => location.assign('/console/sign-in');

/** Follows the session that the tabs share, and renews it while this one is used. */
export function keepSession(): void {
  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data.what === 'signed-out') leave();
    else if (data.what === 'renewed') setEnd(data.expiresAt);
    // A page that asks for a sign-in learns in the same way that it was made elsewhere.
    else void begin().catch(() => undefined);
  });
  setInterval(() => void renewIfDue(), LOOK_MS);
}

/** The end that a renewal did not move: seven days after the sign-in. */
let lastEnd: string | null = null;

async function renewIfDue(): Promise<void> {
  const expiresAt = known()?.expiresAt ?? null;
  if (document.visibilityState === 'hidden' || gate.state() !== 'open') return;
  if (!isRenewalDue({ expiresAt, lastEnd, now: productNow(), untouched: untouchedFor() })) return;
  try {
    const renewed = await sessionless.post<{ expiresAt: string }>('/v1/session/renew');
    if (renewed.expiresAt === expiresAt) lastEnd = expiresAt;
    setEnd(renewed.expiresAt);
    tellTabs({ what: 'renewed', expiresAt: renewed.expiresAt });
  } catch {
    // The next look tries again; a session that has ended shows in the next call.
  }
}

const setEnd = (expiresAt: string): void => {
  queryClient.setQueryData<Session | null>(KEY, (session) => session && { ...session, expiresAt });
};

const RANKS: Record<Role, number> = { viewer: 0, sender: 1, admin: 2 };

/** Whether a role may do what needs another. */
export const mayDo = (role: Role, needed: Role): boolean => RANKS[role] >= RANKS[needed];
