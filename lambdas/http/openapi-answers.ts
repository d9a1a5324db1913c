import { FIELD_CODES, PROBLEM_STATUS, type ProblemCode, UNSENT_CODES } from '../../core/problems.ts';
import type { JsonObject } from './openapi-schemas.ts';
import { FAULT_STATUS } from './problem-response.ts';
import type { Route } from './route.ts';

/** Answers of every call that are no success, by status: the name in the document, and what it means. */
const REFUSALS: Readonly<Record<number, readonly [name: string, means: string]>> = {
  400: ['BadRequest', 'The body or the query is wrong; `errors` says where.'],
  401: ['Unauthorized', 'There is no API key, or it is not valid.'],
  403: ['Forbidden', 'The API key has a lesser role than the call needs.'],
  404: ['NotFound', 'There is nothing at this address.'],
  409: ['Conflict', 'What is at this address forbids it as it stands.'],
  412: ['PreconditionFailed', 'It is no longer what `If-Match` names: read it again.'],
  413: ['TooLarge', 'The request, or the mail, is too large.'],
  422: ['Unprocessable', 'The request is understood, and refused for its content.'],
  429: ['TooManyRequests', 'Later: `Retry-After` says in how many seconds.'],
};

const codesOf = (status: number): string =>
  Object.entries(PROBLEM_STATUS)
    .flatMap(([code, its]) => (its === status ? [`\`${code}\``] : []))
    .join(', ');

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

const RETRY_AFTER = { 'Retry-After': { description: 'Seconds.', schema: { type: 'integer', minimum: 1 } } };

/** The answers that calls share. */
export const problemResponses = (): JsonObject => ({
  ...Object.fromEntries(
    Object.entries(REFUSALS).map(([status, [name, means]]) => [
      name,
      {
        description: `${means} Codes: ${codesOf(Number(status))}.`,
        ...(status === '429' && { headers: RETRY_AFTER }),
        content: problemContent,
      },
    ]),
  ),
  Problem: { description: 'A problem (RFC 9457).', content: problemContent },
  Busy: {
    description:
      'Too busy at the moment (`busy`): the same request, sent again after `Retry-After` seconds, continues.',
    headers: RETRY_AFTER,
    content: problemContent,
  },
});

/** The refusals that a call may answer, by status. */
export function refusalsOf(route: Route): JsonObject {
  const isRead = route.method === 'GET';
  const hasBody = route.body !== undefined;
  const may: [status: number, is: boolean][] = [
    [400, hasBody || route.query !== undefined],
    [401, route.role !== 'public'],
    [403, route.role !== 'public' && route.role !== 'viewer'],
    [404, route.params !== undefined],
    [409, !isRead],
    [412, route.takesIfMatch === true],
    [413, hasBody],
    [422, route.idempotent === true],
    [429, true],
  ];
  const answers = may.flatMap(([status, is]) =>
    is ? [[status, { $ref: `#/components/responses/${REFUSALS[status]?.[0]}` }]] : [],
  );
  return {
    ...Object.fromEntries(answers),
    [FAULT_STATUS.busy]: { $ref: '#/components/responses/Busy' },
    default: { $ref: '#/components/responses/Problem' },
  };
}

const CODES = [...(Object.keys(PROBLEM_STATUS) as ProblemCode[]), ...Object.keys(FAULT_STATUS)];

const PARAMS: JsonObject = {
  type: 'object',
  description: 'The values that the message names, by their names, for messages in words of your own.',
  additionalProperties: true,
};

/** The body of every answer that is no success. */
export const problemSchema = (): JsonObject => ({
  type: 'object',
  description: 'A problem (RFC 9457): what happened, why, and what to do.',
  required: ['type', 'title', 'status', 'code', 'detail', 'params', 'requestId'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    code: { type: 'string', enum: CODES },
    detail: { type: 'string' },
    params: PARAMS,
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      description: 'For invalid input: what is wrong, and where.',
      items: {
        type: 'object',
        required: ['path', 'message', 'code', 'params'],
        properties: {
          path: { type: 'string' },
          message: { type: 'string', description: 'What the field must be.' },
          code: { type: 'string', enum: FIELD_CODES, description: 'The same for programs; new codes may follow.' },
          params: PARAMS,
        },
      },
    },
    usedBy: {
      type: 'array',
      description: 'With `in-use`: unfinished tasks that use it, newest first, at most 10.',
      items: {
        type: 'object',
        required: ['taskId', 'name', 'status'],
        properties: { taskId: { type: 'string' }, name: { type: ['string', 'null'] }, status: { type: 'string' } },
      },
    },
    resumesAt: { type: 'string', format: 'date-time', description: 'With `quota-used-up`: when to try again.' },
    mailId: { type: 'string', description: 'With `mail-not-sent`: the id of its record.' },
    outcome: { const: 'failed', description: 'With `mail-not-sent`, as in the answer for a mail that was sent.' },
    reason: {
      type: 'object',
      description: 'With `mail-not-sent`: why.',
      required: ['code', 'variable'],
      properties: {
        code: { type: 'string', enum: UNSENT_CODES, description: '`refused`: by the mail server, as `detail` says.' },
        variable: { type: ['string', 'null'], description: 'With `missing-variable`: its name.' },
      },
    },
  },
});
