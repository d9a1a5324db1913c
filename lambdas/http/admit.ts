import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Access } from '../../core/access/access.ts';
import type { CallLimit } from '../../core/access/call-limit.ts';
import { type Caller, mayActAs } from '../../core/access/role.ts';
import { Problem } from '../../core/problems.ts';
import type { Route } from './route.ts';
import { checkJson, checkSameOrigin, HOST_COOKIE, type SessionCookie, secretIn } from './session-cookie.ts';

export interface Gate {
  /** `resume` is missing where nobody signs in. */
  access: Pick<Access, 'authenticate'> & Partial<Pick<Access, 'resume'>>;
  /** @default no limit */
  callLimit?: CallLimit;
  /** @default HOST_COOKIE */
  sessionCookie?: SessionCookie;
}

/** The caller of a route, who has the right to it; null on public routes. */
export async function admit(gate: Gate, route: Route, event: APIGatewayProxyEventV2): Promise<Caller | null> {
  if (route.role === 'public') {
    if (route.isForOwnPages) checkPage(event, gate.sessionCookie ?? HOST_COOKIE);
    return null;
  }
  const { authorization } = event.headers;
  const caller =
    authorization === undefined ? await callerOfCookie(gate, event) : await gate.access.authenticate(authorization);
  if (caller === null) throw new Problem('unauthorized', 'send a valid API key as Authorization: Bearer <key>');
  if (!mayActAs(caller.role, route.role)) {
    throw new Problem('forbidden', `this call needs the role ${route.role}; the API key has ${caller.role}`);
  }
  await gate.callLimit?.count(caller.keyId);
  return caller;
}

/** A cookie comes with whatever a browser sends here, whoever made it send that. */
async function callerOfCookie(
  { access, sessionCookie = HOST_COOKIE }: Gate,
  event: APIGatewayProxyEventV2,
): Promise<Caller | null> {
  const secret = secretIn(event, sessionCookie);
  if (secret === undefined) return access.authenticate(undefined);
  checkPage(event, sessionCookie);
  const caller = await access.resume?.(secret);
  if (!caller) throw new Problem('unauthorized', 'the session has ended: sign in again');
  return caller;
}

function checkPage(event: APIGatewayProxyEventV2, cookie: SessionCookie): void {
  checkSameOrigin(event, cookie);
  checkJson(event);
}
