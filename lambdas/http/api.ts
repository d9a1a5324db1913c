import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import * as z from 'zod';
import { type Idempotency, MAX_IDEMPOTENCY_KEY_LENGTH } from '../../core/access/idempotency.ts';
import type { LastSeen } from '../../core/access/last-seen.ts';
import type { Clock } from '../../core/clock.ts';
import type { Log } from '../../core/log.ts';
import { type FieldError, invalidField, Problem } from '../../core/problems.ts';
import { TablesBusy } from '../../core/tables.ts';
import { admit, type Gate } from './admit.ts';
import { versionsIn } from './entity-tag.ts';
import { createMatcher } from './match-route.ts';
import { ANSWER_HEADERS, busyResponse, internalErrorResponse, problemResponse } from './problem-response.ts';
import { readBody, readQuery } from './read-request.ts';
import type { Caller, Route, RouteAnswer, RouteRequest } from './route.ts';
import { validate } from './validate.ts';

/** `requestBytes`: the largest body of routes without a limit of their own, after base64 is decoded. */
interface ApiLimits {
  requestBytes: number;
}

/** The limits of the API (docs/api.md). */
const API_LIMITS: ApiLimits = { requestBytes: 5 * 1024 * 1024 };

export interface ApiParts extends Gate {
  routes: Route[];
  idempotency: Idempotency;
  /** @default nobody notes who calls */
  lastSeen?: LastSeen;
  clock: Pick<Clock, 'now'>;
  log: Log;
  limits?: ApiLimits;
}

/** A request of API Gateway in, its answer out. Never throws. */
export type Api = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

type Request = RouteRequest<unknown, unknown, unknown>;

/** Replaces the schema of a route without query or body. */
const nothing = z.strictObject({});

/** The API of some routes: finds the route, authenticates the caller, validates the request, and answers in JSON. */
export const createApi = (parts: ApiParts): Api => {
  const match = createMatcher(parts.routes);
  const limits = parts.limits ?? API_LIMITS;

  const answer = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    const { method } = event.requestContext.http;
    const found = match(method, event.rawPath);
    if (found.kind === 'nothing') throw new Problem('not-found', `there is nothing at ${event.rawPath}`);
    if (found.kind === 'wrong-method') {
      const allow = found.allow.join(', ');
      if (method === 'OPTIONS') return { statusCode: 204, headers: { allow } };
      const problem = new Problem('method-not-allowed', `${method} is not allowed at ${event.rawPath}, only ${allow}`);
      return problemResponse(problem, requestId, parts.clock.now(), { allow });
    }

    const { route } = found;
    const caller = await admit(parts, route, event);
    const noted = caller && parts.lastSeen?.note(caller.keyId);
    try {
      return await answerTo(route, caller, found.params, event);
    } finally {
      await noted?.();
    }
  };

  const answerTo = async (
    route: Route,
    caller: Caller | null,
    params: Record<string, string>,
    event: APIGatewayProxyEventV2,
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    const request = {
      ...(await readInput(route, params, event, limits)),
      caller,
      host: event.requestContext.domainName,
      requestId: event.requestContext.requestId,
      ifMatch: route.takesIfMatch ? versionsIn(event.headers['if-match']) : null,
      requestKey: null,
    };
    if (!route.idempotent || caller === null || route.isRepeatable?.(request.query))
      return inJson(route, await route.handle(request));
    return answerOnce(parts, route, request, caller, event);
  };

  const answerAnything: Api = async (event) => {
    const { requestId } = event.requestContext;
    try {
      return await answer(event);
    } catch (failure) {
      if (failure instanceof Problem) return problemResponse(failure, requestId, parts.clock.now());
      const { method } = event.requestContext.http;
      const about = { requestId, method, route: routeOf(match(method, event.rawPath)) };
      if (failure instanceof TablesBusy) {
        parts.log.warn('request-busy', { ...about, reason: failure.message });
        return busyResponse(requestId);
      }
      parts.log.error('request-failed', failure, about);
      return internalErrorResponse(requestId);
    }
  };

  return async (event) => {
    const answered = await answerAnything(event);
    if (event.requestContext.http.method !== 'HEAD') return answered;
    const { body: _body, ...head } = answered;
    return head;
  };
};

/** The route's own path, since the request's may hold an e-mail address. */
const routeOf = (found: ReturnType<ReturnType<typeof createMatcher>>): string | null =>
  found.kind === 'found' ? found.route.path : null;

/** Checks path, query and body by the route's schemas. All faults of query and body are reported together. */
const readInput = async (
  route: Route,
  pathParams: Record<string, string>,
  event: APIGatewayProxyEventV2,
  limits: ApiLimits,
): Promise<{ params: unknown; query: unknown; body: unknown }> => {
  const params = route.params === undefined ? { ok: true as const, value: {} } : validate(route.params, pathParams);
  // What cannot be the name of a thing is the name of no thing.
  if (!params.ok) throw new Problem('not-found', `there is nothing at ${event.rawPath}`);

  const errors: FieldError[] = [];
  const take = (checked: ReturnType<typeof validate>): unknown => {
    if (checked.ok) return checked.value;
    errors.push(...checked.errors);
    return undefined;
  };
  const query = take(validate(route.query ?? nothing, readQuery(event)));
  const mostBytes = route.requestBytes ?? limits.requestBytes;
  const body = route.method === 'GET' || route.method === 'DELETE' ? undefined : await readBody(event, mostBytes);
  if (typeof body === 'object' && body !== null) route.checkFirst?.(body as Record<string, unknown>);
  // An action without a body also accepts `{}`.
  const checkedBody = take(validate(route.body ?? nothing.optional(), body));
  const [first] = errors;
  if (first !== undefined) {
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
    throw new Problem('invalid-request', `${first.path.slice(1) || 'body'}: ${first.message}${more}`, {
      errors,
      params: first.params,
    });
  }
  return { params: params.value, query, body: checkedBody };
};

const answerOnce = async (
  parts: ApiParts,
  route: Route,
  request: Request,
  caller: Caller,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> => {
  const key = event.headers['idempotency-key'];
  if (key === undefined) return inJson(route, await route.handle(request));
  if (key.length < 1 || key.length > MAX_IDEMPOTENCY_KEY_LENGTH) {
    throw invalidField(
      '/Idempotency-Key',
      `must have 1 to ${MAX_IDEMPOTENCY_KEY_LENGTH} characters`,
      key.length < 1 ? 'too-small' : 'too-big',
      { min: 1, max: MAX_IDEMPOTENCY_KEY_LENGTH, unit: 'characters' },
    );
  }
  let first: APIGatewayProxyStructuredResultV2 | undefined;
  const stored = await parts.idempotency.once(
    { keyId: caller.keyId, path: event.rawPath, key, content: [request.query, request.body] },
    async () => {
      const requestKey = JSON.stringify([caller.keyId, event.rawPath, key]);
      const answer = await route.handle({ ...request, requestKey });
      first = inJson(route, answer);
      const { statusCode, headers, body } = inJson(route, withoutShownOnce(route, answer));
      return {
        status: statusCode ?? route.status,
        body: body ?? null,
        location: headers?.location === undefined ? null : String(headers.location),
      };
    },
  );
  return (
    first ?? {
      statusCode: stored.status,
      headers: {
        ...jsonHeaders(stored.body),
        'idempotency-replayed': 'true',
        ...(stored.location !== null && { location: stored.location }),
      },
      ...(stored.body !== null && { body: stored.body }),
    }
  );
};

const withoutShownOnce = ({ shownOnce = [] }: Route, answer: RouteAnswer): RouteAnswer =>
  shownOnce.length === 0
    ? answer
    : { ...answer, body: { ...(answer.body as object), ...Object.fromEntries(shownOnce.map((name) => [name, null])) } };

const inJson = (route: Route, answer: RouteAnswer): APIGatewayProxyStructuredResultV2 => {
  const statusCode = answer.status ?? route.status;
  const body = statusCode === 204 || answer.body === undefined ? null : JSON.stringify(answer.body);
  const own = Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    statusCode,
    headers: { ...jsonHeaders(body), ...Object.fromEntries(own) },
    ...(body !== null && { body }),
    ...(answer.cookies !== undefined && { cookies: answer.cookies }),
  };
};

const jsonHeaders = (body: string | null): Record<string, string> => ({
  ...(body !== null && { 'content-type': 'application/json' }),
  ...ANSWER_HEADERS,
});
