import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { type Instant, iso, SECOND } from '../../core/clock.ts';
import { PROBLEM_STATUS, type Problem, type ProblemCode } from '../../core/problems.ts';

/** Codes of what is no fault of the caller, each with its HTTP status. */
export const FAULT_STATUS = { 'internal-error': 500, busy: 503 } as const;

type FaultCode = keyof typeof FAULT_STATUS;

/** When to come again after `busy`: a partition's capacity of 5 s has gathered by then. */
const BUSY_SECONDS = 5;

/** Titles of the problems; unlike `detail` they do not depend on the request. */
const TITLES: Record<ProblemCode | FaultCode, string> = {
  'invalid-request': 'Invalid request',
  'start-in-past': 'Start in the past',
  'list-empty': 'Empty list',
  'domain-not-verified': 'Domain not verified',
  'too-many-recipients': 'Too many recipients',
  'invalid-cursor': 'Invalid cursor',
  unauthorized: 'Valid API key required',
  forbidden: 'Not allowed for this API key',
  'not-found': 'Not found',
  'method-not-allowed': 'Method not allowed',
  'wrong-status': 'Not allowed in this status',
  'in-use': 'In use',
  'already-exists': 'Already exists',
  'request-in-progress': 'First request still in progress',
  'stack-held': 'All sending is held',
  'changed-meanwhile': 'Changed meanwhile',
  'mail-too-large': 'Mail too large',
  'request-too-large': 'Request too large',
  'unsupported-media-type': 'Not JSON',
  'idempotency-key-reused': 'Idempotency-Key used for another request',
  'mail-not-sent': 'Mail not sent',
  'rate-limited': 'Too many requests',
  'quota-used-up': 'Quota used up',
  'internal-error': 'Internal error',
  busy: 'Too busy at the moment',
};

/** What the API offers to somebody with a problem; core knows no calls. */
const HINTS: Partial<Record<ProblemCode, string>> = {
  'stack-held': ': see GET /v1/account, and POST /v1/account/release',
};

/** Answers change by the second, are for their caller alone, and are nothing but what they say they are. */
export const ANSWER_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } as const;

/** Type of a problem (RFC 9457): a name for its code that needs no host. */
const problemType = (code: string): string => `urn:mailramp:problem:${code}`;

/** A caller's fault as `application/problem+json`. `now` is for Retry-After. */
export const problemResponse = (
  problem: Problem,
  requestId: string,
  now: Instant,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 => {
  const { code, errors, params, resumesAt, usedBy, mail } = problem;
  return response(
    code,
    PROBLEM_STATUS[code],
    `${problem.message}${HINTS[code] ?? ''}`,
    requestId,
    {
      params,
      ...(errors.length > 0 && { errors }),
      ...(resumesAt !== null && { resumesAt: iso(resumesAt) }),
      ...(code === 'in-use' && { usedBy }),
      ...(mail && { ...mail, outcome: 'failed' }),
    },
    { ...headers, ...headersOf(problem, now) },
  );
};

/** An internal fault. Contains nothing but the number under which it is logged. */
export const internalErrorResponse = (requestId: string): APIGatewayProxyStructuredResultV2 =>
  response(
    'internal-error',
    FAULT_STATUS['internal-error'],
    `it is logged under ${requestId}; trying again may help`,
    requestId,
    {},
    {},
  );

/** For `Retry-After`, in seconds. */
export const AFTER_BUSY = { 'retry-after': String(BUSY_SECONDS) };

/** The tables took no more for as long as a caller can wait; the same request goes on where this one stopped. */
export const busyResponse = (requestId: string): APIGatewayProxyStructuredResultV2 =>
  response(
    'busy',
    FAULT_STATUS.busy,
    `the tables take no more at the moment; send the same request again in ${BUSY_SECONDS} s, with the same Idempotency-Key if it has one`,
    requestId,
    {},
    AFTER_BUSY,
  );

const headersOf = ({ code, resumesAt }: Problem, now: Instant): Record<string, string> => {
  if (code === 'unauthorized') return { 'www-authenticate': 'Bearer realm="mailramp"' };
  if (PROBLEM_STATUS[code] !== 429) return {};
  const seconds = resumesAt === null ? 1 : Math.ceil((resumesAt - now) / SECOND);
  return { 'retry-after': String(Math.max(1, seconds)) };
};

const response = (
  code: ProblemCode | FaultCode,
  status: number,
  detail: string,
  requestId: string,
  more: Record<string, unknown>,
  headers: Record<string, string>,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: { ...headers, 'content-type': 'application/problem+json', ...ANSWER_HEADERS },
  body: JSON.stringify({
    type: problemType(code),
    title: TITLES[code],
    status,
    code,
    detail,
    params: {},
    requestId,
    ...more,
  }),
});
