import * as z from 'zod';
import { MAX_IDEMPOTENCY_KEY_LENGTH, REPEATED_WITHIN } from '../../core/access/idempotency.ts';
import { HOUR } from '../../core/clock.ts';
import { PROBLEM_STATUS, type ProblemCode, UNSENT_CODES } from '../../core/problems.ts';
import { FAULT_STATUS } from './problem-response.ts';
import type { Role, Route } from './route.ts';

type JsonObject = Record<string, unknown>;

export interface OpenApiInfo {
  title: string;
  version: string;
  description: string;
}

/** The document's description of the whole API. */
export const API_INFO: OpenApiInfo = {
  title: 'mailramp',
  version: '1',
  description: 'Bulk e-mail campaigns from your own AWS account, with automatic warm-up of the sending domain.',
};

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: `Kept for ${REPEATED_WITHIN / HOUR} hours per API key and path: the same body replays the first answer and its status, another body is 422, and any is 409 while the first request is in progress.`,
  schema: { type: 'string', minLength: 1, maxLength: MAX_IDEMPOTENCY_KEY_LENGTH },
};

const ROLE_NOTES: Record<Role | 'public', string> = {
  public: 'Needs no API key.',
  viewer: 'Needs an API key of any role.',
  sender: 'Needs an API key with the role `sender` or `admin`.',
  admin: 'Needs an API key with the role `admin`.',
};

/** The OpenAPI 3.1 document of some routes, made from the schemas that validate their requests. */
export const openApiOf = (routes: Route[], info: OpenApiInfo): JsonObject => {
  const schemas: JsonObject = {};
  const paths: Record<string, JsonObject> = {};
  for (const route of [...routes].sort(byPath)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [...new Set(routes.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key.' } },
      schemas: { ...sorted(schemas), Problem: problemSchema },
      responses: { Problem: { description: 'A problem (RFC 9457).', content: problemContent }, Busy: busyAnswer },
    },
  };
};

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const byPath = (a: Route, b: Route): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : METHODS.indexOf(a.method) - METHODS.indexOf(b.method);

/** First fixed segment after the version: `/v1/domains/{domain}` is about `domains`. */
const tagOf = ({ path }: Route): string => path.split('/').filter((part) => part !== '' && part !== 'v1')[0] ?? 'api';

const operationOf = (route: Route, schemas: JsonObject): JsonObject => ({
  operationId: operationIdOf(route),
  summary: route.summary,
  description: ROLE_NOTES[route.role],
  tags: [tagOf(route)],
  ...(route.role === 'public' && { security: [] }),
  ...withParameters(route, schemas),
  ...(route.body !== undefined && {
    requestBody: {
      required: !route.body.safeParse(undefined).success,
      content: { 'application/json': { schema: schemaOf(route.body, 'input', schemas) } },
    },
  }),
  responses: responsesOf(route, schemas),
});

/** E.g. `getDomainsByDomainWarmUp`: stable as long as the path is. */
const operationIdOf = ({ method, path }: Route): string => {
  const words = path
    .replaceAll(/\{(\w+)\}/g, 'by-$1')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '' && word !== 'v1');
  return method.toLowerCase() + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
};

const withParameters = (route: Route, schemas: JsonObject): JsonObject => {
  const parameters = [
    ...parametersOf(route.params, 'path', schemas),
    ...parametersOf(route.query, 'query', schemas),
    ...(route.idempotent ? [IDEMPOTENCY_KEY] : []),
  ];
  return parameters.length === 0 ? {} : { parameters };
};

const parametersOf = (schema: z.ZodType | undefined, place: 'path' | 'query', schemas: JsonObject): JsonObject[] => {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input', schemas) as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    ...(description !== undefined && { description }),
    schema: property,
  }));
};

const responsesOf = (route: Route, schemas: JsonObject): JsonObject => {
  const schema = route.answer && schemaOf(route.answer, 'output', schemas);
  const success = {
    description: route.status === 201 ? 'Created.' : 'Done.',
    ...(route.status === 201 && { headers: { Location: { schema: { type: 'string' } } } }),
    ...(schema && { content: { 'application/json': { schema } } }),
  };
  const other = route.otherAnswer && {
    [route.otherAnswer.status]: {
      description: route.otherAnswer.description,
      content: { 'application/json': { schema: schemaOf(route.otherAnswer.answer, 'output', schemas) } },
    },
  };
  return {
    ...other,
    [route.status]: success,
    [FAULT_STATUS.busy]: { $ref: '#/components/responses/Busy' },
    default: { $ref: '#/components/responses/Problem' },
  };
};

/** A zod schema as JSON Schema; schemas with an id become components. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output', schemas: JsonObject): JsonObject => {
  const {
    $schema: _dialect,
    $defs = {},
    ...json
  } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // The format expresses it; zod's pattern for it is 300 characters long.
      if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
    },
  }) as JsonObject;
  const own = typeof json.id === 'string' ? { [json.id]: json } : {};
  for (const [name, definition] of Object.entries({ ...($defs as JsonObject), ...own })) {
    schemas[name] = withoutId(inComponents(definition) as JsonObject);
  }
  return typeof json.id === 'string' ? { $ref: `#/components/schemas/${json.id}` } : (inComponents(json) as JsonObject);
};

const withoutId = ({ id: _id, ...schema }: JsonObject): JsonObject => schema;

/** Definitions are shared by the document, not kept in each schema. */
const inComponents = (schema: unknown): unknown =>
  JSON.parse(JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/'));

const sorted = (schemas: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));

const CODES = [...(Object.keys(PROBLEM_STATUS) as ProblemCode[]), ...Object.keys(FAULT_STATUS)];

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'requestId'],
  properties: {
    type: { type: 'string', description: '`urn:mailramp:problem:` followed by the code.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: CODES },
    detail: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      description: 'For invalid input: what is wrong, and where (`path` is a JSON Pointer).',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string' }, message: { type: 'string' } },
      },
    },
    resumesAt: { type: 'string', format: 'date-time', description: 'With `quota-used-up`: when to try again.' },
    mailId: { type: 'string', description: 'With `mail-not-sent`: the id of its record.' },
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
};

const problemContent = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

const busyAnswer = {
  description: 'Too busy at the moment (`busy`): the same request, sent again after `Retry-After` seconds, continues.',
  headers: { 'Retry-After': { schema: { type: 'integer' } } },
  content: problemContent,
};
