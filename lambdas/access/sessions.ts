import type * as z from 'zod';
import type { Access } from '../../core/access/access.ts';
import type { ApiKey } from '../../core/access/api-key.ts';
import { readApiKey } from '../../core/access/api-key-store.ts';
import { renewSession, type SessionPorts, type SignedIn, signIn, signOut } from '../../core/access/session.ts';
import { readSession } from '../../core/access/session-store.ts';
import { createSignInCode, signInLink } from '../../core/access/sign-in-codes.ts';
import { MAX_LIST_MEMBERS } from '../../core/audience/list-store.ts';
import { iso } from '../../core/clock.ts';
import { Problem } from '../../core/problems.ts';
import { type Caller, type Route, type RouteAnswer, route } from '../http/route.ts';
import { clearedCookie, cookieFor, HOST_COOKIE, type SessionCookie } from '../http/session-cookie.ts';
import { sessionAnswer, signedInAnswer, signInBody, signInCodeAnswer } from './session-schemas.ts';

/** What a page has to know of the product that serves it. */
export type ProductFacts = Omit<z.output<typeof sessionAnswer>['product'], 'maxListRecipients'>;

export interface SessionRoutePorts extends SessionPorts {
  access: Pick<Access, 'forget'>;
  /** Where the product is reached, without a slash at the end. */
  publicUrl: string;
  product: ProductFacts;
  /** @default HOST_COOKIE */
  sessionCookie?: SessionCookie;
}

/** Calls of those who use a browser: a session stands for an API key, which the browser does not keep. */
export const sessionRoutes = (ports: SessionRoutePorts): Route[] => [
  route({
    method: 'POST',
    path: '/v1/sessions',
    summary: 'Sign in with an API key, or with the code of a sign-in link; sets the cookie of the session',
    role: 'public',
    isForOwnPages: true,
    body: signInBody,
    answer: signedInAnswer,
    status: 201,
    handle: async ({ body }) => withCookie(ports, await signIn(ports, body)),
  }),
  route({
    method: 'GET',
    path: '/v1/session',
    summary: 'Show who calls, and what the product is',
    role: 'viewer',
    answer: sessionAnswer,
    status: 200,
    handle: async ({ caller }) => ({ body: await viewSession(ports, calling(caller)) }),
  }),
  route({
    method: 'POST',
    path: '/v1/session/renew',
    summary: 'Renew a session; the new one lasts 12 hours, and at most until 7 days after sign-in',
    role: 'viewer',
    answer: signedInAnswer,
    status: 200,
    handle: async ({ caller }) => withCookie(ports, await renewSession(ports, ofSession(caller).session)),
  }),
  route({
    method: 'DELETE',
    path: '/v1/session',
    summary: 'Sign out; the session ends within a minute',
    role: 'viewer',
    answer: null,
    status: 204,
    handle: async ({ caller }) => {
      const own = ofSession(caller);
      await signOut(ports, own);
      ports.access.forget(own.session);
      return { cookies: [clearedCookie(ports.sessionCookie ?? HOST_COOKIE)] };
    },
  }),
  route({
    method: 'POST',
    path: '/v1/sign-in-codes',
    summary: 'Create a link that signs a browser in once, within two minutes, as the API key that calls',
    role: 'viewer',
    answer: signInCodeAnswer,
    status: 201,
    // It cannot be read again.
    hasNoAddress: true,
    handle: async ({ caller }) => {
      const { keyId, session } = calling(caller);
      if (session !== undefined)
        throw new Problem('forbidden', 'a session makes no sign-in links: call with an API key');
      const { code, validUntil } = await createSignInCode(ports, keyId);
      return { body: { code, url: signInLink(ports.publicUrl, code), validUntil: iso(validUntil) } };
    },
  }),
];

function calling(caller: Caller | null): Caller {
  if (caller === null) throw new Error('a call that needs a role has no caller');
  return caller;
}

/** The caller, who came by a session. Throws `forbidden` for a key, which has none. */
function ofSession(caller: Caller | null): { keyId: string; session: string } {
  const { keyId, session } = calling(caller);
  if (session === undefined) throw new Problem('forbidden', 'an API key has no session: this call is for browsers');
  return { keyId, session };
}

function withCookie(ports: SessionRoutePorts, { key, secret, session: { expiresAt } }: SignedIn): RouteAnswer {
  const { sessionCookie = HOST_COOKIE, clock } = ports;
  return {
    body: { ...viewKey(key), expiresAt: iso(expiresAt) },
    headers: { location: '/v1/session' },
    cookies: [cookieFor(sessionCookie, secret, expiresAt, clock.now())],
  };
}

const viewKey = ({ keyId, name, role }: ApiKey) => ({ keyId, name, role });

/** Key and session were there a minute ago; those that are gone meanwhile are refused. */
async function viewSession({ tables, clock, product }: SessionRoutePorts, caller: Caller) {
  const key = await readApiKey(tables, caller.keyId);
  const session = caller.session === undefined ? null : await readSession(tables, caller.session);
  if (key === undefined || session === undefined) throw new Problem('unauthorized', 'the API key or session has ended');
  return {
    ...viewKey(key),
    expiresAt: session && iso(session.expiresAt),
    now: iso(clock.now()),
    product: { ...product, maxListRecipients: MAX_LIST_MEMBERS },
  };
}
