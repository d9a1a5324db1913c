import { createHash, createHmac } from 'node:crypto';
import { type Instant, iso } from '../../core/clock.ts';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface RequestToSign {
  method: 'GET' | 'POST';
  /** Without a query, and with a path that needs no encoding. */
  url: URL;
  body: string;
}

export interface Signer {
  credentials: Credentials;
  region: string;
  /** As AWS names it, e.g. `lambda`. */
  service: string;
  at: Instant;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/**
 * Headers by which AWS knows who calls, Signature Version 4:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signatureHeaders(
  { method, url, body }: RequestToSign,
  { credentials, region, service, at }: Signer,
): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const time = `${iso(at).replace(/[-:]|\.\d+/g, '')}`;
  const scope = [time.slice(0, 8), region, service, 'aws4_request'];
  const own = { 'x-amz-date': time, ...(sessionToken === undefined ? {} : { 'x-amz-security-token': sessionToken }) };
  const signed = Object.entries({ host: url.host, ...own }).sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join('');
  const request = [method, url.pathname, '', lines, names, sha256(body)].join('\n');
  const key = scope.reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secretAccessKey}`);
  const signature = hmac(key, [ALGORITHM, time, scope.join('/'), sha256(request)].join('\n')).toString('hex');
  const authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...own, authorization };
}
