import { useQuery, useQueryClient } from '@tanstack/react-query';
import { ApiProblem } from '../../adapters/api/problem.ts';
import type { Role, Session } from './answers.ts';
import { gate, sessionless } from './client.ts';
import { dropDrafts } from './drafts.ts';
import { dropExports } from './exports.ts';
import { dropAddresses } from './last-addresses.ts';
import { dropMappings } from './last-mappings.ts';
import { setProductTime } from './product-clock.ts';
import { dropTaskDrafts } from './task-drafts.ts';

const KEY = ['session'];
/** Sign-out is told to the other tabs of the console. */
const channel = new BroadcastChannel('mailramp-session');

/** The session; null when nobody is signed in, undefined while that is not known. */
export function useSession(): { session: Session | null | undefined; error: Error | null } {
  const { data, error } = useQuery({ queryKey: KEY, queryFn: readSession, staleTime: 60_000, retry: false });
  return { session: data, error };
}

/** The session of a page that only signed-in users see. */
export function useSignedIn(): Session {
  const { session } = useSession();
  if (!session) throw new Error('the page is shown without a session');
  return session;
}

async function readSession(): Promise<Session | null> {
  try {
    const session = await sessionless.get<Session>('/v1/session');
    setProductTime(session.now);
    return session;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 401) return null;
    throw error;
  }
}

export type Credentials = { apiKey: string } | { code: string };

/** Signs in and out. `signIn` throws the `ApiProblem` 401 of a wrong key or code. */
export function useSigning(): { signIn(credentials: Credentials): Promise<void>; signOut(): Promise<void> } {
  const queries = useQueryClient();
  return {
    async signIn(credentials) {
      await sessionless.post('/v1/sessions', credentials);
      queries.setQueryData(KEY, await readSession());
      gate.open();
    },
    async signOut() {
      await sessionless.delete('/v1/session');
      dropAddresses();
      dropTaskDrafts();
      dropExports();
      dropMappings();
      await dropDrafts().catch(() => undefined);
      channel.postMessage('signed-out');
      leave();
    },
  };
}

/** A sign-out in another tab is one here: the cookie is the same. */
export function followSignOut(): void {
  channel.addEventListener('message', leave);
}

/** Loaded anew, so that nothing of the last user stays in memory. */
const leave = (): void => location.assign('/console/sign-in');

const RANKS: Record<Role, number> = { viewer: 0, sender: 1, admin: 2 };

/** Whether a role may do what needs another. */
export const mayDo = (role: Role, needed: Role): boolean => RANKS[role] >= RANKS[needed];
