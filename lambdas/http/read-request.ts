import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { invalidField, Problem } from '../../core/problems.ts';

/** Deepest nesting of a body. Templates read a few levels, and what walks a body must not run out of stack. */
const MAX_DEPTH = 20;

/**
 * Lambda takes an event of 6 MB, in which the body is a JSON string: quotes, backslashes and line ends take two bytes
 * there. Headers, of which API Gateway takes 10 KB, and what it says of the request come several times beside it.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_EVENT_BYTES = 6 * 1024 * 1024;
const BESIDE_THE_BODY = 128 * 1024;
const MAX_ESCAPED_BYTES = MAX_EVENT_BYTES - BESIDE_THE_BODY;

/** The JSON body, `undefined` when there is none. Throws `request-too-large` and `invalid-request`. */
export const readBody = (event: APIGatewayProxyEventV2, maxBytes: number): unknown => {
  if (event.body === undefined || event.body === '') return undefined;
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) {
    throw new Problem('request-too-large', `the body has ${bytes.length} bytes; at most ${maxBytes} are allowed`);
  }
  const escaped = event.isBase64Encoded ? event.body.length : Buffer.byteLength(JSON.stringify(event.body));
  if (escaped > MAX_ESCAPED_BYTES) {
    const message = `the body has ${escaped} bytes as a JSON string, in which quotes, backslashes and line ends count twice; at most ${MAX_ESCAPED_BYTES} are allowed`;
    throw new Problem('request-too-large', message);
  }
  const body = parse(bytes);
  const fault = faultIn(body);
  if (fault !== null) throw invalidField('', fault);
  return body;
};

const parse = (bytes: Buffer): unknown => {
  try {
    // Fatal: an invalid UTF-8 byte would otherwise become a character that was never typed.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    throw invalidField('', 'must be JSON in UTF-8');
  }
};

/** Valid JSON that no mail can contain: half a character, a number out of range, endless nesting. */
const faultIn = (body: unknown): string | null => {
  // A list of work instead of recursion, which a body of brackets only would exhaust.
  const open: { value: unknown; depth: number }[] = [{ value: body, depth: 0 }];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const { value, depth } = part;
    if (typeof value === 'string' && !value.isWellFormed()) return 'must not have half a surrogate pair in a text';
    if (typeof value === 'number' && !Number.isFinite(value)) return 'must not have a number that is too large';
    if (typeof value !== 'object' || value === null) continue;
    if (depth === MAX_DEPTH) return `must be nested at most ${MAX_DEPTH} levels deep`;
    for (const [name, inner] of Object.entries(value)) {
      if (!name.isWellFormed()) return 'must not have half a surrogate pair in a name';
      open.push({ value: inner, depth: depth + 1 });
    }
  }
  return null;
};

/** The query as it was written: a field that is given twice is refused rather than joined or dropped. */
export const readQuery = (event: APIGatewayProxyEventV2): Record<string, string> => {
  const query: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(event.rawQueryString)) {
    if (Object.hasOwn(query, name)) throw invalidField(`/${name}`, 'must be given once');
    Object.defineProperty(query, name, { value, enumerable: true });
  }
  return query;
};
