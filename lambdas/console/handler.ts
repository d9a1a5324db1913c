import { createHash } from 'node:crypto';
import { extname } from 'node:path';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { CONSOLE_BASE, leadToConsole } from '../http/lead-to-console.ts';
import type { ConsoleFile, ConsoleFiles } from './files.ts';
import { framePolicy, headersFor, pagePolicy } from './headers.ts';

export interface ConsoleOptions {
  /** Whether it is served over https alone. */
  isSecure: boolean;
  /** The origin that takes uploaded files; null for the product's own. */
  uploadOrigin: string | null;
}

type Answer = APIGatewayProxyStructuredResultV2;

const ASSETS = 'assets/';
const FRAME = 'frame.html';
/** Of the packages that the console holds parts of. */
const LICENSES = 'licenses.txt';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
};

/** A year: an asset's name changes with its content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Serves the console from memory. `/console` and every path below it are pages of the app, which its own script knows,
 * but for assets: names of domains have dots, so that a dot tells nothing.
 */
export function createConsole(files: ConsoleFiles, options: ConsoleOptions): (event: APIGatewayProxyEventV2) => Answer {
  const common = headersFor(options);
  const plainText = (statusCode: number, body: string, more: Record<string, string> = {}): Answer => ({
    statusCode,
    headers: { ...common, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', ...more },
    body: `${body}\n`,
  });
  const notThere = () => plainText(404, 'there is nothing here: reload the page, a new version may have come');

  const asset = (path: string, event: APIGatewayProxyEventV2): Answer => {
    const file = files.byPath.get(path);
    if (file === undefined) return notThere();
    return fileAnswer(path, file, event, { ...common, 'cache-control': FOR_EVER });
  };

  const policies = { page: pagePolicy(options.uploadOrigin), frame: framePolicy(files.frameScript) };
  const page = (path: string, policy: string, event: APIGatewayProxyEventV2): Answer => {
    const file = files.byPath.get(path);
    if (file === undefined) return notThere();
    const etag = `W/"${createHash('sha256').update(file.plain).digest('base64url').slice(0, 22)}"`;
    const headers = { ...common, 'cache-control': 'no-cache', 'content-security-policy': policy, etag };
    const known = event.headers['if-none-match']?.split(/\s*,\s*/) ?? [];
    return known.includes(etag) ? { statusCode: 304, headers } : fileAnswer(path, file, event, headers);
  };

  return (event) => {
    const elsewhere = leadToConsole(event);
    if (elsewhere !== null) return elsewhere;
    const { method } = event.requestContext.http;
    if (method !== 'GET' && method !== 'HEAD') return plainText(405, 'only GET and HEAD', { allow: 'GET, HEAD' });
    const path = event.rawPath.slice(CONSOLE_BASE.length);
    if (path.startsWith(ASSETS)) return asset(path, event);
    if (path === FRAME) return page(FRAME, policies.frame, event);
    return page(path === LICENSES ? LICENSES : 'index.html', policies.page, event);
  };
}

function fileAnswer(
  path: string,
  { plain, br, gzip }: ConsoleFile,
  event: APIGatewayProxyEventV2,
  headers: Record<string, string>,
): Answer {
  const isTaken = takenBy(event.headers['accept-encoding'] ?? '');
  const encoding = br !== null && isTaken('br') ? 'br' : gzip !== null && isTaken('gzip') ? 'gzip' : null;
  const bytes = (encoding === 'br' ? br : encoding === 'gzip' ? gzip : null) ?? plain;
  return {
    statusCode: 200,
    headers: {
      ...headers,
      'content-type': TYPES[extname(path)] ?? 'application/octet-stream',
      vary: 'accept-encoding',
      ...(encoding !== null && { 'content-encoding': encoding }),
    },
    ...(event.requestContext.http.method === 'GET' && { body: bytes.toString('base64'), isBase64Encoded: true }),
  };
}

/** Which encodings an `Accept-Encoding` takes; one with the weight 0 is refused (RFC 9110, 12.5.3). */
function takenBy(header: string): (encoding: string) => boolean {
  const taken = header.split(',').flatMap((part) => {
    const [name = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    return parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) ? [] : [name];
  });
  return (encoding) => taken.includes(encoding);
}
