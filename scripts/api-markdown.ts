/** The part of JSON Schema that the API's schemas use. */
interface Schema {
  $ref?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: boolean | Schema;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  description?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

/** What is sent or answered, and an example of it. */
interface Content {
  schema: Schema;
  example?: unknown;
}

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters?: {
    name: string;
    in: string;
    required: boolean;
    description?: string;
    schema: Schema;
    example?: unknown;
  }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, { description?: string; content?: Record<string, Content> }>;
}

export interface ApiDocument {
  tags: { name: string; description?: string }[];
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation }>;
  components: { schemas: Record<string, Schema> };
}

const PREAMBLE = `# The API

This page is made from the schemas that validate requests (\`node scripts/write-api-docs.ts\`); the same facts as
OpenAPI 3.1 are in [openapi.json](openapi.json) and at \`GET /v1/openapi.json\`, for clients that are generated
(with openapi-typescript, take \`--default-non-nullable=false\`). The examples are recorded: a test makes each call.

- **Keys.** Send \`Authorization: Bearer <API key>\`. A \`viewer\` reads; a \`sender\` also makes tasks, lists, templates,
  tests and suppressions; an \`admin\` does everything.
- **JSON.** Bodies and answers are JSON in UTF-8, at most 5 MB (5.75 MB where a body takes attachments, whose 4 MB grow
  in base64), and at most 5.875 MB where quotes, backslashes and line ends count twice. Unknown fields are refused. Every key of an answer is always there, null when it is empty. Times are
  ISO 8601 in UTC.
- **Lists** answer \`{items, nextCursor}\`, newest first. \`limit\` is 1 to 100 (50 where nothing is said);
  \`nextCursor\` is null at the end, else it is the \`cursor\` of the next page.
- **Problems** are \`application/problem+json\` (RFC 9457) with \`code\`, \`detail\` and \`requestId\`. Bad input has
  \`errors: [{path, message, code, params}]\`, where \`path\` is a JSON Pointer into the body, or \`/\` and the name of a
  query parameter; \`code\` and \`params\` are for messages in words of your own. New codes may follow: take one that
  you do not know for a fault that only \`message\` explains.
- **Limits.** A stack takes 50 requests a second, for a moment 100, of which one API key may make 25, averaged over ten
  seconds; settings change all three. What is above is 429 \`rate-limited\`, or, where the gateway refuses it, 429 with
  a body of its own. Pages for unsubscribing have a limit of their own. On one machine there is none. 429 and 503 come with \`Retry-After\`, and \`quota-used-up\` with \`resumesAt\`.
- **Trying again.** A POST that creates takes \`Idempotency-Key\` (1 to 255 characters, kept 24 hours per API key and
  path): the same request replays status and answer, another one is 422 \`idempotency-key-reused\`, and 409
  \`request-in-progress\` while the first is at work. A request that failed may be tried again with the same key. 503
  \`busy\` means that the tables took no more within 20 seconds: what was stored stays stored, and the same request,
  sent again after \`Retry-After\` seconds, does the rest. Recipients need no key for that: adding them again adds
  nobody twice.

| status | codes |
| --- | --- |`;

/** The API on one page, for people. `statuses` gives each problem code its HTTP status. */
export const apiMarkdown = (document: ApiDocument, statuses: Record<string, number>): string => {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
  );
  const components = document.components.schemas;
  const parts = document.tags.flatMap(({ name, description }) => [
    `## ${name}`,
    ...(description === undefined ? [] : [description]),
    ...operations
      .filter(({ operation }) => operation.tags.includes(name))
      .map((call) => operationPart(call, components)),
  ]);
  const shared = Object.entries(components).filter(([name]) => !isOfOneCall(name));
  const schemas = shared.map(
    ([name, schema]) => `### ${name}\n\n${schema.description ? `${schema.description}\n\n` : ''}${fieldTable(schema)}`,
  );
  return `${[`${PREAMBLE}\n${codeRows(statuses)}`, ...parts, eventsPart(document), '## Schemas', ...schemas].join('\n\n')}\n`;
};

const codeRows = (statuses: Record<string, number>): string => {
  const numbers = [...new Set(Object.values(statuses))].sort((a, b) => a - b);
  return numbers
    .map((status) => {
      const codes = Object.keys(statuses).filter((code) => statuses[code] === status);
      return `| ${status} | ${codes.map((code) => `\`${code}\``).join(', ')} |`;
    })
    .join('\n');
};

/** Bodies and answers of a single call are shown with it. */
const isOfOneCall = (name: string): boolean => /(?:Request|Answer)$/.test(name);

const eventsPart = ({ webhooks }: ApiDocument): string =>
  [
    '## Events',
    'What webhooks receive, by `POST`. The headers `webhook-id`, `webhook-timestamp` and `webhook-signature` are those of [Standard Webhooks](https://www.standardwebhooks.com), whose libraries verify them by the secret of the webhook. An answer of 2xx within 10 seconds is success; 410 ends the delivery; anything else is tried again with growing waits, for three days. The same event always has the same `webhook-id`. Events of a task come in their order as far as possible; `mail.*` events begin up to a minute after a webhook is made.',
    ['| event | when | body |', '| --- | --- | --- |', ...Object.entries(webhooks).map(eventRow)].join('\n'),
  ].join('\n\n');

const eventRow = ([name, { post }]: [string, { post: Operation }]): string => {
  const schema = post.requestBody?.content['application/json']?.schema ?? {};
  return `| \`${name}\` | ${post.summary} | ${typeOf(schema)} |`;
};

/** The request of an example, as it is sent, and its answer. */
function examplePart(method: string, path: string, operation: Operation): string[] {
  const { parameters = [], requestBody, responses } = operation;
  const examplesIn = (place: string) => parameters.filter((one) => one.in === place && one.example !== undefined);
  const filled = examplesIn('path').reduce(
    (text, { name, example }) => text.replace(`{${name}}`, encodeURIComponent(String(example))),
    path,
  );
  const query = new URLSearchParams(
    examplesIn('query').map(({ name, example }): [string, string] => [name, String(example)]),
  ).toString();
  const sent = requestBody?.content['application/json']?.example;
  const answers = Object.entries(responses).flatMap(([status, { content }]) => {
    const answer = content?.['application/json']?.example;
    return answer === undefined ? [] : [`${status}\n\n${json(answer)}`];
  });
  if (filled.includes('{')) return [];
  const line = `${method} ${filled}${query === '' ? '' : `?${query}`}`;
  const request = sent === undefined ? line : `${line}\n\n${json(sent)}`;
  return [request, ...answers].map((text) => `\`\`\`http\n${text}\n\`\`\``);
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

const operationPart = (
  { path, method, operation }: { path: string; method: string; operation: Operation },
  components: Record<string, Schema>,
): string => {
  const shown = (schema: Schema): Schema => {
    const name = schema.$ref?.split('/').at(-1) ?? '';
    return isOfOneCall(name) ? (components[name] ?? schema) : schema;
  };
  const rows = (operation.parameters ?? []).map(
    ({ name, in: place, required, schema, description }) =>
      `| \`${name}\` | ${place}${required ? '' : ', optional'} | ${typeOf(schema)} | ${notesOf({ ...schema, ...(description !== undefined && { description }) })} |`,
  );
  const body = operation.requestBody?.content['application/json']?.schema;
  const successes = Object.entries(operation.responses).filter(([status]) => status.startsWith('2'));
  const answers = successes.map(([status, { description, content }]) => {
    const schema = content?.['application/json']?.schema;
    const what = successes.length > 1 ? `${status}: ${description}` : status;
    return schema ? shapePart(`Answer ${what}`, shown(schema)) : `Answer ${status}, without a body.`;
  });
  return [
    `### ${method} ${path}`,
    `${operation.summary}. ${operation.description}`,
    ...(rows.length > 0
      ? [['| parameter | in | type | notes |', '| --- | --- | --- | --- |', ...rows].join('\n')]
      : []),
    ...(body ? [shapePart('Body', shown(body))] : []),
    ...answers,
    ...examplePart(method, path, operation),
  ].join('\n\n');
};

const shapePart = (title: string, schema: Schema): string =>
  schema.properties ? `${title}:\n\n${fieldTable(schema)}` : `${title}: ${typeOf(schema)}.`;

const fieldTable = (schema: Schema): string => {
  const rows = fieldRows(schema, '');
  return ['| field | type | notes |', '| --- | --- | --- |', ...rows].join('\n');
};

/** A row for each field; the fields of an inner object follow under its name. */
const fieldRows = (schema: Schema, prefix: string): string[] =>
  Object.entries(schema.properties ?? {}).flatMap(([name, property]) => {
    const path = `${prefix}${name}`;
    const optional = schema.required?.includes(name) ? '' : ', optional';
    const row = `| \`${path}\` | ${typeOf(property)}${optional} | ${notesOf(property)} |`;
    return [row, ...innerObjects(property).flatMap(({ inner, suffix }) => fieldRows(inner, `${path}${suffix}`))];
  });

const innerObjects = (schema: Schema): { inner: Schema; suffix: string }[] => {
  if (schema.properties) return [{ inner: schema, suffix: '.' }];
  if (schema.items) return innerObjects(schema.items).map(({ inner, suffix }) => ({ inner, suffix: `[]${suffix}` }));
  return alternativesOf(schema).flatMap(innerObjects);
};

const alternativesOf = (schema: Schema): Schema[] => schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];

const typeOf = (schema: Schema): string => {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.enum) return schema.enum.map(literal).join(', ');
  if (schema.const !== undefined) return literal(schema.const);
  const alternatives = alternativesOf(schema);
  if (alternatives.length > 0) return [...new Set(alternatives.map(typeOf))].join(' or ');
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (schema.format === 'date-time') return [schema.type].flat().includes('null') ? 'instant or null' : 'instant';
  return schema.type === undefined ? 'any value' : [schema.type].flat().join(' or ');
};

const literal = (value: unknown): string => `\`${JSON.stringify(value)}\``;

const notesOf = (schema: Schema): string => {
  const inner = alternativesOf(schema).find((part) => part.type !== 'null' && part.description !== undefined);
  const range = [schema, ...alternativesOf(schema)].map(rangeOf).find((text) => text !== '') ?? '';
  const preset = schema.default === undefined || schema.default === null ? '' : `default ${literal(schema.default)}`;
  return [schema.description ?? inner?.description ?? '', [range, preset].filter(Boolean).join('; ')]
    .filter(Boolean)
    .join(' ')
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ');
};

/** The largest safe integer is what zod says where nothing was said. */
const isSaid = (bound: number | undefined): bound is number =>
  bound !== undefined && Math.abs(bound) !== Number.MAX_SAFE_INTEGER;

const rangeOf = (schema: Schema): string =>
  [
    between(schema.minimum, schema.maximum, ''),
    between(schema.minLength, schema.maxLength, ' characters'),
    between(schema.minItems, schema.maxItems, ' entries'),
  ]
    .filter(Boolean)
    .join(', ');

const between = (min: number | undefined, max: number | undefined, unit: string): string => {
  if (isSaid(min) && isSaid(max)) return `${min} to ${max}${unit}`;
  if (isSaid(max)) return `at most ${max}${unit}`;
  if (unit !== '' && min === 1) return 'not empty';
  return isSaid(min) ? `at least ${min}${unit}` : '';
};
