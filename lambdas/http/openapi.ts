import type * as z from 'zod';
import { MAX_IDEMPOTENCY_KEY_LENGTH, REPEATED_WITHIN } from '../../core/access/idempotency.ts';
import { HOUR } from '../../core/clock.ts';
import { problemResponses, problemSchema, refusalsOf } from './openapi-answers.ts';
import { eventOperations, eventSchemas } from './openapi-events.ts';
import {
  annotate,
  annotateField,
  type Components,
  type JsonObject,
  namedSchemaOf,
  schemaOf,
} from './openapi-schemas.ts';
import { operationIdOf, tagOf, tagsOf } from './operation-names.ts';
import type { Role, Route } from './route.ts';

export interface OpenApiInfo {
  title: string;
  version: string;
  description: string;
}

/** A call and its answer, by the name of the call. `path` and `query` as they are sent. */
export interface Example {
  path: string;
  query?: string;
  request?: unknown;
  status: number;
  answer?: unknown;
}
export type Examples = Readonly<Record<string, Example>>;

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
  description: `Kept for ${REPEATED_WITHIN / HOUR} hours per API key and path: the same body replays the first answer and its status, with \`Idempotency-Replayed: true\`; another body is 422, and any is 409 while the first request is in progress.`,
  schema: { type: 'string', minLength: 1, maxLength: MAX_IDEMPOTENCY_KEY_LENGTH },
};

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  required: false,
  description: 'The `ETag` that the change is made on; 412 `changed-meanwhile` once it is another one.',
  schema: { type: 'string', minLength: 1 },
};

const ROLE_NOTES: Record<Role | 'public', string> = {
  public: 'Needs no API key.',
  viewer: 'Needs an API key of any role.',
  sender: 'Needs an API key with the role `sender` or `admin`.',
  admin: 'Needs an API key with the role `admin`.',
};

/** The OpenAPI 3.1 document of some routes, made from the schemas that validate their requests. */
export const openApiOf = (routes: Route[], info: OpenApiInfo, examples: Examples = {}): JsonObject => {
  const components: Components = { ...eventSchemas(), Problem: problemSchema() };
  const paths: Record<string, JsonObject> = {};
  for (const route of [...routes].sort(byPath)) {
    const operation = operationOf(route, components, examples[operationIdOf(route)]);
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation };
  }
  for (const [name, schema] of Object.entries(components)) annotate(schema, [name]);
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: tagsOf(routes),
    paths,
    webhooks: eventOperations(),
    components: {
      securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'An API key.' } },
      schemas: sorted(components),
      responses: problemResponses(),
    },
  };
};

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

const byPath = (a: Route, b: Route): number =>
  a.path < b.path ? -1 : a.path > b.path ? 1 : METHODS.indexOf(a.method) - METHODS.indexOf(b.method);

const operationOf = (route: Route, components: Components, example: Example | undefined): JsonObject => ({
  operationId: operationIdOf(route),
  summary: route.summary,
  description: ROLE_NOTES[route.role],
  tags: [tagOf(route)],
  ...(route.role === 'public' && { security: [] }),
  ...withParameters(route, components, example),
  ...(route.body !== undefined && {
    requestBody: {
      required: !route.body.safeParse(undefined).success,
      content: {
        'application/json': {
          schema: namedSchemaOf(route.body, 'input', `${typeNameOf(route)}Request`, components),
          ...(example?.request !== undefined && { example: example.request }),
        },
      },
    },
  }),
  responses: responsesOf(route, components, example),
});

const typeNameOf = (route: Route): string => operationIdOf(route).replace(/^./, (letter) => letter.toUpperCase());

const withParameters = (route: Route, components: Components, example: Example | undefined): JsonObject => {
  const parameters = [
    ...parametersOf(route.params, 'path', components, example && pathValuesOf(route.path, example.path)),
    ...parametersOf(
      route.query,
      'query',
      components,
      example && Object.fromEntries(new URLSearchParams(example.query)),
    ),
    ...(route.idempotent ? [IDEMPOTENCY_KEY] : []),
    ...(route.takesIfMatch ? [IF_MATCH] : []),
  ];
  return parameters.length === 0 ? {} : { parameters };
};

/** What stands in an example's path where the route's has names. */
function pathValuesOf(path: string, sent: string): Record<string, string> {
  const values = sent.split('/');
  const parts = path.split('/').map((part, i) => [/^\{(.*)\}$/.exec(part)?.[1], values[i]] as const);
  return Object.fromEntries(
    parts.flatMap(([name, value]) => (name && value ? [[name, decodeURIComponent(value)]] : [])),
  );
}

const parametersOf = (
  schema: z.ZodType | undefined,
  place: 'path' | 'query',
  components: Components,
  examples: Record<string, string> = {},
): JsonObject[] => {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input', components) as {
    properties?: Record<string, JsonObject>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, field]) => {
    annotateField(field, [place, name]);
    const { description, ...property } = field;
    return {
      name,
      in: place,
      required: place === 'path' || required.includes(name),
      ...(description !== undefined && { description }),
      schema: property,
      ...(examples[name] !== undefined && {
        example: property.type === 'integer' ? Number(examples[name]) : examples[name],
      }),
    };
  });
};

const responsesOf = (route: Route, components: Components, example: Example | undefined): JsonObject => {
  const contentOf = (answer: z.ZodType, status: number, name: string) => ({
    'application/json': {
      schema: namedSchemaOf(answer, 'output', name, components),
      ...(example?.status === status && { example: example.answer }),
    },
  });
  const success = {
    description: { 200: 'Done.', 201: 'Created.', 202: 'Begun.', 204: 'Done.' }[route.status],
    ...(route.status === 201 &&
      !route.hasNoAddress && {
        headers: { Location: { description: 'The path of what was created.', schema: { type: 'string' } } },
      }),
    ...(route.answer && { content: contentOf(route.answer, route.status, `${typeNameOf(route)}Answer`) }),
  };
  const other = route.otherAnswer && {
    [route.otherAnswer.status]: {
      description: route.otherAnswer.description,
      content: contentOf(route.otherAnswer.answer, route.otherAnswer.status, `${typeNameOf(route)}OtherAnswer`),
    },
  };
  return { ...other, [route.status]: success, ...refusalsOf(route) };
};

const sorted = (schemas: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
