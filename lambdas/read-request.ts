import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { invalidField, Problem } from '../core/problems.ts';

/** The JSON body, `undefined` when there is none. Throws `request-too-large` and `invalid-request`. */
export const readBody = (event: APIGatewayProxyEventV2, maxBytes: number): unknown => {
  if (event.body === undefined || event.body === '') return undefined;
  const bytes = Buffer.from(event.body, event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > maxBytes) {
    throw new Problem('request-too-large', `the body has ${bytes.length} bytes; at most ${maxBytes} are taken`);
  }
  try {
    // Fatal: a byte that is no UTF-8 would otherwise become a sign that nobody typed.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    throw invalidField('', 'must be JSON in UTF-8');
  }
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
