import { setImmediate as turn } from 'node:timers/promises';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { invalidField, Problem } from '../../core/problems.ts';
import { excessIn, MAX_DEPTH, TOO_DEEP } from './measure-json.ts';

/**
 * Lambda takes an event of 6 MB, in which the body is a JSON string: quotes, backslashes and line ends take two bytes
 * there. Headers, of which API Gateway takes 10 KB, and what it says of the request come several times beside it.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const BESIDE_THE_BODY = 128 * 1024;
const MAX_ESCAPED_BYTES = MAX_EVENT_BYTES - BESIDE_THE_BODY;

/** Reading a body of this size takes long enough for others to come to their turn between its steps. */
const LARGE_BYTES = 256 * 1024;

/**
 * Types under which JSON is taken: its own, and those that `curl -d` and `fetch` write by themselves for a text.
 * Whatever names another type means something else (docs/decisions/0073-bodies-are-counted-first.md).
 */
const JSON_TYPE = /^(?:application\/(?:[\w.-]+\+)?json|application\/x-www-form-urlencoded|text\/plain)$/;

function checkType(contentType: string | undefined): void {
  const [type = '', ...parameters] = (contentType ?? '')
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  const isUtf8 = charset === undefined || /^"?(?:utf-?8|us-ascii)"?$/.test(charset);
  if ((type === '' || JSON_TYPE.test(type)) && isUtf8) return;
  throw new Problem('unsupported-media-type', 'a body must be JSON in UTF-8: send Content-Type: application/json');
}

/**
 * The JSON body, `undefined` when there is none. Throws `unsupported-media-type`, `request-too-large` and
 * `invalid-request`.
 */
export const readBody = async (event: APIGatewayProxyEventV2, maxBytes: number): Promise<unknown> => {
  if (event.body === undefined || event.body === '') return undefined;
  checkType(event.headers['content-type']);
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) {
    throw new Problem('request-too-large', `the body has ${bytes.length} bytes; at most ${maxBytes} are allowed`);
  }
  const escaped = event.isBase64Encoded ? event.body.length : Buffer.byteLength(JSON.stringify(event.body));
  if (escaped > MAX_ESCAPED_BYTES) {
    const message = `the body has ${escaped} bytes as a JSON string, in which quotes, backslashes and line ends count twice; at most ${MAX_ESCAPED_BYTES} are allowed`;
    throw new Problem('request-too-large', message);
  }
  const rest = async () => (bytes.length < LARGE_BYTES ? undefined : await turn());
  await rest();
  const excess = excessIn(bytes);
  if (excess !== null) throw invalidField('', excess, 'too-big');
  await rest();
  const body = parse(bytes);
  await rest();
  const fault = faultIn(body);
  if (fault !== null) throw invalidField('', fault, 'format');
  await rest();
  return body;
};

const parse = (bytes: Buffer): unknown => {
  try {
    // Fatal: an invalid UTF-8 byte would otherwise become a character that was never typed.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    throw invalidField('', 'must be JSON in UTF-8', 'format', { format: 'json' });
  }
};

/** Valid JSON that no mail can contain: half a character, a number out of range, endless nesting. */
const faultIn = (body: unknown): string | null => {
  // Lists of work instead of recursion, which a body of brackets only would exhaust; level by level.
  let level: object[] = [];
  const look = (value: unknown, inner: object[]): string | null => {
    if (typeof value === 'string' && !value.isWellFormed()) return 'must not have half a surrogate pair in a text';
    if (typeof value === 'number' && !Number.isFinite(value)) return 'must not have a number that is too large';
    if (typeof value === 'object' && value !== null) inner.push(value);
    return null;
  };
  const lookInto = (part: object, inner: object[]): string | null => {
    if (Array.isArray(part)) return firstFault(part, (value) => look(value, inner));
    return firstFault(Object.keys(part), (name) =>
      name.isWellFormed()
        ? look((part as Record<string, unknown>)[name], inner)
        : 'must not have half a surrogate pair in a name',
    );
  };
  const fault = look(body, level);
  if (fault !== null) return fault;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth === MAX_DEPTH) return TOO_DEEP;
    const inner: object[] = [];
    const within = firstFault(level, (part) => lookInto(part, inner));
    if (within !== null) return within;
    level = inner;
  }
  return null;
};

const firstFault = <Part>(parts: readonly Part[], faultOf: (part: Part) => string | null): string | null => {
  for (const part of parts) {
    const fault = faultOf(part);
    if (fault !== null) return fault;
  }
  return null;
};

/** The query as it was written: a field that is given twice is refused rather than joined or dropped. */
export const readQuery = (event: APIGatewayProxyEventV2): Record<string, string> => {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (Object.hasOwn(query, name)) throw invalidField(`/${name}`, 'must be given once', 'repeated');
    Object.defineProperty(query, name, { value, enumerable: true });
  }
  return query;
};
